"""What a $filter says, as a tree."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct


class Operator(StrEnum):
    """How two values are compared."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"


class Literal(Struct, frozen=True):
    """A value that stands in the filter."""

    value: str | Decimal | bool | date | datetime | time | None


class Path(Struct, frozen=True):
    """A property."""

    name: str


class Call(Struct, frozen=True):
    """A function of some values."""

    function: str
    arguments: tuple["Expression", ...]


class Comparison(Struct, frozen=True):
    left: "Expression"
    operator: Operator
    right: "Expression"


class Not(Struct, frozen=True):
    operand: "Expression"


class Both(Struct, frozen=True):
    """All of them hold."""

    operands: tuple["Expression", ...]


class Either(Struct, frozen=True):
    """One of them holds."""

    operands: tuple["Expression", ...]


Expression: TypeAlias = Literal | Path | Call | Comparison | Not | Both | Either
