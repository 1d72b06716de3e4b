"""A database filled with what one system of the demo world says."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from backends.records import Address, Customer, Order, OrderLine, Record, Shipment, Stock
from backends.sandbox.holdings import Holdings
from backends.sandbox.tryton.schema import key_field, schema
from backends.sandbox.tryton.store import Store
from backends.vocabulary import ContactKind, Noun, ShipmentDirection

TIME_ZONE: Final = ZoneInfo("Europe/Paris")
"""Where the retailer's days begin."""
SYMBOLS: Final = {"EA": "u", "KGM": "kg", "MTR": "m"}
COMPANY: Final = 1

_TYPES: Final = {ContactKind.EMAIL: "email", ContactKind.PHONE: "phone", ContactKind.MESSAGING: "jabber"}
_ZERO: Final = Decimal(0)


def filled(holdings: Holdings) -> Store:
    """The records of a database."""
    named = {
        "party.party": systems_named(holdings.customers, Noun.CUSTOMER),
        "sale.sale": systems_named(holdings.orders, Noun.ORDER),
    }
    store = Store(schema(named))
    for customer in holdings.customers:
        _party(store, customer)
    for order in holdings.orders:
        _sale(store, order)
    for shipment in holdings.shipments:
        if shipment.direction is ShipmentDirection.OUTBOUND:
            _shipment(store, shipment)
    for stock in holdings.stocks:
        _counted(store, stock)
    return store


def systems_named(records: Iterable[Record], noun: Noun) -> frozenset[str]:
    """The systems whose names for a noun's things are known."""
    return frozenset(ref.system for record in records for ref in record.refs if ref.kind == noun)


def sale_state(order: Order) -> str:
    """How far a sale is, in Tryton's words."""
    if order.draft:
        return "draft"
    lines = order.lines or ()
    if lines and all(line.cancelled == line.ordered for line in lines):
        return "cancelled"
    if not order.confirmed:
        return "quotation"
    return "done" if all(line.shipped + line.cancelled == line.ordered for line in lines) else "processing"


def shipment_state(shipment: Shipment) -> str:
    """Nothing is known there once goods have left."""
    return "packed" if shipment.shipped_at is None else "done"


def _keys(record: Record, noun: Noun) -> dict[str, str]:
    return {key_field(ref.system): ref.value for ref in record.refs if ref.kind == noun}


def _moment(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC).replace(tzinfo=None)


def _party(store: Store, customer: Customer) -> None:
    seller = customer.primary_associate
    contacts = [
        store.add("party.contact_mechanism", type=_TYPES[each.kind], value=each.value, value_compact=each.value)
        for each in customer.contacts or ()
    ]
    number = store.named(
        "party.party",
        "code",
        customer.key,
        name=customer.display_name,
        lang=None if customer.locale is None else store.named("ir.lang", "code", customer.locale.replace("-", "_")),
        contact_mechanisms=tuple(contacts),
        addresses=tuple(_address(store, each) for each in customer.addresses or ()),
        shop_sort_name=customer.sort_name,
        shop_given_name=customer.given_name,
        shop_family_name=customer.family_name,
        shop_birthday=customer.birthday,
        shop_loyalty_number=customer.loyalty_number,
        shop_store=None if customer.home_store is None else customer.home_store.key,
        shop_seller=None if seller is None else seller.ref.key,
        shop_seller_name=None if seller is None else seller.display_name,
        create_date=_moment(customer.created_at or customer.updated_at),
        write_date=_moment(customer.updated_at),
        **_keys(customer, Noun.CUSTOMER),
    )
    for old in customer.merged:
        made = _moment(customer.updated_at)
        store.named("party.party", "code", old, name=old, active=False, replaced_by=number, create_date=made)


def _address(store: Store, address: Address) -> int:
    region, country = address.region, address.country
    return store.add(
        "party.address",
        street="\n".join(address.lines),
        postal_code=address.postal_code,
        city=address.city,
        subdivision=None if region is None else store.named("country.subdivision", "name", region),
        country=None if country is None else store.named("country.country", "code", country),
    )


def _product(store: Store, sku: str, unit: str | None, title: str | None = None, kind: str = "goods") -> int:
    uom = store.named("product.uom", "symbol", SYMBOLS[unit or "EA"])
    return store.named("product.product", "code", sku, name=title or sku, type=kind, default_uom=uom)


