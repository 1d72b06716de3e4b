"""A graph over the world (`world`): every kind of type, every way to have a field, nullable and not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

import strawberry
from strawberry import Parent
from strawberry.dataloader import DataLoader
from strawberry.schema.config import StrawberryConfig

from backends.ledger import Ledger
from backends.tasks import Tasks
from resolvers.edges import Info, edge, part
from resolvers.scalars import SCALARS, Quantity
from tests.gateway.execution.world import Boom, Colour, Kind, Thing, World

LazyShop = Annotated["Shop", strawberry.lazy("tests.gateway.execution.graph")]
LazyPerson = Annotated["Person", strawberry.lazy("tests.gateway.execution.graph")]
LazyBox = Annotated["Box", strawberry.lazy("tests.gateway.execution.graph")]
Anything = Annotated[LazyShop | LazyPerson | LazyBox, strawberry.union("Anything")]

strawberry.enum(Kind)
strawberry.enum(Colour)


@dataclass
class WorldContext:
    """What the graph's resolvers need."""

    world: World
    work: Tasks = field(default_factory=Tasks)
    loaders: dict[Any, DataLoader[Any, Any]] = field(default_factory=dict)


class Worlds:
    """Makes the contexts of one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, ledger: Ledger, work: Tasks) -> WorldContext:
        return WorldContext(self.world, work)


async def fetched(things: Sequence[Thing], name: str) -> list[Any]:
    """What a batch function answers: a value or an exception for each, unless it fails as a whole."""
    world = things[0].world
    if world.breaks(name):
        raise Boom(f"all of {name}")
    return [world.fetched(thing, name) for thing in things]


def shouted(thing: Parent[Thing], times: int = 1) -> str | None:
    """Has arguments and no Info."""
    value = thing.shouted_text
    return value * times if isinstance(value, str) else value


def told_of(root: Any, info: Info) -> int:
    """Has an Info."""
    assert info.field_name in {"told", "toldTwice"}
    return root.told_int


@strawberry.input
class Range:
    low: int = 0
    high: int | None = None


@strawberry.interface
class Node:
    id: strawberry.ID
    text: str | None
    friend: LazyPerson | None


@strawberry.type
class Person(Node):
    age_int: int
    loud: str | None = part("Louder.", of=shouted)
    told: int = part("Computed.", of=told_of)
    told_twice: int | None = part("Computed, too.", of=told_of)
    day: date
    when: datetime
    amount: Quantity | None
    colour: Colour

    @strawberry.field
    def own(self, flag: bool = True, range: Range | None = None) -> str | None:
        value = self.own_text  # type: ignore[attr-defined]
        return f"{value} {flag} {range}" if isinstance(value, str) else value

    @strawberry.field
    async def slow(self) -> str:
        value = self.slow_text  # type: ignore[attr-defined]
        return await value if hasattr(value, "__await__") else value

    @edge(LazyShop | None, "Where she works.")
    async def shop(things: Sequence[Thing], info: Info) -> Sequence[Any]:
        return await fetched(things, "edge_shop")

    @edge(LazyShop, "Where she must work.")
    async def strict_shop(things: Sequence[Thing], info: Info) -> Sequence[Any]:
        return await fetched(things, "strict_shop")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, Thing) and value.sort == "Person"


@strawberry.type
class Box:
    width_int: int
    flag: bool | None
    lid_shop: LazyShop | None

    @edge(list[Anything] | None, "What is inside.")
    async def things(things: Sequence[Thing], info: Info, *, first: int = 9) -> Sequence[Any]:
        return [
            value[:first] if isinstance(value, list | tuple) else value
            for value in await fetched(things, "edge_things")
        ]

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, Thing) and value.sort == "Box"


@strawberry.type
class Shop(Node):
    kind: Kind
    maybe_kind: Kind | None
    ratio_float: float
    open_flag: bool
    grid: list[list[int]]
    loose_grid: list[list[int | None] | None] | None
    words: list[str]
    owner_person: Person
    boss_person: Person | None
    staff_people: list[Person]
    loose_people: list[Person | None] | None
    named: Node
    maybe_named: Node | None
    anything: Anything
    maybe_anything: Anything | None
    loose_things: list[Anything | None] | None

    @edge(list[Person], "Who buys here.")
    async def buyers(things: Sequence[Thing], info: Info, *, first: int = 9) -> Sequence[Any]:
        return [
            value[:first] if isinstance(value, list | tuple) else value
            for value in await fetched(things, "edge_people")
        ]

    @edge(int | None, "A number.")
    async def count(things: Sequence[Thing], info: Info) -> Sequence[Any]:
        return await fetched(things, "edge_int")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, Thing) and value.sort == "Shop"


def any_shop(info: Info) -> Shop | None:
    return info.context.world.things["Shop"][0]  # type: ignore[attr-defined]


@strawberry.type
class Query:
    plain_shop: Shop | None = strawberry.field(resolver=any_shop)

    @edge(Shop | None, "A shop.")
    async def shop(roots: Sequence[None], info: Info, *, number: int = 0) -> Sequence[Any]:
        return [info.context.world.things["Shop"][number % 5]]  # type: ignore[attr-defined]

    @edge(Shop, "A shop that must be there.")
    async def strict_shop(roots: Sequence[None], info: Info) -> Sequence[Any]:
        return await fetched([info.context.world.things["Shop"][1]], "root_shop")  # type: ignore[attr-defined]

    @edge(list[Anything] | None, "All there is.")
    async def all_things(roots: Sequence[None], info: Info) -> Sequence[Any]:
        things = info.context.world.things  # type: ignore[attr-defined]
        return [[*things["Shop"], *things["Person"], *things["Box"]]]

    @edge(Node | None, "A thing with a name.")
    async def node(roots: Sequence[None], info: Info, *, person: bool = False) -> Sequence[Any]:
        return [info.context.world.things["Person" if person else "Shop"][2]]  # type: ignore[attr-defined]


SCHEMA = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=dict(SCALARS)))
