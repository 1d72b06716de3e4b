"""A query's rows, found and sorted, and what is shown of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from msgspec import Struct

from backends.sandbox.salesforce.conditions import Conditions, field_of, own_path
from backends.sandbox.salesforce.errors import Refused, malformed
from backends.sandbox.salesforce.org import Org, Row, Value, comparable
from backends.sandbox.salesforce.parsing import parsed
from backends.sandbox.salesforce.schema import IDS, Back, SObject
from backends.sandbox.salesforce.syntax import Name, Order, Query

Shown: TypeAlias = dict[str, object]

_DEEPEST_OFFSET = 2000


class Found(Struct, frozen=True):
    """The records of a query, as they are shown; `total` counts them where they are not asked for."""

    records: Sequence[Shown]
    total: int


class Below(Struct, frozen=True):
    """Records inside a record: replies show them a page at a time, as they do the outer ones."""

    records: Sequence[Shown]


class Evaluation:
    """Answers queries over an org, as of an instant."""

    def __init__(self, org: Org, version: str, now: datetime, *, with_deleted: bool = False) -> None:
        self._org = org
        self._version = version
        self._now = now
        self._with_deleted = with_deleted

    def found(self, soql: str) -> Found:
        """What a query asks for; raises Refused as the org says it."""
        query = parsed(soql)
        kind = self._org.kind(query.source.path[0])
        if kind is None or len(query.source.path) > 1:
            raise Refused(400, "INVALID_TYPE", _no_such_type(soql, query.source))
        self._check_below(query, kind, soql)
        return self._queried(query, kind, soql, None)

    def _check_below(self, query: Query, kind: SObject, soql: str) -> None:
        """Queries below are refused for what they name, whether or not there is a row that they would be asked of."""
        for below in query.below:
            child = self._org.schema[_back(kind, below, soql).child.casefold()]
            self._queried(below, child, soql, ())
            self._check_below(below, child, soql)

    def _queried(self, query: Query, kind: SObject, soql: str, among: Sequence[Row] | None) -> Found:
        show = _Showing(self, self._org, kind, query, soql)
        rows = self._rows(query, kind, soql, among)
        if query.count:
            return Found([], len(rows))
        records = [show.record(row) for row in rows]
        return Found(records, len(records))

    def children(self, query: Query, back: Back, soql: str, parent: str) -> Below | None:
        """The rows below one row; none is null."""
        kind = self._org.schema[back.child.casefold()]
        rows = self._org.children(back.child, back.field, parent)
        found = self._queried(query, kind, soql, rows)
        return Below(found.records) if found.records else None

    def shown(self, kind: SObject, row: Row, names: Iterable[Name], soql: str) -> Shown:
        """Some fields of a record, those of parents nested."""
        shown: Shown = {"attributes": self._attributes(kind, row)}
        for name in names:
            path = own_path(kind, name)
            field_of(self._org, kind, name, soql)
            self._show(shown, kind, row, path)
        return shown

    def _show(self, shown: Shown, kind: SObject, row: Row, path: tuple[str, ...]) -> None:
        if len(path) == 1:
            field = kind.fields[path[0].casefold()]
            shown[field.name] = written(self._org.value(kind, row, path))
            return
        reference = kind.parents[path[0].casefold()]
        name = str(reference.relationship)
        parent = self._org.parent(reference, row)
        if parent is None:
            shown[name] = None
            return
        inner = shown.setdefault(name, {"attributes": self._attributes(*parent)})
        if isinstance(inner, dict):
            self._show(inner, *parent, path[1:])

    def _attributes(self, kind: SObject, row: Row) -> Mapping[str, str]:
        return {"type": kind.name, "url": f"/services/data/v{self._version}/sobjects/{kind.name}/{row['Id']}"}

    def _rows(self, query: Query, kind: SObject, soql: str, among: Sequence[Row] | None) -> Sequence[Row]:
        conditions = Conditions(self._org, kind, soql, self._now, lambda inner: self._column(inner, soql))
        rows: Iterable[Row] = conditions.candidates(query.where) if among is None else among
        if query.where is not None:
            test = conditions.test(query.where)
            rows = filter(test, rows)
        if not self._with_deleted:
            rows = (row for row in rows if not row["IsDeleted"])
        ordered = self._ordered(list(rows), query.order, kind, soql)
        if query.offset > _DEEPEST_OFFSET:
            raise Refused(400, "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000")
        end = None if query.limit is None else query.offset + query.limit
        return ordered[query.offset : end]

    def _column(self, query: Query, soql: str) -> Iterator[object]:
        """The one column of a semi-join's query."""
        kind = self._org.kind(query.source.path[0])
        if kind is None:
            raise Refused(400, "INVALID_TYPE", _no_such_type(soql, query.source))
        if len(query.fields) != 1 or query.below:
            raise malformed(soql, query.source.place, "semi join sub-selects can only query one field")
        path = own_path(kind, query.fields[0])
        field = field_of(self._org, kind, query.fields[0], soql)
        if field.type not in IDS:
            raise malformed(soql, query.fields[0].place, f"The selected field '{field.name}' in the semi join is no id")
        for row in self._rows(query, kind, soql, None):
            yield self._org.value(kind, row, path)

    def _ordered(self, rows: list[Row], order: Sequence[Order], kind: SObject, soql: str) -> list[Row]:
        for by in reversed(order):
            field = field_of(self._org, kind, by.name, soql)
            if not field.filterable or field.type == "multipicklist":
                raise malformed(soql, by.name.place, f"field '{field.name}' can not be sorted in a query call")
            path = own_path(kind, by.name)
            values = {id(row): comparable(field, self._org.value(kind, row, path)) for row in rows}
            known = [row for row in rows if values[id(row)] is not None]
            known.sort(key=lambda row: _sortable(values[id(row)]), reverse=by.descending)
            unknown = [row for row in rows if values[id(row)] is None]
            rows = known + unknown if by.nulls_last else unknown + known
        return rows


