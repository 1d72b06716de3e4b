"""Parts of records: which fields each facet brings, how a record is narrowed to facets, how parts are joined.

A field that is not listed belongs to HEAD. The positions of a stock carry facets of their own: they are joined
by location, and a position that says nothing about the facets asked is left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any, Final, TypeAlias

from msgspec import Struct, structs

from backends.ledger import Stamp
from backends.ports import Facets
from backends.records import (
    Customer,
    Inbound,
    Location,
    Order,
    Product,
    Record,
    Ref,
    Shipment,
    Stock,
    StockPosition,
    Variant,
)
from backends.vocabulary import Facet

Fields: TypeAlias = Mapping[Facet, tuple[str, ...]]
Changes: TypeAlias = dict[str, Any]

FIELDS: Final[Mapping[type[Struct], Fields]] = {
    Customer: {
        Facet.IDENTITIES: ("refs", "merged"),
        Facet.CONTACTS: ("contacts", "addresses"),
        Facet.CONSENTS: ("consents",),
        Facet.LOYALTY: ("loyalty",),
        Facet.PROFILE: ("segments", "preferences", "important_dates"),
        Facet.METRICS: ("metrics",),
    },
    Order: {
        Facet.IDENTITIES: ("refs",),
        Facet.LINES: ("lines",),
        Facet.PAYMENTS: ("payments",),
        Facet.RETURNS: ("returns",),
    },
    Shipment: {Facet.PACKAGES: ("packages",), Facet.LINES: ("lines",), Facet.EVENTS: ("events",)},
    Product: {Facet.TEXTS: ("titles",), Facet.MEDIA: ("media",)},
    Variant: {Facet.TEXTS: ("titles", "options"), Facet.MEDIA: ("image",), Facet.PRICES: ("prices",)},
    Location: {Facet.IDENTITIES: ("refs",)},
    Inbound: {Facet.IDENTITIES: ("refs",)},
    Stock: {Facet.COUNTS: ("tracked",), Facet.RESERVATIONS: ("network_holds",)},
    StockPosition: {
        Facet.COUNTS: ("on_hand", "unavailable", "available", "last_counted_at"),
        Facet.RESERVATIONS: ("committed", "held"),
        Facet.SAFETY: ("safety",),
    },
}


def narrowed(record: Record, facets: Facets) -> Record:
    """The record as if only these facets had been asked; the very same object if it holds no others."""
    if record.facets <= facets and (not record.gaps or record.gaps.keys() <= facets):
        return record
    changes = _blanks(type(record), record.facets - facets)
    if isinstance(record, Stock):
        changes["positions"] = tuple(_speaking(record.positions, facets))
    gaps = {facet: failures for facet, failures in record.gaps.items() if facet in facets}
    return structs.replace(record, facets=record.facets & facets, gaps=gaps, **changes)


def joined(parts: Mapping[Facet, Record], asked: Facets) -> Record:
    """One record for the facets asked, each taken from its own part.

    HEAD's part is the newest: it names the thing, and tells the gaps. All parts are of the same thing.
    """
    head = parts[Facet.HEAD]
    sources = list({id(part): part for part in chain([head], parts.values())}.values())
    if len(sources) == 1:
        return narrowed(head, asked)
    changes = _taken(type(head), parts)
    if isinstance(head, Stock):
        changes |= _stock_changes(head, parts)
    gaps = {facet: failures for facet, failures in head.gaps.items() if facet in asked and facet not in parts}
    stamps = _distinct(part.stamps for part in sources)
    return structs.replace(
        narrowed(head, frozenset({Facet.HEAD})), facets=asked & parts.keys(), gaps=gaps, stamps=stamps, **changes
    )


def _taken(kind: type[Struct], parts: Mapping[Facet, Struct]) -> Changes:
    """The fields of each facet, from its part."""
    table = FIELDS.get(kind, {})
    return {name: getattr(part, name) for facet, part in parts.items() for name in table.get(facet, ())}


def _blanks(kind: type[Struct], facets: Iterable[Facet]) -> Changes:
    table, defaults = FIELDS.get(kind, {}), _defaults(kind)
    return {name: defaults[name] for facet in facets for name in table.get(facet, ())}


@cache
def _defaults(kind: type[Struct]) -> Mapping[str, Any]:
    return {field.name: field.default for field in structs.fields(kind)}


def _speaking(positions: Iterable[StockPosition], facets: Facets) -> Iterator[StockPosition]:
    """The positions that say something about the facets, and nothing else."""
    table = FIELDS[StockPosition]
    others = _blanks(StockPosition, table.keys() - facets)
    own = [name for facet in facets for name in table.get(facet, ())]
    for position in positions:
        if any(getattr(position, name) is not None for name in own):
            yield structs.replace(position, **others)


def _stock_changes(head: Stock, parts: Mapping[Facet, Record]) -> Changes:
    """The unit that any part knows, and the positions of all parts, by location."""
    stocks = {facet: part for facet, part in parts.items() if isinstance(part, Stock)}
    found: dict[Ref, dict[Facet, StockPosition]] = {}
    for facet, stock in stocks.items():
        for position in _speaking(stock.positions, frozenset({facet})):
            found.setdefault(position.location, {})[facet] = position
    units = (stock.unit for stock in (head, *stocks.values()))
    return {
        "unit": next((unit for unit in units if unit is not None), None),
        "positions": tuple(_position(found[location]) for location in sorted(found)),
    }


def _position(parts: Mapping[Facet, StockPosition]) -> StockPosition:
    """One location's position, each facet from its own part; the version and the time are the newest known."""
    updates = [part.updated_at for part in parts.values() if part.updated_at is not None]
    return structs.replace(
        next(iter(parts.values())),
        updated_at=max(updates, default=None),
        version=max((part.version for part in parts.values() if part.version is not None), default=None),
        stamps=_distinct(part.stamps for part in parts.values()),
        **_taken(StockPosition, parts),
    )


def _distinct(stamps: Iterable[tuple[Stamp, ...]]) -> tuple[Stamp, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(stamps)))
