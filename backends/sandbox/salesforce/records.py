"""Single records, collections of them, and what kinds there are."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeGuard

from backends.sandbox.salesforce.errors import Refused, not_found
from backends.sandbox.salesforce.evaluation import Shown, written
from backends.sandbox.salesforce.ids import is_id
from backends.sandbox.salesforce.org import Org, Row, comparable
from backends.sandbox.salesforce.schema import Field, SObject

_MOST: Final = 2_000


class Records:
    """Reads records by id and by external id, and describes kinds."""

    def __init__(self, org: Org, version: str) -> None:
        self._org = org
        self._version = version

    def kind(self, name: str) -> SObject:
        """The kind of that name; raises Refused."""
        kind = self._org.kind(name)
        if kind is None:
            raise not_found()
        return kind

    def one(self, kind: SObject, key: str, fields: str | None) -> Shown:
        """A record by its id."""
        found = self._org.by_id(key) if is_id(key) else None
        if found is None or found[0].name != kind.name:
            raise not_found("Provided external ID field does not exist or is not accessible: " + key)
        if found[1]["IsDeleted"]:
            raise Refused(404, "ENTITY_IS_DELETED", "entity is deleted")
        return self._shown(kind, found[1], fields.split(",") if fields else None)

    def by_external_id(self, kind: SObject, name: str, value: str) -> Shown:
        """A record by an external id; several make a 300 with their addresses, which no org here has."""
        field = kind.field(name)
        if field is None or not (field.is_external or field.name == "Id"):
            raise not_found("Provided external ID field does not exist or is not accessible: " + name)
        if field.name == "Id":
            return self.one(kind, value, None)
        rows = self._org.indexed(kind, (field.name,)).get(comparable(field, value), ())
        live = [row for row in rows if not row["IsDeleted"]]
        if not live:
            raise not_found()
        return self._shown(kind, live[0], None)

    def many(self, kind: SObject, ids: object, fields: object) -> Sequence[Shown | None]:
        """Records in the order of their ids, null for those that are not there; raises Refused."""
        if not _texts(ids) or not _texts(fields):
            raise Refused(400, "JSON_PARSER_ERROR", "ids and fields are lists of strings.")
        if len(ids) > _MOST:
            raise Refused(400, "LIMIT_EXCEEDED", f"The maximum number of ids is {_MOST}.")
        wanted = [self._known(kind, name) for name in fields]
        return [self._perhaps(kind, key, wanted) for key in ids]

    def describe(self, kind: SObject) -> Shown:
        """A kind with its fields and the ways to its children."""
        return {
            **self.brief(kind),
            "fields": [_described(field) for field in kind.fields.values()],
            "childRelationships": [
                {"childSObject": back.child, "field": back.field, "relationshipName": back.relationship}
                for back in kind.children.values()
            ],
        }

    def brief(self, kind: SObject) -> Shown:
        """A kind in the list of kinds."""
        address = f"/services/data/v{self._version}/sobjects/{kind.name}"
        return {
            "name": kind.name,
            "keyPrefix": kind.prefix,
            "queryable": True,
            "retrieveable": True,
            "custom": kind.name.endswith("__c"),
            "urls": {"sobject": address, "describe": f"{address}/describe", "rowTemplate": address + "/{ID}"},
        }

    def _perhaps(self, kind: SObject, key: str, fields: Sequence[Field]) -> Shown | None:
        found = self._org.by_id(key) if is_id(key) else None
        if found is None or found[0].name != kind.name or found[1]["IsDeleted"]:
            return None
        return self._shown(kind, found[1], [field.name for field in fields])

    def _known(self, kind: SObject, name: str) -> Field:
        field = kind.field(name)
        if field is None:
            raise Refused(400, "INVALID_FIELD", f"No such column '{name}' on sobject of type {kind.name}")
        return field

    def _shown(self, kind: SObject, row: Row, names: Sequence[str] | None) -> Shown:
        attributes = {"type": kind.name, "url": f"/services/data/v{self._version}/sobjects/{kind.name}/{row['Id']}"}
        fields = kind.fields.values() if names is None else [self._known(kind, name) for name in names]
        shown = {field.name: written(self._org.value(kind, row, (field.name,))) for field in fields}
        return {"attributes": attributes, **shown, "Id": row["Id"]}


def _texts(given: object) -> TypeGuard[list[str]]:
    return isinstance(given, list) and bool(given) and all(isinstance(each, str) for each in given)


def _described(field: Field) -> Mapping[str, object]:
    return {
        "name": field.name,
        "type": field.type,
        "externalId": field.is_external,
        "filterable": field.filterable,
        "custom": field.name.endswith("__c"),
        "referenceTo": [] if field.target is None else [field.target],
        "relationshipName": field.relationship,
        "nillable": field.name != "Id",
    }