class _Showing:
    """What a query shows of one kind."""

    def __init__(self, evaluation: Evaluation, org: Org, kind: SObject, query: Query, soql: str) -> None:
        self._evaluation = evaluation
        self._kind = kind
        self._query = query
        self._soql = soql
        self._below = [(query_below, _back(kind, query_below, soql)) for query_below in query.below]
        selected: set[tuple[str, ...]] = set()
        for name in query.fields:
            field_of(org, kind, name, soql)
            path = tuple(step.casefold() for step in own_path(kind, name))
            if path in selected:
                raise Refused(400, "INVALID_FIELD", f"duplicate field selected: {'.'.join(name.path)}")
            selected.add(path)

    def record(self, row: Row) -> Shown:
        """One row, and those below it."""
        shown = self._evaluation.shown(self._kind, row, self._query.fields, self._soql)
        for query, back in self._below:
            shown[back.relationship] = self._evaluation.children(query, back, self._soql, str(row["Id"]))
        return shown


def _back(kind: SObject, query: Query, soql: str) -> Back:
    name = query.source.path[-1]
    back = kind.children.get(name.casefold())
    if back is None:
        message = (
            f"Didn't understand relationship '{name}' in FROM part of query call. If you are attempting to use a "
            "custom relationship, be sure to append the '__r' after the custom relationship name."
        )
        raise malformed(soql, query.source.place, message, "INVALID_TYPE")
    return back


def _no_such_type(soql: str, source: Name) -> str:
    name = ".".join(source.path)
    message = (
        f"sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append the "
        "'__c' after the entity name."
    )
    return malformed(soql, source.place, message).message


def _sortable(value: object) -> Any:
    return value


def written(value: Value) -> object:
    """A value as JSON has it: numbers are doubles, instants have milliseconds and an offset without a colon."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}+0000"
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
