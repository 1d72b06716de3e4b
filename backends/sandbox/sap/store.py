"""The rows of all entity sets, in the order of their keys, and what is linked to them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from backends.sandbox.sap.edm import Entity, Kind, Link, Row, Service, Value

_INITIAL: Final[Mapping[Kind, Value]] = {Kind.TEXT: "", Kind.FLAG: False}
"""What a field holds that nobody filled; numbers, days and times are null then."""


class Store:
    """Rows by entity set; a text that is longer than its property is cut off, as the database does it."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._entities: dict[str, Entity] = {
            name: entity for service in services for name, entity in service.entities.items()
        }
        self._rows: defaultdict[str, list[Row]] = defaultdict(list)
        self._sorted: dict[str, Sequence[Row]] = {}
        self._indexes: dict[tuple[str, tuple[str, ...]], Mapping[tuple[Value, ...], Sequence[Row]]] = {}

    def add(self, name: str, /, **values: Value) -> None:
        """One row; what is not given is initial. Raises KeyError for a property that there is not."""
        entity = self._entities[name]
        unknown = values.keys() - entity.properties.keys()
        if unknown:
            raise KeyError(f"{name} has no {min(unknown)}")
        self._rows[name].append({each: _kept(entity, each, values.get(each)) for each in entity.properties})
        self._sorted.pop(name, None)
        self._indexes.clear()

    def rows(self, name: str) -> Sequence[Row]:
        """All rows of a set, by key."""
        if name not in self._sorted:
            keys = self._entities[name].keys
            self._sorted[name] = sorted(self._rows[name], key=lambda row: tuple(str(row[key]) for key in keys))
        return self._sorted[name]

    def found(self, name: str, on: tuple[str, ...], values: tuple[Value, ...]) -> Sequence[Row]:
        """The rows whose properties have these values."""
        if (name, on) not in self._indexes:
            index: defaultdict[tuple[Value, ...], list[Row]] = defaultdict(list)
            for row in self.rows(name):
                index[tuple(row[each] for each in on)].append(row)
            self._indexes[name, on] = index
        return self._indexes[name, on].get(values, ())

    def linked(self, row: Row, link: Link) -> Sequence[Row]:
        """The rows that a row is linked to."""
        rows = self.found(link.target, link.on, tuple(row[each] for each in link.on))
        if link.where is None:
            return rows
        name, value = link.where
        return [each for each in rows if each[name] == value]


def _kept(entity: Entity, name: str, value: Value) -> Value:
    told = entity.properties[name]
    if value is None:
        return _INITIAL.get(told.kind)
    return value[: told.length] if isinstance(value, str) else value
