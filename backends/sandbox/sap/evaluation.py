"""Whether a row meets a condition, and in which order rows stand."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

from backends.sandbox.sap.edm import Entity, Kind, Row, Value
from backends.sandbox.sap.errors import Refused, unknown_property
from backends.sandbox.sap.syntax import Both, Call, Comparison, Either, Expression, Literal, Not, Operator, Path

Test = Callable[[Row], bool]
Reader = Callable[[Row], Value]

_COMPARED: Final[Mapping[Operator, Callable[[Any, Any], bool]]] = {
    Operator.EQ: eq,
    Operator.NE: ne,
    Operator.GT: gt,
    Operator.GE: ge,
    Operator.LT: lt,
    Operator.LE: le,
}
_FUNCTIONS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": lambda text, part: part in text,
    "substringof": lambda part, text: part in text,
}
_KINDS: Final[tuple[tuple[type, Kind], ...]] = (
    (bool, Kind.FLAG),
    (str, Kind.TEXT),
    (Decimal, Kind.NUMBER),
    (datetime, Kind.INSTANT),
    (date, Kind.DAY),
    (time, Kind.TIME),
)


def test(condition: Expression, entity: Entity) -> Test:
    """The condition as a function of a row; raises Refused for what the entity has not or cannot be compared."""
    match condition:
        case Both(operands):
            every = [test(each, entity) for each in operands]
            return lambda row: all(holds(row) for holds in every)
        case Either(operands):
            if (one_of := _one_of(operands, entity)) is not None:
                return one_of
            some = [test(each, entity) for each in operands]
            return lambda row: any(holds(row) for holds in some)
        case Not(operand):
            denied = test(operand, entity)
            return lambda row: not denied(row)
        case Comparison(Call() as call, Operator.EQ, Literal(bool(wanted))):  # as many clients write it
            told = _call(call, entity)
            return lambda row: told(row) is wanted
        case Comparison():
            return _comparison(condition, entity)
        case Call():
            return _call(condition, entity)
        case Literal(value) if isinstance(value, bool):
            return lambda row: value
        case Path(name) if name in entity.properties and entity.properties[name].kind is Kind.FLAG:
            return lambda row: row[name] is True
        case _:
            raise Refused(400, "/IWBEP/CM_MGW_RT/024", "Invalid filter: a condition is expected.")


def order(rows: Sequence[Row], by: Sequence[tuple[str, bool]], entity: Entity) -> list[Row]:
    """Rows by these properties (name, descending); what is not set comes first, as it is the smallest."""
    ordered = list(rows)
    for name, descending in reversed(by):
        if name not in entity.properties:
            raise unknown_property(name, entity.name)
        ordered.sort(key=lambda row: (row[name] is not None, row[name]), reverse=descending)
    return ordered


def _comparison(condition: Comparison, entity: Entity) -> Test:
    left, right = _reader(condition.left, entity), _reader(condition.right, entity)
    kinds = {_kind(condition.left, entity), _kind(condition.right, entity)} - {None}
    if len(kinds) > 1:
        raise Refused(400, "/IWBEP/CM_MGW_RT/025", "Invalid filter: the types of the operands do not match.")
    _fitting(condition.left, condition.right, entity)
    _fitting(condition.right, condition.left, entity)
    compared, operator = _COMPARED[condition.operator], condition.operator

    def holds(row: Row) -> bool:
        one, other = left(row), right(row)
        if one is None or other is None:
            return (one is other) is (operator is Operator.EQ) and operator in (Operator.EQ, Operator.NE)
        return compared(one, other)

    return holds


def _fitting(operand: Expression, other: Expression, entity: Entity) -> None:
    """A text that is longer than its property is an error, and no text that is not found."""
    match operand, other:
        case Path(name), Literal(str(value)) if len(value) > entity.properties[name].length:
            raise Refused(400, "/IWBEP/CM_MGW_RT/027", f"Property {name} has an invalid value: it is too long.")


def _one_of(operands: tuple[Expression, ...], entity: Entity) -> Test | None:
    """Lists of keys are long: one property that equals one of many values is one look-up."""
    names, values = set(), set()
    for each in operands:
        match each:
            case Comparison(Path(name), Operator.EQ, Literal(value)) if value is not None:
                _comparison(each, entity)  # raises what is wrong with it
                names.add(name)
                values.add(value)
            case _:
                return None
    if len(names) != 1:
        return None
    (name,) = names
    return lambda row: row[name] in values


def _call(condition: Call, entity: Entity) -> Test:
    if any(_kind(argument, entity) is not Kind.TEXT for argument in condition.arguments):
        raise Refused(400, "/IWBEP/CM_MGW_RT/025", f"Invalid filter: {condition.function} takes texts.")
    one, other = (_reader(argument, entity) for argument in condition.arguments)
    function = _FUNCTIONS[condition.function]
    return lambda row: function(str(one(row) or ""), str(other(row) or ""))


def _reader(operand: Expression, entity: Entity) -> Reader:
    match operand:
        case Literal(value):
            return lambda row: value
        case Path(name):
            _filterable(name, entity)
            return lambda row: row[name]
        case _:
            raise Refused(400, "/IWBEP/CM_MGW_RT/024", "Invalid filter: a value is expected.")


def _filterable(name: str, entity: Entity) -> None:
    found = entity.properties.get(name)
    if found is None:
        raise unknown_property(name, entity.name)
    if not found.filterable:
        raise Refused(400, "/IWBEP/CM_MGW_RT/026", f"Property {name} is not filterable.")


def _kind(operand: Expression, entity: Entity) -> Kind | None:
    """None for null, which goes with everything."""
    if isinstance(operand, Path):
        return entity.properties[operand.name].kind if operand.name in entity.properties else None
    if isinstance(operand, Literal):
        return next((kind for known, kind in _KINDS if isinstance(operand.value, known)), None)
    return None
