"""The tree of a query. A condition is never a value, nor a value a condition: there are no booleans in SuiteQL."""

from typing import TypeAlias, Union

from msgspec import Struct


class Node(Struct, frozen=True):
    """Part of a query."""


class Text(Node, frozen=True):
    """A literal; the empty one is null, as in Oracle."""

    text: str


class Number(Node, frozen=True):
    """A literal, as it was written."""

    digits: str


class Null(Node, frozen=True):
    """The literal."""


class Parameter(Node, frozen=True):
    """The `?` with this place, from 0."""

    place: int


class Name(Node, frozen=True):
    """A column, perhaps of a named source."""

    column: str
    source: str | None = None


class Star(Node, frozen=True):
    """All columns, perhaps of a named source."""

    source: str | None = None


class Call(Node, frozen=True):
    """A function of values; `count(*)` has a star."""

    function: str
    arguments: tuple["Value", ...]
    distinct: bool = False


class Display(Node, frozen=True):
    """`BUILTIN.DF`: what a column's value is called."""

    name: Name


class Order(Node, frozen=True):
    """A value by which rows are sorted; nulls come last, or first when descending, unless it says otherwise."""

    value: "Value"
    descending: bool = False
    nulls_first: bool | None = None


class Window(Node, frozen=True):
    """A function over the rows of a partition."""

    function: str
    partition: tuple["Value", ...]
    order: tuple[Order, ...]


class Case(Node, frozen=True):
    """The first of the values whose condition holds."""

    branches: tuple[tuple["Condition", "Value"], ...]
    otherwise: Union["Value", None] = None


class Arithmetic(Node, frozen=True):
    """`operator` is + - * / or ||."""

    operator: str
    left: "Value"
    right: "Value"


class Negative(Node, frozen=True):
    """A value with its sign turned."""

    value: "Value"


class Compared(Node, frozen=True):
    """`operator` is = <> < <= > or >=."""

    operator: str
    left: "Value"
    right: "Value"


class Among(Node, frozen=True):
    """`IN` a list, or the one column of a query."""

    value: "Value"
    options: Union[tuple["Value", ...], "Select"]
    negated: bool = False


class Between(Node, frozen=True):
    """Both ends belong to it."""

    value: "Value"
    low: "Value"
    high: "Value"
    negated: bool = False


class Like(Node, frozen=True):
    """`%` is any text, `_` any character."""

    value: "Value"
    pattern: "Value"
    escape: Union["Value", None] = None
    negated: bool = False


class IsNull(Node, frozen=True):
    value: "Value"
    negated: bool = False


class Exists(Node, frozen=True):
    query: "Select"


class Negated(Node, frozen=True):
    condition: "Condition"


class Joint(Node, frozen=True):
    """`operator` is AND or OR, over two conditions or more."""

    operator: str
    conditions: tuple["Condition", ...]


class Item(Node, frozen=True):
    """What is selected, and what it is called."""

    value: Union["Value", Star]
    alias: str | None = None


class Source(Node, frozen=True):
    """A table or a query, and what it is called."""

    origin: Union[str, "Select"]
    alias: str


class Join(Node, frozen=True):
    """`kind` is INNER or LEFT."""

    kind: str
    source: Source
    condition: "Condition"


class Select(Node, frozen=True):
    """One query."""

    items: tuple[Item, ...]
    source: Source
    joins: tuple[Join, ...] = ()
    where: Union["Condition", None] = None
    group: tuple["Value", ...] = ()
    having: Union["Condition", None] = None
    order: tuple[Order, ...] = ()
    distinct: bool = False


Value: TypeAlias = Text | Number | Null | Parameter | Name | Call | Display | Window | Case | Arithmetic | Negative
Condition: TypeAlias = Compared | Among | Between | Like | IsNull | Exists | Negated | Joint
