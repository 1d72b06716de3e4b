"""Rows to inbound supply: lines of purchase and transfer orders of which something is still to come."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from backends.netsuite.codes import DOCUMENTS, stage
from backends.netsuite.translate.source import Hung, Source, amount, needed, quantity, text
from backends.netsuite.wire import Row
from backends.records import ExternalRef, Inbound
from backends.vocabulary import Noun

_ZERO: Final = Decimal(0)


def inbound(rows: Sequence[Row], hung: Hung, source: Source) -> Inbound:
    """One document line: what is expected is what was confirmed, else ordered, less what has come."""
    row = rows[0]
    ordered, confirmed = amount(row, "ordered"), quantity(row, "confirmed")
    told = quantity(row, "expected")
    left = max(_ZERO, (ordered if confirmed is None else confirmed) - amount(row, "received"))
    kind = row.get("w_type", "")
    return Inbound(
        ref=source.own(row["key"]),
        refs=source.refs(Noun.INBOUND, row),
        stamps=source.stamps,
        facets=source.facets,
        sku=text(row, "sku"),
        unit=source.unit(row) or source.mapped.settings.unit,
        stage=stage(source.words, kind, row.get("w_stage")),
        destination=needed(source.perhaps("location", row.get("w_destination")), "destination"),
        origin=source.perhaps("location", row.get("w_origin")),
        origin_country=row.get("w_origin_country"),
        supplier=row.get("w_supplier"),
        ordered=ordered,
        confirmed=confirmed,
        expected=left if told is None else told,
        eta=source.instant(row, "eta"),
        eta_latest=source.instant(row, "eta_latest"),
        document=_document(kind, row, source),
        updated_at=source.changed(row),
    )


def _document(kind: str, row: Row, source: Source) -> ExternalRef | None:
    value = row.get("w_document")
    if value is None:
        return None
    return ExternalRef(system=source.mapped.own, kind=DOCUMENTS.get(kind, kind.lower()), value=value)
