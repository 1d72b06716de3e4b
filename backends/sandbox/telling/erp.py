"""The books: places, prices, purchase orders, and copies of what the other systems sold."""

from collections.abc import Iterator
from typing import Final

from backends.records import ExternalRef, Inbound, Location, Money, Order, PriceEntry, Ref, Variant
from backends.sandbox.systems import ERP, PIM, POS, WMS
from backends.sandbox.telling.oms import customer_of
from backends.sandbox.telling.orders import Voice, order
from backends.sandbox.world.assortment import LANGUAGE, Article
from backends.sandbox.world.countries import GB
from backends.sandbox.world.keys import erp_order, oms_order, place_ref, pos_ticket
from backends.sandbox.world.moments import at
from backends.sandbox.world.places import Place, stores_of
from backends.sandbox.world.sales import Progress, Sale, amount
from backends.sandbox.world.supply import Supply, decimal
from backends.vocabulary import LocationKind, Noun

_WORDS: Final = {
    Progress.PLACED: "OPEN",
    Progress.BACKORDERED: "OPEN",
    Progress.ALLOCATED: "OPEN",
    Progress.READY: "OPEN",
    Progress.SHIPPED: "GOODS_ISSUED",
    Progress.DELIVERED: "INVOICED",
    Progress.CANCELLED: "REJECTED",
}


def location(place: Place) -> Location:
    """A place, and what the system on the spot calls it."""
    store = place.kind is LocationKind.STORE
    return Location(
        ref=place_ref(place),
        refs=(ExternalRef(system=POS.name if store else WMS.name, kind=Noun.LOCATION.value, value=place.code),),
        facets=ERP.serves[Noun.LOCATION],
        kind=place.kind,
        name=place.name,
        sort_name=place.name.casefold(),
        address=place.address,
        geo=place.geo,
        time_zone=place.country.time_zone,
        pick_up_enabled=store,
        ship_from_enabled=True,
        updated_at=at(days=-90),
    )


def variant(article: Article) -> Variant:
    """An article and what it costs."""
    return Variant(
        ref=Ref(ERP.name, article.sku),
        facets=ERP.serves[Noun.VARIANT],
        gtin=article.gtin,
        product=Ref(PIM.name, article.product.key),
        unit=article.unit,
        category_path=article.product.category_path,
        default_locale=LANGUAGE,
        updated_at=at(days=-12),
        prices=tuple(_prices(article)),
    )


def copy(sale: Sale) -> Order:
    """The copy of a sale that the books were sent: they see the goods leave, not arrive."""
    original = pos_ticket(sale.number) if sale.over_the_counter else oms_order(sale.number)
    key = erp_order(sale.number).key
    return order(
        sale,
        Voice(
            system=ERP,
            key=key,
            number=f"SO{key}",
            source_status=_WORDS[sale.progress],
            placed_at=sale.placed_at,
            customer=None if sale.over_the_counter else customer_of(sale),
            refs=(
                ExternalRef(
                    system=original.system, kind=Noun.ORDER.value, value=original.key, synced_at=sale.updated_at
                ),
            ),
            managed=False,
            sees_delivery=False,
        ),
    )


def inbound_ref(supply: Supply) -> Ref:
    """A purchase order's line."""
    return Ref(ERP.name, f"{_document(supply)}/10")


def inbound(supply: Supply) -> Inbound:
    """What was ordered, what the supplier confirmed, what is believed to come."""
    return Inbound(
        ref=inbound_ref(supply),
        facets=ERP.serves[Noun.INBOUND],
        sku=supply.article.sku,
        unit=supply.article.unit,
        stage=supply.stage,
        destination=place_ref(supply.destination),
        origin=None if supply.origin is None else place_ref(supply.origin),
        origin_country=supply.country,
        supplier=supply.supplier,
        ordered=amount(supply.ordered),
        confirmed=decimal(supply.confirmed),
        expected=amount(supply.expected),
        eta=supply.eta,
        document=ExternalRef(
            system=ERP.name,
            kind="purchase-order" if supply.origin is None else "transfer-order",
            value=_document(supply),
        ),
        updated_at=at(days=-1),
    )


def _document(supply: Supply) -> str:
    return f"PO{4_700_000 + supply.number}"


def _prices(article: Article) -> Iterator[PriceEntry]:
    """Euros wherever there is no other word, reduced for a time; pounds in the British stores."""
    yield _price(Money(article.euros, "EUR"), regular=article.regular)
    if article.regular is not None:
        yield _price(Money(article.regular, "EUR"))
    for store in stores_of(GB):
        yield _price(Money(article.pounds, "GBP"), store=store)


def _price(current: Money, *, regular: int | None = None, store: Place | None = None) -> PriceEntry:
    return PriceEntry(
        store=None if store is None else place_ref(store),
        current=current,
        regular=None if regular is None else Money(regular, current.currency),
        tax_included=True,
        valid_until=None if regular is None else at(days=14),
    )
