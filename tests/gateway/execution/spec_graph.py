"""A graph whose fields give whatever a case names: the value is looked up by the argument `of`."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Any

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig

from resolvers.edges import Info, edge
from resolvers.scalars import SCALARS, BigInt, Quantity
from tests.gateway.execution.world import Late, Raises


class Colour(Enum):
    RED = 1
    BLUE = "b"


class Size(StrEnum):
    S = "small"
    L = "large"


class Cat:
    """A plain object: the graph knows its type by `is_type_of`."""

    def __init__(self, name: Any = "Tom", lives: Any = 9, friend: Any = None) -> None:
        self.name = name
        self.lives = lives
        self.friend = friend
        self.friends = [friend]
        self.likes: Any = ["fish"]

    def __repr__(self) -> str:
        return f"<cat {self.name}>"


class Dog:
    def __init__(self, name: Any = "Rex", friend: Any = None) -> None:
        self.name = name
        self.friend = friend

    def __repr__(self) -> str:
        return f"<dog {self.name}>"

    @property
    def tricks(self) -> Any:
        raise ValueError("no tricks")


def late(value: Any) -> Late:
    """What is awaited, and raises what is an exception."""
    return Late(Raises(value) if isinstance(value, Exception) else value, 1)


def values() -> dict[str, Any]:
    """What there is, made anew for each question, since some of it is used up."""
    boom = ValueError("boom")
    return {
        "null": None,
        "boom": boom,
        "one": 1,
        "minus": -1,
        "largest": 2**31 - 1,
        "smallest": -(2**31),
        "too large": 2**31,
        "half": 0.5,
        "whole": 1.0,
        "nan": float("nan"),
        "infinite": float("inf"),
        "true": True,
        "false": False,
        "text": "text",
        "empty": "",
        "digits": "12",
        "object": object,
        "bytes": b"b",
        "huge": 2**60,
        "unicode": "é\u2028😀",
        "decimal": Decimal("2.50"),
        "two": Decimal("2"),
        "noon": datetime(2026, 3, 18, 12, tzinfo=UTC),
        "day": date(2026, 3, 18),
        "list": [1, 2],
        "tuple": (1, 2),
        "none": [],
        "holes": [1, None, 3],
        "bad item": [1, "x", 3],
        "failing item": [1, boom, 3],
        "set": {1},
        "generator": (number for number in (1, 2)),
        "stumbling": _stumbling(),
        "map": {"a": 1},
        "nested": [[1], [], [2, 3]],
        "nested holes": [[1], None, [None]],
        "late": late(1),
        "late boom": late(boom),
        "late items": [late(1), 2, late(3)],
        "late item boom": [1, late(boom)],
        "async list": _slowly(1, 2),
        "red": Colour.RED,
        "blue": Colour.BLUE,
        "red value": 1,
        "red name": "RED",
        "small": Size.S,
        "small value": "small",
        "small name": "S",
        "no colour": "GREEN",
        "cat": Cat(),
        "dog": Dog(),
        "cats": [Cat("a"), Cat("b")],
        "pets": [Cat("a"), Dog("b"), Cat("c")],
        "no pet": 5,
        "pet or not": [Cat(), 5, None],
        "nameless": Cat(None),
        "nameless friend": Cat("a", 9, Cat(None)),
        "friends": Cat("a", 9, Dog("b", Cat("c"))),
        "late cat": late(Cat("z")),
        "same": [_TOM, _TOM],
        "wrong lives": Cat("w", "many"),
        "json": {"a": [1, None]},
        "refused": GraphQLError("refused", extensions={"code": "NO"}),
        "deep": Cat("a", 9, Cat("b", 9, Cat("c", 9, Cat(None)))),
    }


_TOM = Cat()


def _stumbling() -> Any:
    yield 1
    raise ValueError("stumbled")


async def _slowly(*items: Any) -> Any:
    for item in items:
        await asyncio.sleep(0)
        yield item


def raised(of: str) -> Any:
    value = values()[of]
    if isinstance(value, Exception):
        raise value
    return value


strawberry.enum(Colour)
strawberry.enum(Size)

LazyPet = Annotated["Pet", strawberry.lazy("tests.gateway.execution.spec_graph")]


@strawberry.interface
class Pet:
    name: str
    friend: LazyPet | None


@strawberry.type(name="Cat")
class CatType(Pet):
    lives: int | None
    likes: list[str] = strawberry.field(deprecation_reason="Who knows.")
    friends: list[LazyPet | None]

    @strawberry.field
    def strict_friend(self) -> LazyPet:
        return self.friend  # type: ignore[return-value]

    @edge(LazyPet | None, "Her friend, fetched.")
    async def fetched(cats: Sequence[Cat], info: Info) -> Sequence[Any]:
        return [cat.friend for cat in cats]

    @edge(int, "Her number among those that were asked with her.")
    async def place(cats: Sequence[Cat], info: Info) -> Sequence[Any]:
        return [ValueError(f"no place for {cat.name}") if cat.name == "b" else at for at, cat in enumerate(cats)]

    @edge(int | None, "As `place`, but one may do without.")
    async def loose_place(cats: Sequence[Cat], info: Info) -> Sequence[Any]:
        return [ValueError(f"no place for {cat.name}") if cat.name == "b" else at for at, cat in enumerate(cats)]

    @edge(int | None, "Fails for all.")
    async def lost(cats: Sequence[Cat], info: Info) -> Sequence[Any]:
        raise ValueError("all lost")

    @edge(int | None, "Answers too little.")
    async def short(cats: Sequence[Cat], info: Info) -> Sequence[Any]:
        return []

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, Cat)


@strawberry.type(name="Dog")
class DogType(Pet):
    tricks: list[str] | None

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, Dog)


CatOrDog = Annotated[CatType | DogType, strawberry.union("CatOrDog")]


@strawberry.input
class Wish:
    name: str
    lives: int = 9
    colours: list[Colour] = strawberry.field(default_factory=list)
    inner: "Wish | None" = None


def told(name: str = "nobody", times: int | None = 1, wish: Wish | None = None, tags: list[str] | None = None) -> str:
    return f"{name} {times} {wish} {tags}"


def needs(name: str, colour: Colour = Colour.RED) -> str:
    return f"{name} {colour.name}"


def of(name: str) -> Any:
    """A field that gives what its argument names."""
    return strawberry.field(resolver=raised, name=name)


@strawberry.type
class Query:
    int_: int | None = of("int")
    strict_int: int = of("strictInt")
    float_: float | None = of("float")
    string: str | None = of("string")
    boolean: bool | None = of("boolean")
    id_: strawberry.ID | None = of("id")
    colour: Colour | None = of("colour")
    size: Size | None = of("size")
    when: datetime | None = of("when")
    day: date | None = of("day")
    amount: Quantity | None = of("amount")
    big: BigInt | None = of("big")
    price: Decimal | None = of("price")
    json: strawberry.scalars.JSON | None = of("json")
    ints: list[int] | None = of("ints")
    loose_ints: list[int | None] | None = of("looseInts")
    strict_ints: list[int] = of("strictInts")
    grid: list[list[int]] | None = of("grid")
    loose_grid: list[list[int | None] | None] | None = of("looseGrid")
    cat: CatType | None = of("cat")
    strict_cat: CatType = of("strictCat")
    cats: list[CatType] | None = of("cats")
    pet: Pet | None = of("pet")
    pets: list[Pet] | None = of("pets")
    loose_pets: list[Pet | None] | None = of("loosePets")
    either: CatOrDog | None = of("either")
    eithers: list[CatOrDog] | None = of("eithers")
    told: str = strawberry.field(resolver=told)
    needs: str | None = strawberry.field(resolver=needs)

    @strawberry.field
    async def later(self, of: str) -> int | None:
        await asyncio.sleep(0)
        return raised(of)

    @edge(list[CatType] | None, "Cats, fetched.")
    async def fetched_cats(roots: Sequence[None], info: Info, *, first: int = 3) -> Sequence[Any]:
        return [[Cat(name) for name in "abc"[:first]]]

    @edge(LazyPet, "A pet that must be there.")
    async def strict_pet(roots: Sequence[None], info: Info, *, of: str) -> Sequence[Any]:
        return [raised(of)]


SCHEMA = strawberry.Schema(query=Query, types=[CatType, DogType], config=StrawberryConfig(scalar_map=dict(SCALARS)))
