"""The record API, as far as it reads: one record by its id or external id, ids by a filter, and what there is."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from backends.sandbox.netsuite.books import Books, Row
from backends.sandbox.netsuite.errors import Refused, not_found
from backends.sandbox.netsuite.messages import Answer, Request
from backends.sandbox.netsuite.schema import Column, Kind

_COLLECTION: Final = "application/vnd.oracle.resource+json; type=collection"
_TEST: Final = re.compile(r'\s*(\w+)\s+(IS|CONTAIN|START_WITH)\s+"([^"]*)"\s*')
_PATTERNS: Final = {"IS": "{}", "CONTAIN": "%{}%", "START_WITH": "{}%"}
_MOST: Final = 1_000
_CAPITALS: Final = """externalId companyName firstName lastName entityId isInactive isPerson mobilePhone dateCreated
lastModifiedDate salesRep tranId tranDate otherRefNum createdDate shipMethod itemId displayName upcCode stockUnit
fullName timeZone mainAddress isClosed"""
_CAMEL: Final = {name.lower(): name for name in _CAPITALS.split()}


class RecordType(Struct, frozen=True):
    """Which rows of a table are records of a type."""

    table: str
    column: str = ""
    value: str = ""


TYPES: Final[Mapping[str, RecordType]] = {
    "customer": RecordType("customer"),
    "employee": RecordType("employee"),
    "inventoryItem": RecordType("item", "itemtype", "InvtPart"),
    "itemFulfillment": RecordType("transaction", "type", "ItemShip"),
    "location": RecordType("location"),
    "nonInventoryItem": RecordType("item", "itemtype", "NonInvtPart"),
    "purchaseOrder": RecordType("transaction", "type", "PurchOrd"),
    "salesOrder": RecordType("transaction", "type", "SalesOrd"),
    "transferOrder": RecordType("transaction", "type", "TrnfrOrd"),
    "vendor": RecordType("vendor"),
}


class Records:
    """Answers what is below `…/record/v1/`."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def answer(self, request: Request, path: str) -> Answer:
        """The answer to a read; raises Refused."""
        if request.method != "GET":
            raise Refused(403, "INSUFFICIENT_PERMISSION", "Permission Violation: this role may only read.")
        parts = path.strip("/").split("/")
        if parts[0] == "metadata-catalog":
            return self._catalogue(request, parts[1:])
        kind = _type(parts[0])
        if len(parts) == 1:
            return self._list(request, kind)
        row = self._row(kind, parts[1])
        if len(parts) == 2:
            return Answer(body=self._record(request, kind, row))
        if parts[2:] == ["item"] and kind.table == "transaction":
            return Answer(body=self._lines(row), content_type=_COLLECTION)
        raise not_found(f"The sub-resource '{'/'.join(parts[2:])}' does not exist.")

    def _list(self, request: Request, kind: RecordType) -> Answer:
        limit = _whole(request.parameters.get("limit", str(_MOST)))
        offset = _whole(request.parameters.get("offset", "0"))
        if not 1 <= limit <= _MOST or offset % limit:
            raise Refused(400, "INVALID_PARAMETER", "Invalid query parameter: limit or offset.", parameter="limit")
        conditions, values = self._filtered(kind, request.parameters.get("q", ""))
        rows = self._books.run(f"SELECT t.id FROM {kind.table} t{conditions} ORDER BY t.id", values)  # noqa: S608
        page = rows[offset : offset + limit]
        body = {
            "links": [{"rel": "self", "href": f"{request.url}?limit={limit}&offset={offset}"}],
            "count": len(page),
            "hasMore": offset + limit < len(rows),
            "items": [
                {"links": [{"rel": "self", "href": f"{request.url}/{row['id']}"}], "id": row["id"]} for row in page
            ],
            "offset": offset,
            "totalResults": len(rows),
        }
        return Answer(body=body, content_type=_COLLECTION)

    def _filtered(self, kind: RecordType, wish: str) -> tuple[str, list[object]]:
        """Conditions for SuiteQL, and their values."""
        conditions, values = ([f"t.{kind.column} = ?"], [kind.value]) if kind.column else ([], [])
        for part in wish.split(" AND ") if wish else ():
            test = _TEST.fullmatch(part)
            if test is None or test[1].lower() not in self._columns(kind):
                raise Refused(400, "INVALID_PARAMETER", "Invalid query parameter q.", parameter="q")
            conditions.append(f"LOWER(t.{test[1].lower()}) LIKE LOWER(?)")
            values.append(_PATTERNS[test[2]].format(test[3]))
        return f" WHERE {' AND '.join(conditions)}" if conditions else "", list(values)

    def _row(self, kind: RecordType, key: str) -> Row:
        column, value = ("externalid", key[4:]) if key.startswith("eid:") else ("id", key)
        if column == "id" and not (value.isascii() and value.isdigit()):
            raise not_found("The record instance does not exist. Provide a valid record instance ID.")
        conditions, values = self._filtered(kind, "")
        joined = f"{conditions} AND" if conditions else " WHERE"
        rows = self._books.run(f"SELECT t.* FROM {kind.table} t{joined} t.{column} = ?", [*values, value])  # noqa: S608
        if not rows:
            raise not_found("The record instance does not exist. Provide a valid record instance ID.")
        return rows[0]

    def _record(self, request: Request, kind: RecordType, row: Row) -> Mapping[str, object]:
        wanted = [name.lower() for name in request.parameters.get("fields", "").split(",") if name]
        found = self._typed(kind.table, row)
        if wanted:
            found = {name: value for name, value in found.items() if name.lower() in wanted}
        expanded = request.parameters.get("expandSubResources") == "true"
        below = {"item": self._lines(row)} if expanded and kind.table == "transaction" else {}
        return {"links": [{"rel": "self", "href": request.url}], **found, **below}

    def _lines(self, row: Row) -> Mapping[str, object]:
        query = "SELECT l.* FROM transactionline l WHERE l.transaction = ? AND l.mainline = 'F' ORDER BY l.id"
        lines = [{"links": [], **self._typed("transactionline", line)} for line in self._books.run(query, [row["id"]])]
        return {"links": [], "items": lines, "count": len(lines), "hasMore": False, "totalResults": len(lines)}

    def _typed(self, table: str, row: Row) -> dict[str, object]:
        """Unlike those of SuiteQL, these values have types, and names with capitals."""
        columns = self._books.schema[table].columns
        return {_CAMEL.get(name, name): _value(columns[name], text) for name, text in row.items()}

    def _columns(self, kind: RecordType) -> Mapping[str, Column]:
        return self._books.schema[kind.table].columns

    def _catalogue(self, request: Request, names: Sequence[str]) -> Answer:
        if names:
            return Answer(body=self._described(names[0]), content_type="application/schema+json")
        if "swagger" in request.headers.get("accept", ""):
            wanted = request.parameters.get("select", ",".join(TYPES)).split(",")
            schemas = {name: self._described(name) for name in wanted}
            body: dict[str, object] = {"openapi": "3.0.1", "paths": {}, "components": {"schemas": schemas}}
            return Answer(body=body, content_type="application/swagger+json")
        return Answer(body={"items": [{"name": name, "links": []} for name in TYPES]}, content_type=_COLLECTION)

    def _described(self, name: str) -> Mapping[str, object]:
        """The JSON Schema of a type."""
        columns = self._columns(_type(name)).values()
        properties = {_CAMEL.get(column.name, column.name): _property(column) for column in columns}
        return {"type": "object", "properties": {**properties, "id": {"type": "string"}}}


def _type(name: str) -> RecordType:
    if name not in TYPES:
        raise not_found(f"Record type '{name}' does not exist.")
    return TYPES[name]


def _value(column: Column, text: str) -> object:
    if column.name == "id":
        return text
    if column.shown is not None:
        return {"links": [], "id": text}
    if column.kind is Kind.FLAG:
        return text == "T"
    return float(text) if column.kind is Kind.NUMBER else text


def _property(column: Column) -> Mapping[str, str]:
    if column.shown is not None:
        return {"type": "object"}
    return {"type": {Kind.FLAG: "boolean", Kind.NUMBER: "number"}.get(column.kind, "string")}


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Refused(400, "INVALID_PARAMETER", "Invalid query parameter: it must be a whole number.")
    return int(text)
