"""Where NetSuite keeps what we speak of: for each row, our words and the columns that standard accounts have for them.

A word without a column is known only where the settings name one: most of these are fields that retailers add. What no
source confirmed is left out here, so that a query never fails for a field that an account does not have.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from msgspec import Struct

from backends.vocabulary import Facet, Noun


class Kind(Enum):
    """How a word's column is selected, and its text read."""

    TEXT = "text"
    NUMBER = "number"
    INSTANT = "instant"
    FLAG = "flag"


class Word(Struct, frozen=True):
    """One of our words: its column, if standard accounts have one, and the facets that want it."""

    column: str = ""
    kind: Kind = Kind.TEXT
    facets: frozenset[Facet] = frozenset({Facet.HEAD})


class Shape(Struct, frozen=True, kw_only=True):
    """Rows of one kind: their table, its alias and the column of their internal ids.

    `joins` are the other sources by alias, each after the alias that it needs and a bar. `order` sorts rows that hang
    below others.
    """

    name: str
    table: str
    alias: str
    id: str
    words: Mapping[str, Word]
    joins: Mapping[str, str] = {}
    where: str = ""
    order: str = ""


class Below(Struct, frozen=True):
    """Rows that hang below those of a noun: `join` leads from them."""

    shape: Shape
    join: str


def _text(*names: str, facet: Facet = Facet.HEAD) -> dict[str, Word]:
    return _words(Kind.TEXT, names, facet)


def _number(*names: str, facet: Facet = Facet.HEAD) -> dict[str, Word]:
    return _words(Kind.NUMBER, names, facet)


def _instant(*names: str) -> dict[str, Word]:
    return _words(Kind.INSTANT, names, Facet.HEAD)


def _flag(*names: str, facet: Facet = Facet.HEAD) -> dict[str, Word]:
    return _words(Kind.FLAG, names, facet)


def _words(kind: Kind, names: tuple[str, ...], facet: Facet) -> dict[str, Word]:
    """`word=column` each, or only the word."""
    split = (name.partition("=") for name in names)
    return {word: Word(column, kind, frozenset({facet})) for word, _, column in split}


_PROMISE: Final = ("promised_from", "promised_by", "promise_made_at")
_POSTAL: Final = ("addr1", "addr2", "addr3", "zip", "city", "state", "country")
_OURS: Final = ("line1", "line2", "line3", "postal_code", "city", "region", "country")


def _address(column: str, table: str) -> dict[str, Word]:
    pairs = zip(_OURS, _POSTAL, strict=True)
    return _text(*(f"{ours}={column}:{table}.{theirs}" for ours, theirs in pairs))


