"""Rows of the views: what the contract wants of each, and whatever a test adds."""

from tests.backends.sql.databases import Value

Row = dict[str, Value]

LONG_AGO = "2026-01-01T00:00:00Z"


def customer(key: str, **more: Value) -> Row:
    return {"key": key, "display_name": f"Ada {key}", "sort_name": f"{key} ada", "updated_at": LONG_AGO, **more}


def order(key: str, **more: Value) -> Row:
    head: Row = {"key": key, "number": f"N-{key}", "channel": "STORE", "source_status": "open", "currency": "EUR"}
    return {**head, "total_minor": 100, "placed_at": LONG_AGO, "updated_at": LONG_AGO, "version": 1, **more}


def line(order_key: str, line_key: str, **more: Value) -> Row:
    head: Row = {"order_key": order_key, "line_key": line_key, "position": 1, "sku": "S1", "title": "Scarf"}
    return {**head, "unit": "C62", "method": "TAKE_NOW", "total_minor": 100, "currency": "EUR", "ordered": 1, **more}


def shipment(key: str, **more: Value) -> Row:
    return {"key": key, "direction": "OUTBOUND", "updated_at": LONG_AGO, "version": 1, **more}


def product(key: str, **more: Value) -> Row:
    return {"key": key, "category_path": "[]", "default_locale": "en", "updated_at": LONG_AGO, **more}


def variant(sku: str, **more: Value) -> Row:
    head: Row = {"sku": sku, "product_key": "P1", "unit": "C62", "category_path": "[]"}
    return {**head, "default_locale": "en", "updated_at": LONG_AGO, **more}


def location(key: str, **more: Value) -> Row:
    head: Row = {"key": key, "kind": "STORE", "name": key, "sort_name": key.casefold()}
    return {**head, "pick_up_enabled": 1, "ship_from_enabled": 0, **more}


def inbound(key: str, **more: Value) -> Row:
    head: Row = {"key": key, "sku": "S1", "unit": "C62", "stage": "ORDERED", "destination_key": "L1"}
    return {**head, "ordered": 1, "expected": 1, "updated_at": LONG_AGO, **more}


def demand(key: str, **more: Value) -> Row:
    return {"key": key, "sku": "S1", "quantity": 1, "due": LONG_AGO, "channel": "STORE", **more}


def ref(column: str, key: str, system: str, value: str, kind: str) -> Row:
    """A row of a `_refs` view."""
    return {column: key, "system": system, "kind": kind, "value": value}
