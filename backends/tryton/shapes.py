"""Which field of which model each word of ours is read from, by default: standard fields, where there is one.

None: Tryton has no standard field for it; a retailer whose modules add one names it in the settings.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from msgspec import Struct

from backends.tryton.wire import (
    AddressRow,
    ContactRow,
    CustomerRow,
    LineRow,
    MoveRow,
    OrderRow,
    PackageRow,
    Row,
    ShipmentLineRow,
    ShipmentRow,
)
from backends.vocabulary import Facet, Noun

Paths: TypeAlias = Mapping[str, str | None]


class Shape(Struct, frozen=True, kw_only=True):
    """A row and where it is read from.

    `source` is a model, or for rows below others the relation that leads to them; `below` are the shapes of the rows
    that hang below, by the row's attribute.
    """

    name: str
    row: type[Row]
    source: str
    paths: Mapping[Facet, Paths]
    below: Mapping[str, tuple[Facet, "Shape"]] = {}

    @property
    def words(self) -> Mapping[str, str | None]:
        """Every word with its default path."""
        return {word: path for paths in self.paths.values() for word, path in paths.items()}


CONTACT: Final = Shape(
    name="contact",
    row=ContactRow,
    source="contact_mechanisms",
    paths={Facet.HEAD: {"type": "type", "value": "value", "compact": "value_compact", "active": "active"}},
)
_PLACE: Final[Paths] = {
    "street": "street",
    "postal_code": "postal_code",
    "city": "city",
    "region": "subdivision.name",
    "country": "country.code",
}
ADDRESS: Final = Shape(
    name="address", row=AddressRow, source="addresses", paths={Facet.HEAD: {**_PLACE, "active": "active"}}
)
CUSTOMER: Final = Shape(
    name="customer",
    row=CustomerRow,
    source="party.party",
    paths={
        Facet.HEAD: {
            "key": "id",
            "display_name": "name",
            "sort_name": "name",
            "given_name": None,
            "family_name": None,
            "birthday": None,
            "locale": "lang.code",
            "loyalty_number": None,
            "associate_key": None,
            "associate_name": None,
            "store": None,
            "created_at": "create_date",
            "written_at": "write_date",
        },
    },
    below={"contacts": (Facet.CONTACTS, CONTACT), "addresses": (Facet.CONTACTS, ADDRESS)},
)

MOVE: Final = Shape(
    name="move",
    row=MoveRow,
    source="moves",
    paths={Facet.HEAD: {"key": "id", "state": "state", "quantity": "quantity"}},
)
LINE: Final = Shape(
    name="line",
    row=LineRow,
    source="lines",
    paths={
        Facet.HEAD: {
            "key": "id",
            "type": "type",
            "sku": "product.code",
            "title": "product.name",
            "description": "description",
            "unit": "unit.symbol",
            "method": None,
            "unit_price": "unit_price",
            "total": "amount",
            "ordered": "quantity",
            "ignored": "moves_ignored",
        },
    },
    below={"moves": (Facet.HEAD, MOVE)},
)
ORDER: Final = Shape(
    name="order",
    row=OrderRow,
    source="sale.sale",
    paths={
        Facet.HEAD: {
            "key": "id",
            "number": "number",
            "state": "state",
            "channel": None,
            "store": None,
            "customer": "party.id",
            "associate_key": None,
            "associate_name": None,
            "currency": "currency.code",
            "total": "total_amount",
            "tax": "tax_amount",
            "shipping": None,
            "promised_by": None,
            "placed_at": "create_date",
            "created_at": "create_date",
            "written_at": "write_date",
        },
    },
    below={"lines": (Facet.LINES, LINE)},
)

SHIPMENT_LINE: Final = Shape(
    name="shipment_line",
    row=ShipmentLineRow,
    source="outgoing_moves",
    paths={Facet.HEAD: {"sku": "product.code", "quantity": "quantity", "state": "state"}},
)
PACKAGE: Final = Shape(
    name="package",
    row=PackageRow,
    source="packages",
    paths={Facet.HEAD: {"sscc": None, "tracking_number": "shipping_reference"}},
)
SHIPMENT: Final = Shape(
    name="shipment",
    row=ShipmentRow,
    source="stock.shipment.out",
    paths={
        Facet.HEAD: {
            "key": "id",
            "order": "moves.sale.id",
            "state": "state",
            "carrier": None,
            "tracking_number": None,
            "tracking_url": None,
            "origin": "warehouse.code",
            **{word: f"delivery_address.{path}" for word, path in _PLACE.items()},
            "shipped_at": "effective_date",
            "eta": None,
            "created_at": "create_date",
            "written_at": "write_date",
        },
    },
    below={"lines": (Facet.LINES, SHIPMENT_LINE), "packages": (Facet.PACKAGES, PACKAGE)},
)
SHAPES: Final = {
    shape.name: shape for shape in (CUSTOMER, CONTACT, ADDRESS, ORDER, LINE, MOVE, SHIPMENT, SHIPMENT_LINE, PACKAGE)
}
NOUNS: Final[Mapping[Noun, Shape]] = {Noun.CUSTOMER: CUSTOMER, Noun.ORDER: ORDER, Noun.SHIPMENT: SHIPMENT}
"""The shape of each noun whose things are records of one model."""