CUSTOMER: Final = Shape(
    name="customer",
    table="customer",
    alias="c",
    id="c.id",
    words={
        **_text("key=id", "company=companyname", "given_name=firstname", "family_name=lastname", "sort_name"),
        **_flag("is_person=isperson"),
        **_text("locale", "loyalty_number", "store"),
        **_text("associate_key=salesrep", "associate_name=BUILTIN.DF(salesrep)", "associate_store"),
        **_instant("birthday", "created_at=datecreated", "updated_at=lastmodifieddate"),
        **_text("email=email", "phone=phone", "mobile", facet=Facet.CONTACTS),
        **_flag("email_verified", "phone_verified", "mobile_verified", facet=Facet.CONTACTS),
    },
)
ADDRESS: Final = Shape(
    name="address",
    table="customeraddressbook",
    alias="ab",
    id="ab.internalid",
    words=_address("addressbookaddress", "customeraddressbookentityaddress"),
    order="ab.internalid",
)
ORDER: Final = Shape(
    name="order",
    table="transaction",
    alias="t",
    id="t.id",
    words={
        **_text("key=id", "number=tranid", "customer=entity", "status=status", "source_status=BUILTIN.DF(status)"),
        **_text("channel", "store", "associate_key", "associate_name", "associate_store"),
        **_text("currency=currency:currency.symbol"),
        **_number("total=foreigntotal", "tax", "shipping", "discount", "version"),
        **_flag("held"),
        **_instant("placed_at=createddate", "updated_at=lastmodifieddate", "expected_at", "delivered_at", *_PROMISE),
    },
    where="t.type = 'SalesOrd'",
)
LINE: Final = Shape(
    name="line",
    table="transactionline",
    alias="tl",
    id="tl.id",
    words={
        **_text("key=id", "sku=item:item.itemid", "title=memo", "item_title=item:item.displayname"),
        **_text("unit=BUILTIN.DF(units)", "method"),
        **_number("unit_price=rate", "total=-foreignamount", "ordered=-quantity", "shipped=quantityshiprecv"),
        **_number("allocated=quantitycommitted", "backordered=quantitybackordered", "ready", "delivered"),
        **_flag("closed=isclosed"),
    },
    where="tl.mainline = 'F' AND tl.taxline = 'F' AND tl.item IS NOT NULL",
    order="tl.linesequencenumber, tl.id",
)
SHIPMENT: Final = Shape(
    name="shipment",
    table="transaction",
    alias="t",
    id="t.id",
    words={
        **_text("key=id", "order=so.id", "order_type=so.type", "source_status=BUILTIN.DF(status)"),
        **_text("carrier=BUILTIN.DF(shipmethod)", "tracking=tn.trackingnumber", "tracking_url"),
        **_text("origin", "pick_up"),
        **_words(Kind.TEXT, _OURS, Facet.HEAD),
        **_instant("shipped_at=trandate", "eta", "eta_latest", "updated_at=lastmodifieddate", *_PROMISE),
        **_number("version"),
    },
    joins={
        "l": "|LEFT JOIN PreviousTransactionLineLink l ON l.nextdoc = t.id",
        "so": "l|LEFT JOIN transaction so ON so.id = l.previousdoc",
        "m": "|LEFT JOIN TrackingNumberMap m ON m.transaction = t.id",
        "tn": "m|LEFT JOIN trackingnumber tn ON tn.id = m.trackingnumber",
        "ml": "|LEFT JOIN transactionline ml ON ml.transaction = t.id AND ml.mainline = 'T'",
    },
    where="t.type = 'ItemShip'",
)
SHIPMENT_LINE: Final = Shape(
    name="shipment_line",
    table="transactionline",
    alias="tl",
    id="tl.id",
    words={**_text("sku=item:item.itemid"), **_number("quantity=quantity")},
    where="tl.mainline = 'F' AND tl.taxline = 'F' AND tl.item IS NOT NULL",
    order="tl.linesequencenumber, tl.id",
)
INBOUND: Final = Shape(
    name="inbound",
    table="transactionline",
    alias="tl",
    id="tl.transaction",
    words={
        **_text("key_document=t.id", "key_line=tl.id", "document=t.tranid", "type=t.type", "sku=item:item.itemid"),
        **_text("unit=BUILTIN.DF(units)", "stage=t.status", "destination=location", "origin", "origin_country"),
        **_text("supplier=BUILTIN.DF(t.entity)"),
        **_number("ordered=quantity", "received=quantityshiprecv", "confirmed", "expected"),
        **_instant("eta=expectedreceiptdate", "eta_latest", "updated_at=t.lastmodifieddate"),
    },
    joins={"t": "|JOIN transaction t ON t.id = tl.transaction"},
    where="t.type IN ('PurchOrd', 'TrnfrOrd') AND tl.mainline = 'F' AND tl.taxline = 'F' AND tl.isclosed = 'F' "
    "AND tl.quantity > NVL(tl.quantityshiprecv, 0)",
)
STOCK: Final = Shape(
    name="stock",
    table="item",
    alias="i",
    id="i.id",
    words={
        **_text("key=itemid", "type=itemtype", "unit=BUILTIN.DF(stockunit)", "location=ail.location"),
        "on_hand": Word("ail.quantityonhand", Kind.NUMBER, frozenset({Facet.COUNTS})),
        "available": Word("ail.quantityavailable", Kind.NUMBER, frozenset({Facet.COUNTS})),
        "committed": Word("ail.quantitycommitted", Kind.NUMBER, frozenset({Facet.COUNTS, Facet.RESERVATIONS})),
        "counted_at": Word("", Kind.INSTANT, frozenset({Facet.COUNTS})),
        **_instant("updated_at"),
    },
    joins={"ail": "|LEFT JOIN aggregateItemLocation ail ON ail.item = i.id"},
)
LOCATION: Final = Shape(
    name="location",
    table="location",
    alias="l",
    id="l.id",
    words={
        **_text("key=id", "name=name", "kind", "time_zone"),
        **_address("mainaddress", "locationmainaddress"),
        **_number("latitude", "longitude"),
        **_flag("pick_up", "ship_from"),
        **_instant("updated_at"),
    },
)
VARIANT: Final = Shape(
    name="variant",
    table="item",
    alias="i",
    id="i.id",
    words={
        **_text("key=itemid", "gtin=upccode", "product=parent:item.itemid", "unit=BUILTIN.DF(stockunit)"),
        **_text("category=BUILTIN.DF(class)", "locale"),
        **_instant("updated_at=lastmodifieddate"),
    },
)
PRICE: Final = Shape(
    name="price",
    table="itemprice",
    alias="ip",
    id="ip.item",
    words={**_text("level=pricelevelname", "currency=currencypage:currency.symbol"), **_number("amount=price")},
    order="ip.pricelevelname",
)

SHAPES: Final[Mapping[Noun, Shape]] = {
    Noun.CUSTOMER: CUSTOMER,
    Noun.ORDER: ORDER,
    Noun.SHIPMENT: SHIPMENT,
    Noun.STOCK: STOCK,
    Noun.INBOUND: INBOUND,
    Noun.LOCATION: LOCATION,
    Noun.VARIANT: VARIANT,
}
BELOW: Final[Mapping[tuple[Noun, Facet], Below]] = {
    (Noun.CUSTOMER, Facet.CONTACTS): Below(ADDRESS, "JOIN customeraddressbook ab ON ab.entity = c.id"),
    (Noun.ORDER, Facet.LINES): Below(LINE, "JOIN transactionline tl ON tl.transaction = t.id"),
    (Noun.SHIPMENT, Facet.LINES): Below(SHIPMENT_LINE, "JOIN transactionline tl ON tl.transaction = t.id"),
    (Noun.VARIANT, Facet.PRICES): Below(PRICE, "JOIN itemprice ip ON ip.item = i.id"),
}
ALL: Final = {shape.name: shape for shape in (*SHAPES.values(), *(below.shape for below in BELOW.values()))}
