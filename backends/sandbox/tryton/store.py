"""Records of models in memory, and what there is of each product at each warehouse."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from backends.sandbox.tryton.schema import Field

Values: TypeAlias = dict[str, Any]


class Store:
    """The database: records by model and number; relations hold numbers."""

    def __init__(self, models: Mapping[str, Mapping[str, Field]]) -> None:
        self.models = models
        self.quantities: dict[tuple[int, int], Decimal] = {}
        self._records: dict[str, dict[int, Values]] = {model: {} for model in models}
        self._named: dict[tuple[str, str, str], int] = {}

    def add(self, model: str, /, **values: Any) -> int:
        """Make a record; what is not said is empty, and it is active."""
        records = self._records[model]
        number = len(records) + 1
        empty: Values = dict.fromkeys(self.models[model])
        if "active" in empty:
            empty["active"] = True
        records[number] = {**empty, **values, "id": number}
        return number

    def named(self, model: str, field: str, value: str, /, **values: Any) -> int:
        """The record whose field says so, made on first sight."""
        known = self._named.get((model, field, value))
        if known is None:
            known = self.add(model, **{field: value}, **values)
            self._named[model, field, value] = known
        return known

    def write(self, model: str, number: int, /, **values: Any) -> None:
        """Change a record."""
        self._records[model][number].update(values)

    def get(self, model: str, number: int) -> Values:
        """A record that is there."""
        return self._records[model][number]

    def all(self, model: str) -> Iterable[Values]:
        """Every record of a model."""
        return self._records[model].values()
