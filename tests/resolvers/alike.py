"""A retailer all of whose things are alike, so that what a list costs can depend on nothing but its length.

Person, order, parcel, variant and place number n belong to each other. Every system that serves a thing holds its part
of it, and says whose copy that is.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from tests.backends.sql import rows
from tests.backends.sql.databases import CONTRACT
from tests.backends.sql.rows import LONG_AGO, Row

Told = tuple[str, Row]
"""A view and a row of it."""


def write(folder: Path, size: int) -> None:
    """The files of so many of each thing, under the names that the demo's configuration has for them."""
    for system, tell in TELLING.items():
        file = sqlite3.connect(folder / f"{system}.sqlite")
        file.executescript(CONTRACT)
        _add(file, chain.from_iterable(tell(n) for n in range(size)))
        file.close()


def _add(file: sqlite3.Connection, told: Iterable[Told]) -> None:
    with file:
        for view, row in told:
            places = ", ".join(f":{name}" for name in row)
            file.execute(f"INSERT INTO comptoir_{view} ({', '.join(row)}) VALUES ({places})", row)


def _crm(n: int) -> Iterator[Told]:
    her: Row = {"customer_key": f"c{n}"}
    at_store: Row = {"store_system": "erp", "store_key": f"L{n}"}
    seller: Row = {"associate_key": "a", "associate_name": "Al", "associate_store_system": "erp"}
    yield "customers", rows.customer(f"c{n}", **at_store, **seller, associate_store_key=f"L{n}", loyalty_number=f"N{n}")
    yield "customer_contacts", {**her, "kind": "EMAIL", "value": f"c{n}@ada.example", "verified": 1}
    yield "customer_addresses", {**her, "position": 1, "city": "Lyon"}
    yield "customer_consents", {**her, "purpose": "CALL", "state": "GRANTED"}
    yield "customer_loyalty", {**her, "program": "Club"}
    yield "customer_vouchers", {**her, "code": f"V{n}"}
    yield "customer_segments", {**her, "segment": "regular"}
    yield "customer_preferences", {**her, "key": "size.shoe", "value": "38", "origin": "DECLARED"}
    yield "customer_dates", {**her, "kind": "anniversary", "on_day": "2026-05-01"}
    yield "customer_metrics", {**her, "computed_at": LONG_AGO}
    yield "customer_lifetime_values", {**her, "amount_minor": 100, "currency": "EUR"}


def _pos(n: int) -> Iterator[Told]:
    yield "customers", rows.customer(f"p{n}")
    yield "customer_refs", rows.ref("customer_key", f"p{n}", "crm", f"c{n}", "customer")
    yield "customer_consents", {"customer_key": f"p{n}", "purpose": "CALL", "state": "DENIED"}
    yield "stock_positions", _at(n, on_hand=2, unit="C62")


def _oms(n: int) -> Iterator[Told]:
    order: Row = {"order_key": f"o{n}"}
    bought: Row = {"customer_system": "crm", "customer_key": f"c{n}", "store_system": "erp", "store_key": f"L{n}"}
    promised: Row = {"promised_by": "2026-02-01T00:00:00Z", "promise_made_at": LONG_AGO}
    back: Row = {**order, "return_key": "r1"}
    yield "orders", rows.order(f"o{n}", **bought, **promised, associate_key="a", associate_name="Al")
    yield "order_refs", rows.ref("order_key", f"o{n}", "erp", f"e{n}", "order")
    yield "order_lines", rows.line(f"o{n}", "l1", sku=f"s{n}")
    money: Row = {"amount_minor": 100, "captured_minor": 100, "refunded_minor": 0, "currency": "EUR", "status": "PAID"}
    yield "order_payments", {**order, "payment_key": "m1", "kind": "card", "method_label": "Card", **money}
    place: Row = {"location_system": "erp", "location_key": f"L{n}"}
    yield "order_returns", {**back, "status": "REQUESTED", "at": LONG_AGO, **place}
    yield "order_return_lines", {**back, "line_key": "l1", "quantity": 1}
    yield "stock_positions", _at(n, committed=1, held=0)
    yield "stock_safety", _at(n, quantity=1)
    yield "network_holds", {"sku": f"s{n}", "quantity": 0}
    yield "demand", rows.demand(f"d{n}", sku=f"s{n}")


def _erp(n: int) -> Iterator[Told]:
    yield "locations", rows.location(f"L{n}", time_zone="Europe/Paris")
    yield "orders", rows.order(f"e{n}")
    yield "order_refs", rows.ref("order_key", f"e{n}", "oms", f"o{n}", "order")
    price: Row = {"sku": f"s{n}", "current_minor": 100, "currency": "EUR", "tax_included": 1}
    yield "prices", price
    yield (
        "inbound",
        rows.inbound(f"i{n}", sku=f"s{n}", destination_key=f"L{n}", origin_key=f"L{n + 1}", stage="CONFIRMED"),
    )


def _wms(n: int) -> Iterator[Told]:
    yield "stock_positions", _at(n, on_hand=5, unit="C62")
    there: Row = {"destination_system": "erp", "destination_key": f"L{n}"}
    yield "inbound", rows.inbound(f"w{n}", sku=f"s{n}", **there, stage="RECEIVING", received=1)
    yield "inbound_refs", rows.ref("inbound_key", f"w{n}", "erp", f"i{n}", "inbound")


def _tms(n: int) -> Iterator[Told]:
    parcel: Row = {"shipment_key": f"t{n}", "position": 1}
    places: Row = {"origin_system": "erp", "origin_key": f"L{n}", "pick_up_system": "erp", "pick_up_key": f"L{n + 1}"}
    yield "shipments", rows.shipment(f"t{n}", order_system="oms", order_key=f"o{n}", tracking_number=f"T{n}", **places)
    yield "shipment_packages", {**parcel, "tracking_number": f"T{n}"}
    yield "shipment_lines", {**parcel, "sku": f"s{n}", "quantity": 1}
    yield "shipment_events", {**parcel, "at": LONG_AGO, "recorded_at": LONG_AGO, "status": "IN_TRANSIT"}


def _pim(n: int) -> Iterator[Told]:
    yield "products", rows.product(f"P{n}")
    yield "product_titles", {"product_key": f"P{n}", "locale": "en", "title": "Scarf"}
    yield "product_media", {"product_key": f"P{n}", "position": 1, "kind": "IMAGE", "url": "https://img.example/1"}
    yield "variants", rows.variant(f"s{n}", product_key=f"P{n}", image_url="https://img.example/1")
    yield "variant_titles", {"sku": f"s{n}", "locale": "en", "title": "Scarf, red"}
    yield "variant_options", {"sku": f"s{n}", "position": 1, "name": "colour", "value": "red"}


def _at(n: int, **known: float | str) -> Row:
    return {"sku": f"s{n}", "location_system": "erp", "location_key": f"L{n}", **known}


TELLING = {"crm": _crm, "pos": _pos, "oms": _oms, "erp": _erp, "wms": _wms, "tms": _tms, "pim": _pim}
