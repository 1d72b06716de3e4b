"""The condition of a query as a test of rows, and the index that spares most of them the test."""

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, NoReturn, TypeAlias

from backends.sandbox.salesforce.errors import Refused, malformed
from backends.sandbox.salesforce.ids import is_id
from backends.sandbox.salesforce.org import Org, Row, comparable
from backends.sandbox.salesforce.schema import IDS, NUMBERS, TEXTS, Field, SObject
from backends.sandbox.salesforce.spans import Span
from backends.sandbox.salesforce.syntax import (
    All,
    Among,
    Comparison,
    Condition,
    DateLiteral,
    Literal,
    Name,
    Not,
    Query,
    Some,
    Text,
)

Test: TypeAlias = Callable[[Row], bool]
Values: TypeAlias = Callable[[Query], Iterable[object]]
"""What another query's one column holds: for semi-joins."""

_ORDERED: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_LONGEST_TEXT: Final = 4_000  # characters of one text in a condition (SOQL reference, "WHERE")
_MOST_PARENTS: Final = 5  # on the way to a field (SOQL reference, "Understanding Relationship Query Limitations")
_ESCAPES: Final = {
    "n": "\n",
    "N": "\n",
    "r": "\r",
    "R": "\r",
    "t": "\t",
    "T": "\t",
    "b": "\b",
    "B": "\b",
    "f": "\f",
    "F": "\f",
}
_ESCAPES_OF_THEMSELVES: Final = "'\"\\_%"
_ESCAPED: Final = re.compile(r"\\(.)|([_%])|(.)", re.DOTALL)


class Conditions:
    """Makes tests for one query over one kind; raises Refused for what the org would not compare."""

    def __init__(self, org: Org, kind: SObject, soql: str, now: datetime, values: Values) -> None:
        self._org = org
        self._kind = kind
        self._soql = soql
        self._now = now
        self._values = values

    def candidates(self, condition: Condition | None) -> Sequence[Row]:
        """The rows that may pass: those of an index where one conjunct asks for certain values."""
        for term in condition.conditions if isinstance(condition, All) else (condition,):
            found = self._indexed(term)
            if found is not None:
                return found
        return self._org.rows(self._kind)

    def test(self, condition: Condition) -> Test:
        """Whether a row passes."""
        if isinstance(condition, Not):
            inner = self.test(condition.condition)
            return lambda row: not inner(row)
        if isinstance(condition, All | Some):
            tests = [self.test(each) for each in condition.conditions]
            every = isinstance(condition, All)
            return lambda row: all(test(row) for test in tests) if every else any(test(row) for test in tests)
        return self._among(condition) if isinstance(condition, Among) else self._comparison(condition)

    def field(self, name: Name) -> Field:
        """The field that a name leads to."""
        return field_of(self._org, self._kind, name, self._soql)

    def _indexed(self, term: object) -> Sequence[Row] | None:
        if isinstance(term, Comparison) and term.operator == "=" and term.literal is not None:
            wanted: tuple[Literal, ...] = (term.literal,)
        elif isinstance(term, Among) and term.operator == "in" and isinstance(term.values, tuple):
            wanted = term.values
        else:
            return None
        field = self.field(term.name)
        if (
            field.type not in TEXTS | IDS
            or field.type == "multipicklist"
            or not all(isinstance(w, Text) for w in wanted)
        ):
            return None
        index = self._org.indexed(self._kind, own_path(self._kind, term.name))
        keys = dict.fromkeys(self._value(field, literal, term.place) for literal in wanted)
        return [row for key in keys for row in index.get(key, ())]

    def _comparison(self, term: Comparison) -> Test:
        field, read = self._reader(term.name, term.operator)
        if term.operator == "like":
            return self._like(term, read)
        if isinstance(term.literal, DateLiteral):
            return self._spanned(term, term.literal, field, read)
        value = self._value(field, term.literal, term.place)
        if term.operator == "=":
            return lambda row: read(row) == value
        if term.operator == "!=":
            return lambda row: read(row) != value
        compare = _ORDERED[term.operator]
        return lambda row: (found := read(row)) is not None and value is not None and bool(compare(found, value))

    def _spanned(self, term: Comparison, literal: DateLiteral, field: Field, read: Callable[[Row], object]) -> Test:
        if field.type not in ("date", "datetime"):
            self._refuse(term.place, _must_be(field), "INVALID_FIELD")
        try:
            span = Span(literal, self._now.astimezone(UTC).date())
        except OverflowError:
            self._refuse(term.place, f"Invalid date literal: {literal.word.upper()}:{literal.days}", "MALFORMED_QUERY")
        return lambda row: span.holds(term.operator, read(row))

    def _like(self, term: Comparison, read: Callable[[Row], object]) -> Test:
        if not isinstance(term.literal, Text):
            self._refuse(term.place, "invalid operator", "INVALID_FIELD")
        pattern = re.compile("".join(self._pattern(term.literal, term.place)), re.DOTALL)
        return lambda row: isinstance(found := read(row), str) and pattern.fullmatch(found) is not None

    def _among(self, term: Among) -> Test:
        field, read = self._reader(term.name, term.operator)
        if isinstance(term.values, Query):
            if field.type not in IDS:
                self._refuse(term.name.place, _NO_JOIN.format(name=field.name), "MALFORMED_QUERY")
            wanted = {comparable(field, value) for value in self._values(term.values)}
        else:
            wanted = {self._value(field, literal, term.place) for literal in term.values}
        if term.operator in ("includes", "excludes"):
            return lambda row: _includes(read(row), wanted) is (term.operator == "includes")
        return lambda row: (read(row) in wanted) is (term.operator == "in")

    def _reader(self, name: Name, operator: str) -> tuple[Field, Callable[[Row], object]]:
        field, org, kind = self.field(name), self._org, self._kind
        if not field.filterable:
            self._refuse(name.place, _unfiltered(field), "INVALID_FIELD")
        if not _compares(operator, field):
            self._refuse(name.place, f"invalid operator on {field.type} field", "INVALID_QUERY_FILTER_OPERATOR")
        path = own_path(kind, name)
        return field, lambda row: comparable(field, org.value(kind, row, path))

    def _value(self, field: Field, literal: Literal, place: int) -> object:
        """A literal of the field's type, as it is compared."""
        if literal is None:
            return None
        if isinstance(literal, Text):
            return self._text(field, literal, place)
        if isinstance(literal, DateLiteral) or not _fits(field, literal):
            self._refuse(place, _must_be(field), "INVALID_FIELD")
        return literal.astimezone(UTC) if isinstance(literal, datetime) else literal

    def _text(self, field: Field, literal: Text, place: int) -> object:
        if field.type not in TEXTS | IDS:
            self._refuse(place, _must_be(field), "INVALID_FIELD")
        text = "".join(self._unescaped(literal, place))
        if len(text) > _LONGEST_TEXT:
            self._refuse(place, f"Strings in WHERE clauses can't exceed {_LONGEST_TEXT} characters", "MALFORMED_QUERY")
        if field.type in IDS and not is_id(text):
            self._refuse(place, f"invalid ID field: {text}", "INVALID_QUERY_FILTER_OPERATOR")
        return comparable(field, text)

    def _unescaped(self, literal: Text, place: int) -> Iterable[str]:
        for match in _ESCAPED.finditer(literal.written):
            yield match.group() if match[1] is None else self._meant(match[1], place)

    def _pattern(self, literal: Text, place: int) -> Iterable[str]:
        """A LIKE pattern as a regular expression over texts in lower case."""
        for match in _ESCAPED.finditer(literal.written):
            if match[2]:
                yield ".*" if match[2] == "%" else "."
            else:
                yield re.escape((match[3] or self._meant(match[1], place)).casefold())

    def _meant(self, escaped: str, place: int) -> str:
        if escaped not in _ESCAPES and escaped not in _ESCAPES_OF_THEMSELVES:
            self._refuse(place, f"Illegal string literal: Invalid string literal '\\{escaped}'", "MALFORMED_QUERY")
        return _ESCAPES.get(escaped, escaped)

    def _refuse(self, place: int, message: str, code: str) -> NoReturn:
        raise malformed(self._soql, place, message, code)


