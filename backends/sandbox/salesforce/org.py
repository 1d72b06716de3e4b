"""The org's records, in memory, found by id, by path and from their parents."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

from backends.sandbox.salesforce.ids import long_id, record_id
from backends.sandbox.salesforce.schema import IDS, TEXTS, Field, Schema, SObject

Value: TypeAlias = str | bool | Decimal | datetime | date | Mapping[str, object] | None
Row: TypeAlias = dict[str, Value]

_BEGINNING: Final = datetime(2020, 1, 1, tzinfo=UTC)
_ADDRESS_PARTS: Final = {"street": "Street", "city": "City", "state": "State", "postalCode": "PostalCode"}


class Org:
    """All records by kind. Rows are never changed once they were asked for."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._rows: dict[str, list[Row]] = {kind.name: [] for kind in schema.values()}
        self._by_id: dict[str, tuple[SObject, Row]] = {}
        self._indexes: dict[tuple[str, str], dict[object, list[Row]]] = {}

    def add(self, kind_name: str, /, **values: Value) -> str:
        """Keep a record and name it; raises KeyError for a field that the kind does not have."""
        kind = self.schema[kind_name.casefold()]
        rows = self._rows[kind.name]
        key = record_id(kind.prefix, len(rows) + 1)
        modified = values.get("LastModifiedDate") or values.get("CreatedDate") or _BEGINNING
        row: Row = {field.name: False if field.type == "boolean" else None for field in kind.fields.values()}
        row |= {"Id": key, "CreatedDate": _BEGINNING, "LastModifiedDate": modified, "SystemModstamp": modified}
        for name, value in values.items():
            row[kind.fields[name.casefold()].name] = value
        rows.append(row)
        self._by_id[key] = (kind, row)
        return key

    def change(self, key: str, **values: Value) -> None:
        """Complete a record while the org is being filled."""
        self._by_id[key][1].update(values)

    def kind(self, name: str) -> SObject | None:
        """The kind of that name, whatever the case."""
        return self.schema.get(name.casefold())

    def rows(self, kind: SObject) -> Sequence[Row]:
        """All records of a kind, deleted ones too."""
        return self._rows[kind.name]

    def by_id(self, key: str) -> tuple[SObject, Row] | None:
        """A record and its kind."""
        return self._by_id.get(long_id(key))

    def children(self, child: str, field: str, parent: str) -> Sequence[Row]:
        """The records whose reference names a parent."""
        return self.indexed(self.schema[child.casefold()], (field,)).get(parent, ())

    def indexed(self, kind: SObject, path: tuple[str, ...]) -> Mapping[object, Sequence[Row]]:
        """A kind's records by what stands at the end of a path, as SOQL compares it."""
        name = (kind.name, ".".join(path).casefold())
        if name not in self._indexes:
            index: dict[object, list[Row]] = {}
            for row in self._rows[kind.name]:
                index.setdefault(comparable(self.field(kind, path), self.value(kind, row, path)), []).append(row)
            self._indexes[name] = index
        return self._indexes[name]

    def field(self, kind: SObject, path: tuple[str, ...]) -> Field:
        """The field at the end of a path; raises KeyError if the path leads nowhere."""
        for step in path[:-1]:
            target = kind.parents[step.casefold()].target
            kind = self.schema[str(target).casefold()]
        return kind.fields[path[-1].casefold()]

    def value(self, kind: SObject, row: Row, path: tuple[str, ...]) -> Value:
        """What stands at the end of a path; None too if there is nothing on the way."""
        for step in path[:-1]:
            parent = self.parent(kind.parents[step.casefold()], row)
            if parent is None:
                return None
            kind, row = parent
        field = kind.fields[path[-1].casefold()]
        return address(field, row) if field.type == "address" else row[field.name]

    def parent(self, reference: Field, row: Row) -> tuple[SObject, Row] | None:
        """The record that a reference leads to."""
        key = row[reference.name]
        return self._by_id.get(key) if isinstance(key, str) else None


def comparable(field: Field, value: object) -> object:
    """A value as SOQL compares it: texts whatever their case, ids in their long form."""
    if not isinstance(value, str):
        return value
    if field.type in IDS:
        return long_id(value)
    return value.casefold() if field.type in TEXTS else value


def address(field: Field, row: Row) -> Mapping[str, object] | None:
    """A compound address, made of the fields that begin like it."""
    begin = field.name.removesuffix("Address")
    parts: dict[str, object] = {name: row[f"{begin}{part}"] for name, part in _ADDRESS_PARTS.items()}
    parts["country"] = row[f"{begin}Country"]
    return parts if any(part is not None for part in parts.values()) else None