def _amount(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)


def _sale(store: Store, order: Order) -> None:
    seller, customer = order.sold_by, order.customer
    number = store.named("sale.sale", "shop_code", order.key)
    store.write(
        "sale.sale",
        number,
        number=order.number,
        reference=next((ref.value for ref in order.refs if ref.kind == Noun.ORDER), None),
        state=sale_state(order),
        party=None if customer is None else store.named("party.party", "code", customer.key),
        currency=store.named("currency.currency", "code", order.total.currency),
        total_amount=_amount(order.total.amount_minor),
        tax_amount=None if order.tax_total is None else _amount(order.tax_total.amount_minor),
        shop_shipping_amount=None if order.shipping_total is None else _amount(order.shipping_total.amount_minor),
        shop_channel=order.channel.value.lower(),
        shop_store=None if order.store is None else order.store.key,
        shop_seller=None if seller is None else seller.ref.key,
        shop_seller_name=None if seller is None else seller.display_name,
        lines=tuple(_line(store, line, number) for line in order.lines or ()),
        create_date=_moment(order.placed_at),
        write_date=_moment(order.updated_at),
        **_keys(order, Noun.ORDER),
    )


def _line(store: Store, line: OrderLine, sale: int) -> int:
    product = _product(store, line.sku, line.unit, line.title) if line.sku else None  # an engraving is none
    parts = {
        "assigned": line.allocated + line.ready,
        "done": line.shipped,
        "cancelled": line.cancelled,
        "draft": line.ordered - line.allocated - line.ready - line.shipped - line.cancelled,
    }
    moves = {
        state: store.add("stock.move", product=product, quantity=float(amount), state=state, sale=sale)
        for state, amount in parts.items()
        if amount > 0
    }
    return store.add(
        "sale.line",
        type="line",
        product=product,
        description=line.title,
        unit=store.named("product.uom", "symbol", SYMBOLS[line.unit]),
        quantity=float(line.ordered),
        unit_price=line.unit_price,
        amount=_amount(line.total.amount_minor),
        moves=tuple(moves.values()),
        moves_ignored=tuple(number for state, number in moves.items() if state == "cancelled"),
        shop_code=line.key,
        shop_method=line.method.value.lower(),
    )


def _shipment(store: Store, shipment: Shipment) -> None:
    sale = None if shipment.order is None else store.named("sale.sale", "shop_code", shipment.order.key)
    state = shipment_state(shipment)
    moves = tuple(
        store.add(
            "stock.move",
            product=_product(store, line.sku, None),
            quantity=float(line.quantity),
            state="done" if state == "done" else "assigned",
            sale=sale,
        )
        for line in shipment.lines or ()
    )
    origin, carrier = shipment.origin, shipment.carrier
    store.add(
        "stock.shipment.out",
        number=shipment.key,
        state=state,
        warehouse=None if origin is None else _warehouse(store, origin.key),
        delivery_address=None if shipment.to is None else _address(store, shipment.to),
        carrier=None if carrier is None else _carrier(store, carrier),
        effective_date=None if shipment.shipped_at is None else shipment.shipped_at.astimezone(TIME_ZONE).date(),
        moves=moves,
        outgoing_moves=moves,
        packages=tuple(_package(store, each) for each in shipment.packages or ()),
        shop_tracking_url=shipment.tracking_url,
        shop_eta=_moment(shipment.eta),
        create_date=_moment(shipment.updated_at),
        write_date=_moment(shipment.updated_at),
    )


def _package(store: Store, package: Any) -> int:
    return store.add("stock.package", shipping_reference=package.tracking_number, shop_sscc=package.sscc)


def _carrier(store: Store, name: str) -> int:
    party = store.named("party.party", "name", name)
    return next((each["id"] for each in store.all("carrier") if each["party"] == party), None) or store.add(
        "carrier", party=party
    )


def _warehouse(store: Store, key: str) -> int:
    return store.named("stock.location", "code", key, name=key, type="warehouse")


def _counted(store: Store, stock: Stock) -> None:
    product = _product(store, stock.key, stock.unit, kind="goods" if stock.tracked else "service")
    for position in stock.positions:
        store.quantities[_warehouse(store, position.location.key), product] = position.on_hand or _ZERO