def field_of(org: Org, kind: SObject, name: Name, soql: str) -> Field:
    """The field that a name leads to from a kind; raises Refused where it leads nowhere."""
    path = own_path(kind, name)
    if len(path) - 1 > _MOST_PARENTS:
        raise malformed(soql, name.place, f"SOQL allows at most {_MOST_PARENTS} levels of parents in a path")
    for step in path[:-1]:
        parent = kind.parents.get(step.casefold())
        if parent is None:
            raise malformed(
                soql, name.place, f"Didn't understand relationship '{step}' in field path.", "INVALID_FIELD"
            )
        kind = org.schema[str(parent.target).casefold()]
    field = kind.field(path[-1])
    if field is None:
        raise no_such_column(soql, name.place, path[-1], kind)
    return field


def own_path(kind: SObject, name: Name) -> tuple[str, ...]:
    """A path without the kind's own name, which may stand before it."""
    own = len(name.path) > 1 and name.path[0].casefold() == kind.name.casefold()
    return name.path[1:] if own and kind.name.casefold() not in kind.parents else name.path


def no_such_column(soql: str, place: int, column: str, kind: SObject) -> Refused:
    """The kind has no such field, or the user may not see it: the org does not say which."""
    message = (
        f"No such column '{column}' on entity '{kind.name}'. If you are attempting to use a custom field, be sure to "
        "append the '__c' after the custom field name. Please reference your WSDL or the describe call for the "
        "appropriate names."
    )
    return malformed(soql, place, message, "INVALID_FIELD")


def _includes(value: object, wanted: Iterable[object]) -> bool:
    return isinstance(value, str) and not set(value.casefold().split(";")).isdisjoint(wanted)


def _unfiltered(field: Field) -> str:
    if field.type == "address":
        return "Address fields can only be filtered using Distance expressions"
    return f"field '{field.name}' can not be filtered in a query call"


def _compares(operator: str, field: Field) -> bool:
    """Whether values of the field are compared so (SOQL reference, "Comparison Operators")."""
    if operator in ("includes", "excludes"):
        return field.type == "multipicklist"
    if operator == "like":
        return field.type in TEXTS - {"multipicklist"}
    return operator not in _ORDERED or field.type not in ("boolean", "multipicklist")


_NO_JOIN: Final = (
    "The left operand field in the where expression for outer query should be an id field, cannot use: '{name}'"
)


def _fits(field: Field, literal: object) -> bool:
    if isinstance(literal, bool):
        return field.type == "boolean"
    if isinstance(literal, Decimal):
        return field.type in NUMBERS
    return field.type == ("datetime" if isinstance(literal, datetime) else "date")


def _must_be(field: Field) -> str:
    quoted = "should be" if field.type in TEXTS | IDS else "should not be"
    of = {"datetime": "dateTime"}.get(field.type, "string" if field.type in TEXTS | IDS else field.type)
    return f"value of filter criterion for field '{field.name}' must be of type {of} and {quoted} enclosed in quotes"
