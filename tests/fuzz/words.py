"""Values for arguments: mostly what the retailer knows, now and then anything at all."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from graphql import ValueNode
from hypothesis import strategies as st
from hypothesis_graphql import nodes

from tests.fuzz.known import Known

ANYTHING = st.text(st.characters(codec="utf-8"), max_size=40)


def mostly(usual: st.SearchStrategy[Any], strange: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nine times of ten as usual; what shrinks becomes usual."""
    return st.integers(0, 9).flatmap(lambda number: strange if number == 9 else usual)


def arguments(known: Known) -> Mapping[str, st.SearchStrategy[ValueNode]]:
    """By the argument's place (`order.id`), or its name (`sku`) wherever it is."""
    words = {
        "id": known["*"],
        "ids": known["*"],
        "order.id": known["Order"],
        "OrderFilter.ids": known["Order"],
        "shipment.id": known["Shipment"],
        "CustomerKey.id": known["Customer"],
        "customerId": known["Customer"],
        "variantIds": known["Variant"],
        **dict.fromkeys(("storeId", "storeIds", "locationId", "locationIds"), known["Location"]),
        **dict.fromkeys(("number", "numbers"), known["number"]),
        **dict.fromkeys(("sku", "skus"), known["sku"]),
        "trackingNumber": known["trackingNumber"],
        **{f"{name}.after": known[f"{name}End"] for name in ("customers", "orders", "positions", "variants")},
        "categoryPath": known["categoryPath"],
        "email": known["email"],
        "phone": known["phone"],
        "loyaltyNumber": known["number"],
        "search": ["a", "cl", *known["familyName"], *known["title"], *known["email"], *known["phone"]],
        "locale": ["fr", "en-GB", "de", "zh-Hant-TW"],
        "system": known["system"],
        "value": known["externalId"],
    }
    return {
        **{name: mostly(st.sampled_from(values), ANYTHING).map(nodes.String) for name, values in words.items()},
        "first": mostly(st.integers(0, 6), st.integers(-(2**31), 2**31 - 1)).map(nodes.Int),
        "horizonDays": mostly(st.integers(0, 40), st.integers(-(2**31), 2**31 - 1)).map(nodes.Int),
        "latitude": mostly(st.floats(41, 56), _number()).map(nodes.Float),
        "longitude": mostly(st.floats(-5, 15), _number()).map(nodes.Float),
        "radiusKm": mostly(st.floats(1, 2_000), _number()).map(nodes.Float),
    }


def scalars() -> Mapping[str, st.SearchStrategy[ValueNode]]:
    """By the scalar's name."""
    days = mostly(st.dates(date(2026, 2, 1), date(2026, 5, 1)), st.dates()).map(date.isoformat)
    season = datetime.fromisoformat("2025-09-01"), datetime.fromisoformat("2026-05-01")
    times = mostly(st.datetimes(*season), st.datetimes()).map(lambda time: time.replace(tzinfo=UTC).isoformat())
    items = ["3760246000109", "03760246000109"]
    links = [f"https://id.example.org/01/{items[1]}/21/12345", f"https://id.example.org/01/{items[1]}"]
    return {
        "Date": mostly(days, ANYTHING).map(nodes.String),
        "DateTime": mostly(times, ANYTHING).map(nodes.String),
        "GTIN": mostly(st.sampled_from(items), ANYTHING).map(nodes.String),
        "URL": mostly(st.sampled_from(links), ANYTHING).map(nodes.String),
    }


def _number() -> st.SearchStrategy[float]:
    return st.floats(allow_nan=False, allow_infinity=False)
