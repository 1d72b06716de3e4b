"""Domains, as Tryton evaluates them: nested lists of clauses, compiled against a model into a test of its records.

A field, an operator or a model that is not there is a KeyError, whose bare text is all that Tryton says of it; a value
of the wrong kind a ValueError.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from operator import ge, gt, le, lt
from typing import Any, Final, TypeAlias

from backends.sandbox.tryton.schema import Field, Kind
from backends.sandbox.tryton.store import Store, Values

Test: TypeAlias = Callable[[Values], bool]

_DEEPEST: Final = 50
_COMPARED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_LIKE: Final = {"like": 0, "ilike": re.IGNORECASE}
_TYPES: Final[Mapping[Kind, tuple[type, ...]]] = {
    Kind.TEXT: (str,),
    Kind.FLOAT: (int, float, Decimal),
    Kind.NUMERIC: (int, Decimal),
    Kind.BOOLEAN: (bool,),
    Kind.DATE: (date,),
    Kind.DATETIME: (datetime,),
}


class Domains:
    """Reads domains over a store; `active_test` leaves out deactivated records unless a list asks about them."""

    def __init__(self, store: Store, *, active_test: bool) -> None:
        self._store = store
        self._active_test = active_test

    def test(self, model: str, domain: Any, depth: int = 0) -> Test:
        """What a domain asks of a record of a model."""
        if not isinstance(domain, list) or depth > _DEEPEST:
            raise ValueError("maximum recursion depth exceeded")
        joined, members = _joined(domain)
        tests = [self._member(model, member, depth) for member in members]
        test = any_of(tests) if joined == "OR" and tests else all_of(tests)
        if self._asks_activity(model) and not any(_leaf(each) and each[0] == "active" for each in members):
            return lambda record: bool(record["active"]) and test(record)
        return test

    def _asks_activity(self, model: str) -> bool:
        return self._active_test and "active" in self._store.models[model]

    def _member(self, model: str, member: Any, depth: int) -> Test:
        if not _leaf(member):
            return self.test(model, member, depth + 1)
        path, operator, value, *_ = member
        return self._clause(model, path.split("."), operator, value, depth)

    def _clause(self, model: str, steps: Sequence[str], operator: str, value: Any, depth: int) -> Test:
        name, field = steps[0], self._store.models[model][steps[0]]
        if len(steps) > 1:
            if not field.target:
                raise KeyError(steps[1])
            return self._related(name, field, self._clause(field.target, steps[1:], operator, value, depth))
        if operator in ("where", "not where"):
            found = self._related(name, field, self.test(field.target, value, depth + 1))
            return found if operator == "where" else lambda record: not found(record)
        if field.kind is Kind.MANY:
            numbers = frozenset(_number(each) for each in (value if isinstance(value, list) else [value]))
            return lambda record: not numbers.isdisjoint(record[name] or ())
        return partial(_holds, name, _compared(field, operator, value))

    def _related(self, name: str, field: Field, test: Test) -> Test:
        records = partial(self._store.get, field.target)
        if field.kind is Kind.ONE:
            return lambda record: record[name] is not None and test(records(record[name]))
        if field.kind is Kind.MANY:
            return lambda record: any(test(records(number)) for number in record[name] or ())
        raise KeyError(name)


def all_of(tests: Sequence[Test]) -> Test:
    """All of them hold."""
    return lambda record: all(test(record) for test in tests)


def any_of(tests: Sequence[Test]) -> Test:
    """One of them holds."""
    return lambda record: any(test(record) for test in tests)


def _joined(domain: list[Any]) -> tuple[str, list[Any]]:
    if domain and domain[0] in ("AND", "OR"):
        return domain[0], domain[1:]
    return "AND", domain


def _leaf(member: Any) -> bool:
    return (
        isinstance(member, list)
        and len(member) in (3, 4)
        and isinstance(member[0], str)
        and member[0] not in ("AND", "OR")
        and isinstance(member[1], str)
    )


def _holds(name: str, test: Callable[[Any], bool], record: Values) -> bool:
    return test(record[name])


def _compared(field: Field, operator: str, value: Any) -> Callable[[Any], bool]:
    if operator in ("in", "not in"):
        return _among(field, value, inside=operator == "in")
    if operator in ("=", "!="):
        wanted = _checked(field, value)
        return (lambda held: held == wanted) if operator == "=" else (lambda held: held != wanted)
    if operator.removeprefix("not ") in _LIKE:
        return _like(operator, value)
    compare, bound = _COMPARED[operator], _checked(field, value)
    return lambda held: held is not None and compare(held, bound)


def _among(field: Field, values: Any, *, inside: bool) -> Callable[[Any], bool]:
    if not isinstance(values, list):
        raise ValueError("expected a list")
    wanted = frozenset(_checked(field, value) for value in values)
    return (lambda held: held in wanted) if inside else (lambda held: held is not None and held not in wanted)


def _like(operator: str, pattern: Any) -> Callable[[Any], bool]:
    if not isinstance(pattern, str):
        raise ValueError("expected a pattern")
    refused = operator.startswith("not ")
    matcher = re.compile(_expression(pattern), _LIKE[operator.removeprefix("not ")] | re.DOTALL)
    return lambda held: held is not None and (matcher.fullmatch(held) is None) is refused


def _expression(pattern: str) -> str:
    """A pattern as a regular expression: % is anything, _ is any character, and \\ takes their meaning away."""
    parts: list[str] = []
    signs = iter(pattern)
    for sign in signs:
        if sign == "\\":
            parts.append(re.escape(next(signs, "\\")))
        else:
            parts.append({"%": ".*", "_": "."}.get(sign) or re.escape(sign))
    return "".join(parts)


def _checked(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.kind in (Kind.INTEGER, Kind.ONE):
        return _number(value)
    if isinstance(value, _TYPES[field.kind]):
        return value
    if field.kind is Kind.BOOLEAN and value in (0, 1):
        return bool(value)
    raise ValueError(f"a {type(value).__name__} is not what such a field holds")


def _number(value: Any) -> int:
    """As `int` reads it: its complaint is what Tryton answers."""
    return int(value)
