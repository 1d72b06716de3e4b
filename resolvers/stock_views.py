"""Stock as a scope sees it: the formulas' figures for one SKU, computed once, under the graph's names."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Final, TypedDict

from msgspec import Struct

from backends import records, stock
from backends.errors import Failure
from backends.ledger import Stamp
from backends.records import Ref
from resolvers import ids
from resolvers.provenance import Completeness, lacking
from resolvers.stock_scope import Scope, spelt
from resolvers.words import StockSignal

_location: Final = attrgetter("location")


class _Common(TypedDict):
    scope: Scope
    unit: str | None
    low: Decimal
    sku: str
    record: records.Stock


class Figured(Struct, frozen=True, kw_only=True):
    """What a summary and a position have in common; `corrections`: what systems said of it that cannot be."""

    figures: stock.Figures
    scope: Scope
    unit: str | None
    low: Decimal
    sku: str
    record: records.Stock
    corrections: tuple[Failure, ...]

    @property
    def completeness(self) -> Completeness:
        failures = (failure for failures in self.record.gaps.values() for failure in failures)
        found = lacking([*self.corrections, *failures])
        return found if self.figures.complete or found.missing else Completeness(reason="COMPONENT_UNKNOWN")

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


class Shelf(Figured, frozen=True, kw_only=True):
    """One place's stock as a scope sees it."""

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
    def version(self) -> int | None:
        return self.position.version

    @property
    def stamps(self) -> Sequence[Stamp]:
        return self.position.stamps


class Summary(Figured, frozen=True, kw_only=True):
    """One SKU's stock over a scope; `places` None is the whole network."""

    places: frozenset[Ref] | None
    shelves: tuple[Shelf, ...]

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
    def version(self) -> int | None:
        """That of the one place, if it is one: nobody numbers the changes of several together."""
        alone = self.places is not None and len(self.places) == 1 and self.shelves
        return self.shelves[0].version if alone else None

    @property
    def covered(self) -> stock.Scope:
        """The scope as the formulas take it."""
        return stock.Scope(channel=self.scope.channel, places=self.places)


def summary_of(
    record: records.Stock, scope: Scope, places: frozenset[Ref] | None, low: Decimal, unit: str | None
) -> Summary:
    """A SKU's stock over a scope whose places are known; `unit` is the variant's, for when no stock system says."""
    covered = stock.Scope(channel=scope.channel, places=places)
    common: _Common = {"scope": scope, "unit": record.unit or unit, "low": low, "sku": record.key, "record": record}
    shelves = tuple(
        Shelf(
            figures=stock.place_figures(record, position, scope.channel),
            corrections=position.corrections,
            position=position,
            **common,
        )
        for position in sorted(record.positions, key=_location)
        if covered.covers(position.location)
    )
    return Summary(
        figures=stock.scope_figures(record, covered, [shelf.figures for shelf in shelves]),
        corrections=(*record.corrections, *(one for shelf in shelves for one in shelf.corrections)),
        places=places,
        shelves=shelves,
        **common,
    )
