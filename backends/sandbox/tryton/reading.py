"""What is read of records, in the types of JSON-RPC: those that a field refers to stand under its name and a point."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from backends.sandbox.tryton.schema import Kind
from backends.sandbox.tryton.store import Store, Values

Tree: TypeAlias = dict[str, "Tree"]


def tree(paths: Iterable[str]) -> Tree:
    """Dotted paths by their first steps."""
    found: Tree = {}
    for path in paths:
        place = found
        for step in path.split("."):
            place = place.setdefault(step, {})
    return found


def read(store: Store, model: str, record: Values, wanted: Tree) -> Mapping[str, Any]:
    """A record as it is sent; raises KeyError for a field that is not there."""
    told: dict[str, Any] = {"id": record["id"]}
    for name, below in wanted.items():
        field = store.models[model][name]
        if not below:
            told[name] = sent(record[name])
        elif not field.target:
            raise KeyError(next(iter(below)))
        elif field.kind is Kind.ONE:
            number = record[name]
            told[f"{name}."] = (
                None if number is None else read(store, field.target, store.get(field.target, number), below)
            )
        else:
            told[f"{name}."] = [
                read(store, field.target, store.get(field.target, number), below) for number in record[name] or ()
            ]
    return told


def sent(value: Any) -> Any:
    """A value as JSON."""
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, datetime):
        return {"__class__": "datetime", **_parts(value, ("hour", "minute", "second", "microsecond"))}
    if isinstance(value, date):
        return {"__class__": "date", **_parts(value, ())}
    return list(value) if isinstance(value, tuple) else value


def received(value: Any) -> Any:
    """Values out of JSON; raises KeyError, TypeError or ValueError for a broken one."""
    if isinstance(value, list):
        return [received(each) for each in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("__class__")
    if kind == "Decimal":
        return Decimal(value["decimal"])
    if kind == "date":
        return date(*(value[part] for part in ("year", "month", "day")))
    if kind == "datetime":
        names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
        return datetime(*(value[part] for part in names))  # noqa: DTZ001 - naive there, and UTC
    return {name: received(each) for name, each in value.items()}


def _parts(value: date, more: Sequence[str]) -> dict[str, int]:
    return {part: getattr(value, part) for part in ("year", "month", "day", *more)}
