"""Stock as a scope sees it: the formulas' figures for one SKU, computed once, under the graph's names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from backends import records, stock
from backends.ledger import Stamp
from backends.records import Ref
from resolvers import ids
from resolvers.provenance import Completeness, lacking
from resolvers.stock_scope import Scope, spelt
from resolvers.words import StockSignal


@dataclass(frozen=True, slots=True)
class Figured:
    """What a summary and a position have in common."""

    figures: stock.Figures
    scope: Scope
    unit: str
    low: Decimal

    @property
    def on_hand(self) -> Decimal | None:
        return self.figures.on_hand

    @property
    def unavailable(self) -> Decimal | None:
        return self.figures.unavailable

    @property
    def committed(self) -> Decimal | None:
        return self.figures.committed

    @property
    def held(self) -> Decimal | None:
        return self.figures.held

    @property
    def safety_stock(self) -> Decimal | None:
        return self.figures.safety_stock

    @property
    def net_position(self) -> Decimal | None:
        return self.figures.net

    @property
    def available_to_sell(self) -> Decimal | None:
        return self.figures.available_to_sell


@dataclass(frozen=True, slots=True)
class Shelf(Figured):
    """One place's stock as a scope sees it."""

    sku: str
    position: records.StockPosition

    @property
    def id(self) -> str:
        place = self.position.location
        return ids.encode("StockPosition", self.sku, place.system, place.key, spelt(self.scope))

    @property
    def signal(self) -> StockSignal:
        return stock.signal(self.figures, low=self.low)

    @property
    def location_id(self) -> str:
        return ids.of("Location", self.position.location)

    @property
    def last_counted_at(self) -> datetime | None:
        return self.position.last_counted_at

    @property
    def updated_at(self) -> datetime | None:
        return self.position.updated_at

    @property
    def version(self) -> int:
        return self.position.version

    @property
    def stamps(self) -> Sequence[Stamp]:
        return self.position.stamps


@dataclass(frozen=True, slots=True)
class Summary(Figured):
    """One SKU's stock over a scope; `places` None is the whole network."""

    sku: str
    places: frozenset[Ref] | None
    record: records.Stock
    shelves: tuple[Shelf, ...] = field(default=())

    @property
    def id(self) -> str:
        return ids.encode("StockSummary", self.sku, spelt(self.scope))

    @property
    def channel(self) -> str:
        return self.scope.channel

    @property
    def stamps(self) -> Sequence[Stamp]:
        return self.record.stamps

    @property
    def completeness(self) -> Completeness:
        failures = (failure for failures in self.record.gaps.values() for failure in failures)
        found = lacking(failures)
        return found if self.figures.complete or found.missing else Completeness(reason="COMPONENT_UNKNOWN")

    @property
    def version(self) -> int:
        return sum(shelf.version for shelf in self.shelves)

    @property
    def covered(self) -> stock.Scope:
        """The scope as the formulas take it."""
        return stock.Scope(channel=self.scope.channel, places=self.places)


def summary_of(record: records.Stock, sku: str, scope: Scope, places: frozenset[Ref] | None, low: Decimal) -> Summary:
    """A SKU's stock over a scope whose places are known."""
    covered = stock.Scope(channel=scope.channel, places=places)
    unit = record.unit or "C62"
    shelves = tuple(
        Shelf(
            figures=stock.place_figures(record, position, scope.channel),
            scope=scope,
            unit=unit,
            low=low,
            sku=sku,
            position=position,
        )
        for position in sorted(record.positions, key=lambda position: position.location)
        if covered.covers(position.location)
    )
    return Summary(
        figures=stock.scope_figures(record, covered, [shelf.figures for shelf in shelves]),
        scope=scope,
        unit=unit,
        low=low,
        sku=sku,
        places=places,
        record=record,
        shelves=shelves,
    )
