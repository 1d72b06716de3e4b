"""However a field is declared, a plan reads it as Strawberry does."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import pytest
import strawberry
from strawberry import Parent
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission
from strawberry.schema.config import StrawberryConfig

from tests.gateway.execution.oracle import Oracle, same


class Loud(FieldExtension):
    def resolve(self, next_: Callable[..., Any], source: Any, info: strawberry.Info, **arguments: Any) -> Any:
        return str(next_(source, info, **arguments)).upper()


class Softly(FieldExtension):
    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: strawberry.Info, **arguments: Any
    ) -> Any:
        return str(await next_(source, info, **arguments)).lower()


class Never(BasePermission):
    message = "Not you."

    def has_permission(self, source: Any, info: strawberry.Info, **arguments: Any) -> bool:
        return False


class NeverLater(BasePermission):
    message = "Not you either."

    async def has_permission(self, source: Any, info: strawberry.Info, **arguments: Any) -> bool:
        return False


def behind(first: int, it: Parent["Thing"]) -> str:
    return f"{it.name} {first}"


def rooted(root: Any, info: strawberry.Info, suffix: str = "!") -> str:
    return f"{root.name} {info.field_name}{suffix}"


def alone() -> str:
    return "alone"


@strawberry.type
class Thing:
    name: str
    behind: str = strawberry.field(resolver=behind)
    rooted: str = strawberry.field(resolver=rooted)
    alone: str = strawberry.field(resolver=alone)

    @strawberry.field
    def own(self, info: strawberry.Info, times: Annotated[int, strawberry.argument(name="factor")] = 2) -> str:
        return self.name * times + info.python_name

    @strawberry.field
    @staticmethod
    def static(suffix: str = "") -> str:
        return f"static{suffix}"

    @strawberry.field
    @classmethod
    def classy(cls) -> str:
        return cls.__name__

    @strawberry.field(extensions=[Loud()])
    def loud(self, suffix: str = "s") -> str:
        return self.name + suffix

    @strawberry.field(extensions=[Softly()])
    async def soft(self) -> str:
        return self.name

    @strawberry.field(permission_classes=[Never])
    def secret(self) -> str | None:
        return self.name

    @strawberry.field(permission_classes=[NeverLater])
    async def later(self) -> str | None:
        return self.name

    @property
    def hidden(self) -> str:
        return self.name


@strawberry.type
class Query:
    @strawberry.field
    def things(self) -> list[Thing]:
        return [Thing(name=name) for name in ("Ada", "Bea")]


FIELDS = [
    "name",
    "behind(first: 3)",
    "rooted",
    'rooted(suffix: "?")',
    "alone",
    "own",
    "own(factor: 3)",
    "static",
    'static(suffix: "x")',
    "classy",
    "loud",
    'loud(suffix: "")',
    "soft",
    "secret",
    "later",
]


@pytest.mark.parametrize("selected", FIELDS)
async def test_a_field_of_any_kind(selected: str) -> None:
    oracle = Oracle(strawberry.Schema(query=Query))
    ours = await oracle.compiled(f"{{ things {{ it: {selected} }} }}", lambda _ledger, _work: None, {})
    theirs = await oracle.reference(f"{{ things {{ it: {selected} }} }}", lambda _ledger, _work: None, {})
    assert theirs is not None
    assert same(ours, theirs)
    assert [error.locations for error in ours.errors] == [error.locations for error in theirs.errors]


async def test_objects_that_are_read_in_another_way() -> None:
    """`default_resolver` is Strawberry's own setting."""

    @strawberry.type
    class Pair:
        left: int
        right: int | None

    def made() -> Any:
        return {"left": 1}

    @strawberry.type
    class Root:
        pair: Pair = strawberry.field(resolver=made)

    config = StrawberryConfig(default_resolver=lambda source, name: source[name])
    oracle = Oracle(strawberry.Schema(query=Root, config=config))
    answer = await oracle.compiled("{ pair { left right } }", lambda _ledger, _work: None, {})
    assert answer.data == {"pair": {"left": 1, "right": None}}
    assert answer.told == [(("pair", "right"), "'right'")]
