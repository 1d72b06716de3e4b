"""A world that goes wrong in every way: what it holds is decided by a seed, whoever asks and in whatever order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from random import Random
from typing import Any

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


class Kind(StrEnum):
    """An enum that is text."""

    SHOP = "shop"
    DEPOT = "depot"


class Colour(Enum):
    """An enum that is not."""

    RED = 1
    BLUE = (2, 3)


class Boom(Exception):
    """What goes wrong in the world."""


class Thing:
    """Something whose attributes the world decides. `sort` is the name of its type."""

    def __init__(self, world: "World", sort: str, number: int) -> None:
        self.world = world
        self.sort = sort
        self.number = number

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.world.read(self, name)

    def __repr__(self) -> str:
        return f"<{self.sort} {self.number}>"


class Raises:
    """A value that is raised when it is read."""

    def __init__(self, error: Exception) -> None:
        self.error = error


class Late:
    """A value that is awaited. It is no coroutine, so that nobody is warned where the graph has no use for it."""

    def __init__(self, value: Any, ticks: int) -> None:
        self.value = value
        self.ticks = ticks

    def __await__(self) -> Generator[Any, None, Any]:
        return self._get().__await__()

    async def _get(self) -> Any:
        for _ in range(self.ticks):
            await asyncio.sleep(0)
        return given(self.value)


class Fresh:
    """A value that is used up by reading, such as a generator."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def given(value: Any) -> Any:
    """A value as its reader gets it."""
    if isinstance(value, Raises):
        raise value.error
    return value.make() if isinstance(value, Fresh) else value


class World:
    """Five things of each kind. `poison` is the share of values that are wrong, `late` of those that are awaited."""

    SORTS = ("Shop", "Person", "Box")

    def __init__(self, seed: int, *, poison: float = 0, late: float = 0) -> None:
        self.seed = seed
        self.poison = poison
        self.late = late
        self.things = {sort: [Thing(self, sort, number) for number in range(5)] for sort in self.SORTS}
        self._values: dict[tuple[str, int, str], Any] = {}

    def read(self, thing: Thing, name: str) -> Any:
        """A value as a resolver reads it."""
        return given(self.value(thing, name))

    def value(self, thing: Thing, name: str) -> Any:
        """A value, decided when it is first asked for; the same for everybody."""
        key = (thing.sort, thing.number, name)
        if key not in self._values:
            self._values[key] = self._decided(Random(f"{self.seed} {key}"), name, str(key))
        return self._values[key]

    def fetched(self, thing: Thing, name: str) -> Any:
        """A value as a batch function answers it: what would be raised is answered as well."""
        value = self.value(thing, name)
        while isinstance(value, Late):
            value = value.value
        return value.error if isinstance(value, Raises) else given(value)

    def breaks(self, name: str) -> bool:
        """Whether a batch function fails as a whole."""
        return Random(f"{self.seed} {name}").random() < self.poison / 4

    def _decided(self, random: Random, name: str, key: str) -> Any:
        value = self._wrong(random, key) if random.random() < self.poison else self._right(random, name)
        if random.random() < self.late:
            return Late(value, random.randrange(3))
        return value

    def _right(self, random: Random, name: str) -> Any:
        base = name.rsplit("_", 1)[-1]
        return getattr(self, f"_{base}")(random)

    def _wrong(self, random: Random, key: str) -> Any:
        thing = random.choice(self.things[random.choice(self.SORTS)])
        return random.choice(
            [
                None,
                None,
                None,
                None,
                Raises(Boom(f"raised {key}")),
                Raises(Boom(f"raised {key}")),
                Boom(f"given {key}"),
                "text",
                "",
                5,
                -7,
                2**31,
                2**53,
                True,
                1.5,
                3.0,
                float("nan"),
                float("inf"),
                b"bytes",
                Decimal("2.50"),
                Decimal("7"),
                NOON,
                NOON.date(),
                NOON.replace(tzinfo=None),
                Kind.DEPOT,
                Colour.BLUE,
                "SHOP",
                "shop",
                1,
                [],
                [None],
                [1, None],
                [[1], None, [None]],
                [thing, None],
                ["a", 1],
                (1, 2),
                {1},
                {"a": 1},
                frozenset(),
                thing,
                [thing, thing],
                [Boom(f"item {key}"), thing],
                [Raises(Boom("never")), 1],
                object(),
                int,
                Fresh(lambda: iter([1, 2])),
                Fresh(lambda: _stumbling(key)),
                Fresh(lambda: _slowly([1, thing])),
                [Late(1, 1), 2],
                [Late(thing, 1), thing],
                [Late(Raises(Boom(f"late {key}")), 1)],
                0,
                False,
                range(2),
            ]
        )

    def _some(self, random: Random, *sorts: str) -> Thing:
        return random.choice(self.things[random.choice(sorts)])

    def _id(self, random: Random) -> Any:
        return random.choice(["a", "b", 7])

    def _text(self, random: Random) -> Any:
        return random.choice(["é", "x" * 3, '"', ""])

    def _int(self, random: Random) -> Any:
        return random.choice([0, -1, 2**31 - 1, -(2**31)])

    def _float(self, random: Random) -> Any:
        return random.choice([0.5, 1e300, -0.0, 3])

    def _flag(self, random: Random) -> Any:
        return random.random() < 0.5

    def _kind(self, random: Random) -> Any:
        return random.choice([*Kind, "shop"])

    def _colour(self, random: Random) -> Any:
        return random.choice(list(Colour))

    def _when(self, random: Random) -> Any:
        return random.choice([NOON, NOON.astimezone(timezone(timedelta(hours=2))), NOON.replace(microsecond=120)])

    def _day(self, random: Random) -> Any:
        return NOON.date()

    def _amount(self, random: Random) -> Any:
        return Decimal(random.choice(["2", "1.275", "-0", "1E+3"]))

    def _grid(self, random: Random) -> Any:
        return [[random.randrange(9) for _ in range(random.randrange(3))] for _ in range(random.randrange(3))]

    def _words(self, random: Random) -> Any:
        return random.choice([["a", "b"], ("c",), [], ["a"] * 4])

    def _shop(self, random: Random) -> Any:
        return self._some(random, "Shop")

    def _person(self, random: Random) -> Any:
        return self._some(random, "Person")

    def _friend(self, random: Random) -> Any:
        return self._person(random)

    def _anything(self, random: Random) -> Any:
        return self._some(random, "Shop", "Person", "Box")

    def _named(self, random: Random) -> Any:
        return self._some(random, "Shop", "Person")

    def _shops(self, random: Random) -> Any:
        return [self._shop(random) for _ in range(random.randrange(4))]

    def _people(self, random: Random) -> Any:
        return tuple(self._person(random) for _ in range(random.randrange(4)))

    def _things(self, random: Random) -> Any:
        return [self._anything(random) for _ in range(random.randrange(4))]


def _stumbling(key: str) -> Iterator[int]:
    yield 1
    raise Boom(f"stumbled {key}")


async def _slowly(values: list[Any]) -> AsyncIterator[Any]:
    for value in values:
        await asyncio.sleep(0)
        yield value
