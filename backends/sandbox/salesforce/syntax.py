"""What a SOQL query is made of."""

from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

Path: TypeAlias = tuple[str, ...]


class Name(Struct, frozen=True):
    """A path to a field, and where in the text it stands."""

    path: Path
    place: int


class Text(Struct, frozen=True):
    """A quoted text as it is written between its quotes."""

    written: str


class DateLiteral(Struct, frozen=True):
    """A word such as TODAY or LAST_N_DAYS:7."""

    word: str
    days: int | None = None


Literal: TypeAlias = Text | Decimal | bool | datetime | date | DateLiteral | None


class Comparison(Struct, frozen=True):
    """A field against one value: `=`, `!=`, `<`, `<=`, `>`, `>=`, `like`."""

    name: Name
    operator: str
    literal: Literal
    place: int


class Among(Struct, frozen=True):
    """A field against several values, or those of another query: `in`, `not in`, `includes`, `excludes`."""

    name: Name
    operator: str
    values: "tuple[Literal, ...] | Query"
    place: int


class Not(Struct, frozen=True):
    condition: "Condition"


class All(Struct, frozen=True):
    conditions: "tuple[Condition, ...]"


class Some(Struct, frozen=True):
    conditions: "tuple[Condition, ...]"


Condition: TypeAlias = Comparison | Among | Not | All | Some


class Order(Struct, frozen=True):
    """By what rows are sorted; without a word nulls come first when ascending and last when descending."""

    name: Name
    descending: bool
    nulls_last: bool


class Query(Struct, frozen=True, kw_only=True):
    """`count`: only how many there are."""

    fields: tuple[Name, ...]
    below: "tuple[Query, ...]"
    count: bool
    source: Name
    where: Condition | None
    order: tuple[Order, ...]
    limit: int | None
    offset: int
