"""The methods that can be called, and what they answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from backends.sandbox.tryton.domains import Domains
from backends.sandbox.tryton.filling import COMPANY
from backends.sandbox.tryton.reading import read, received, tree
from backends.sandbox.tryton.schema import BY_LENGTH
from backends.sandbox.tryton.store import Store, Values

_METHODS: Final = frozenset({"search_read", "search", "search_count", "read"})
_ORDERS: Final = frozenset(f"{way}{nulls}" for way in ("ASC", "DESC") for nulls in ("", " NULLS FIRST", " NULLS LAST"))


class Forbidden(Exception):
    """There is no such method, or it is not for calls from outside."""


class UserError(Exception):
    """What a user did wrong, in a sentence for her."""


class Service:
    """One database, with a user signed in."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def call(self, method: str, params: Sequence[Any]) -> Any:
        """What a method answers; raises Forbidden, UserError, or whatever else went wrong within."""
        kind, _, rest = method.partition(".")
        model, _, name = rest.rpartition(".")
        *arguments, context = [received(each) for each in params]
        if (model, name) == ("res.user", "get_preferences"):
            return {"company": COMPANY, "language": "en"}
        if kind != "model" or model not in self._store.models:
            raise KeyError(model)
        if name not in _METHODS:
            raise Forbidden
        if not isinstance(context, dict):
            raise TypeError("context must be a dictionary")
        return getattr(self, f"_{name}")(model, context, *arguments)

    def _search_read(
        self,
        model: str,
        context: Mapping[str, Any],
        domain: Any,
        offset: int = 0,
        limit: int | None = None,
        order: Any = None,
        fields: Sequence[str] = (),
    ) -> Any:
        wanted = tree(fields)
        return [
            read(self._store, model, record, wanted)
            for record in self._found(model, context, domain, offset, limit, order)
        ]

    def _search(
        self, model: str, context: Mapping[str, Any], domain: Any, offset: int = 0, limit: Any = None, order: Any = None
    ) -> Any:
        return [record["id"] for record in self._found(model, context, domain, offset, limit, order)]

    def _search_count(self, model: str, context: Mapping[str, Any], domain: Any) -> Any:
        return len(self._found(model, context, domain, 0, None, None))

    def _read(self, model: str, context: Mapping[str, Any], numbers: Sequence[int], fields: Sequence[str]) -> Any:
        """Sorted, each once; one that is not there fails them all."""
        known = {record["id"] for record in self._store.all(model)}
        for number in numbers:
            if number not in known:
                raise UserError(f'You are trying to read records "{number}" of "{model}" that don\'t exist.')
        wanted = tree(fields)
        return [read(self._store, model, self._store.get(model, number), wanted) for number in sorted(set(numbers))]

    def _found(
        self, model: str, context: Mapping[str, Any], domain: Any, offset: int, limit: int | None, order: Any
    ) -> Sequence[Values]:
        test = Domains(self._store, active_test=context.get("active_test", True)).test(model, domain)
        found = [record for record in self._records(model, context) if test(record)]
        for field, way in reversed(order or [["id", "ASC"]]):
            found = self._sorted(model, found, field, way)
        return found[offset : None if limit is None else offset + limit]

    def _sorted(self, model: str, records: Sequence[Values], field: str, way: str) -> list[Values]:
        if way not in _ORDERS:
            raise ValueError(f'Wrong order "{way}"')
        kind = self._store.models[model][field]
        if kind.target:
            raise KeyError(field)
        known = [record for record in records if record[field] is not None]
        known.sort(key=lambda record: _rank(model, field, record[field]), reverse=way.startswith("DESC"))
        empty = [record for record in records if record[field] is None]
        return empty + known if way.endswith("FIRST") else known + empty

    def _records(self, model: str, context: Mapping[str, Any]) -> Sequence[Values]:
        """Products come with what there is of them at the locations of the context, all together."""
        records = list(self._store.all(model))
        if model != "product.product":
            return records
        places = context.get("locations") or ()
        return [{**record, "quantity": self._quantity(record["id"], places)} for record in records]

    def _quantity(self, product: int, places: Sequence[int]) -> float:
        return float(sum(self._store.quantities.get((place, product), 0) for place in places))


def _rank(model: str, field: str, value: Any) -> Any:
    return (len(value), value) if (model, field) in BY_LENGTH else value
