"""A shipment in rows."""

from backends.records import Shipment, TrackingEvent
from backends.sandbox.sqlite.values import Row, Rows, address, instant, quantity, reference


def shipment(record: Shipment) -> Rows:
    """A shipment, and what hangs below it; its events stand as they were received."""
    key = record.key
    yield "comptoir_shipments", _head(record)
    for position, package in enumerate(record.packages or ()):
        row = (key, position, package.sscc, package.tracking_number, package.weight_grams)
        yield "comptoir_shipment_packages", row
    for position, line in enumerate(record.lines or ()):
        yield "comptoir_shipment_lines", (key, position, line.sku, quantity(line.quantity))
    for position, event in enumerate(record.events or ()):
        yield "comptoir_shipment_events", _event(key, position, event)


def _head(record: Shipment) -> Row:
    own = record.ref.system
    return (
        record.key,
        *reference(record.order, own),
        *(record.direction.value, record.source_status, record.carrier, record.tracking_number, record.tracking_url),
        *reference(record.origin, own),
        *address(record.to),
        *reference(record.pick_up_location, own),
        *(instant(record.shipped_at), instant(record.eta), instant(record.eta_latest)),
        *(instant(record.promised_from), instant(record.promised_by), instant(record.promise_made_at)),
        *(instant(record.updated_at), record.version),
    )


def _event(key: str, position: int, event: TrackingEvent) -> Row:
    where = event.geo
    return (
        *(key, position, instant(event.at), instant(event.recorded_at), event.status.value, event.code, event.message),
        *(event.place, event.country),
        *((None, None) if where is None else (where.latitude, where.longitude)),
        event.tracking_number,
    )
