"""The models that it has, with their fields: the standard ones, and those of the retailer's module, `shop_…`."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from msgspec import Struct


class Kind(Enum):
    """What a field holds."""

    TEXT = auto()
    INTEGER = auto()
    FLOAT = auto()
    NUMERIC = auto()
    BOOLEAN = auto()
    DATE = auto()
    DATETIME = auto()
    ONE = auto()
    MANY = auto()


class Field(Struct, frozen=True):
    """A field; `target` is the model that ONE and MANY lead to."""

    kind: Kind
    target: str = ""


TEXT: Final = Field(Kind.TEXT)
FLOAT: Final = Field(Kind.FLOAT)
NUMERIC: Final = Field(Kind.NUMERIC)
BOOLEAN: Final = Field(Kind.BOOLEAN)
DATE: Final = Field(Kind.DATE)
DATETIME: Final = Field(Kind.DATETIME)

_ALWAYS: Final = {"id": Field(Kind.INTEGER), "create_date": DATETIME, "write_date": DATETIME}
BY_LENGTH: Final = frozenset({("sale.sale", "number"), ("stock.shipment.out", "number"), ("party.party", "code")})
"""Numbers from sequences sort by length first."""


def _one(target: str) -> Field:
    return Field(Kind.ONE, target)


def _many(target: str) -> Field:
    return Field(Kind.MANY, target)


def schema(named: Mapping[str, frozenset[str]]) -> Mapping[str, Mapping[str, Field]]:
    """Every model's fields; `named` are the systems whose keys a model's records bear, by model."""
    return {
        model: {**_ALWAYS, **fields, **{key_field(system): TEXT for system in named.get(model, ())}}
        for model, fields in _MODELS.items()
    }


def key_field(system: str) -> str:
    """The field of the retailer's module that holds another system's key."""
    return f"shop_key_of_{system}"


_MODELS: Final[Mapping[str, Mapping[str, Field]]] = {
    "party.party": {
        "name": TEXT,
        "code": TEXT,
        "active": BOOLEAN,
        "lang": _one("ir.lang"),
        "replaced_by": _one("party.party"),
        "contact_mechanisms": _many("party.contact_mechanism"),
        "addresses": _many("party.address"),
        "shop_sort_name": TEXT,
        "shop_given_name": TEXT,
        "shop_family_name": TEXT,
        "shop_birthday": DATE,
        "shop_loyalty_number": TEXT,
        "shop_store": TEXT,
        "shop_seller": TEXT,
        "shop_seller_name": TEXT,
    },
    "party.contact_mechanism": {"type": TEXT, "value": TEXT, "value_compact": TEXT, "active": BOOLEAN},
    "party.address": {
        "street": TEXT,
        "postal_code": TEXT,
        "city": TEXT,
        "subdivision": _one("country.subdivision"),
        "country": _one("country.country"),
        "active": BOOLEAN,
    },
    "country.country": {"name": TEXT, "code": TEXT, "active": BOOLEAN},
    "country.subdivision": {"name": TEXT, "active": BOOLEAN},
    "ir.lang": {"code": TEXT, "active": BOOLEAN},
    "currency.currency": {"code": TEXT, "active": BOOLEAN},
    "product.uom": {"symbol": TEXT, "active": BOOLEAN},
    "product.product": {
        "code": TEXT,
        "name": TEXT,
        "type": TEXT,
        "active": BOOLEAN,
        "default_uom": _one("product.uom"),
        "quantity": FLOAT,
    },
    "stock.location": {"code": TEXT, "name": TEXT, "type": TEXT, "active": BOOLEAN},
    "carrier": {"party": _one("party.party"), "active": BOOLEAN},
    "sale.sale": {
        "number": TEXT,
        "reference": TEXT,
        "state": TEXT,
        "party": _one("party.party"),
        "currency": _one("currency.currency"),
        "total_amount": NUMERIC,
        "tax_amount": NUMERIC,
        "lines": _many("sale.line"),
        "shop_code": TEXT,
        "shop_channel": TEXT,
        "shop_store": TEXT,
        "shop_seller": TEXT,
        "shop_seller_name": TEXT,
        "shop_shipping_amount": NUMERIC,
    },
    "sale.line": {
        "type": TEXT,
        "product": _one("product.product"),
        "description": TEXT,
        "unit": _one("product.uom"),
        "quantity": FLOAT,
        "unit_price": NUMERIC,
        "amount": NUMERIC,
        "moves": _many("stock.move"),
        "moves_ignored": _many("stock.move"),
        "shop_code": TEXT,
        "shop_method": TEXT,
    },
    "stock.move": {"product": _one("product.product"), "quantity": FLOAT, "state": TEXT, "sale": _one("sale.sale")},
    "stock.shipment.out": {
        "number": TEXT,
        "state": TEXT,
        "warehouse": _one("stock.location"),
        "delivery_address": _one("party.address"),
        "carrier": _one("carrier"),
        "effective_date": DATE,
        "moves": _many("stock.move"),
        "outgoing_moves": _many("stock.move"),
        "packages": _many("stock.package"),
        "shop_tracking_url": TEXT,
        "shop_eta": DATETIME,
    },
    "stock.package": {"number": TEXT, "shipping_reference": TEXT, "shop_sscc": TEXT},
}
