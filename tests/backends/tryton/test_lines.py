"""Lines of sales that are not of goods, over real HTTP."""

from msgspec import structs

from backends.manifest import Served
from backends.records import Order, OrderLine, Ref
from backends.sandbox.holdings import Holdings
from backends.sandbox.hosting import hosted
from backends.sandbox.tryton.app import server
from backends.sandbox.tryton.credentials import Credentials
from backends.tryton import MANIFEST, TrytonSettings
from backends.tryton.client import connect
from backends.vocabulary import Facet, Noun, SystemRole
from tests.backends.asking import one
from tests.backends.samples import order
from tests.backends.toy import ManualClock

KEYS = Credentials(username="gateway", password="made-up")  # noqa: S106 - as is all of it


def sold(*titles: str) -> Order:
    """An order of things that are no products."""
    whole = order("O-1", "erp", refs=())
    (first,) = whole.lines or ()
    lines = [structs.replace(first, key=title, sku="", unit="EA", title=title) for title in titles]
    return structs.replace(whole, lines=tuple(lines))


async def lines(found: Order) -> tuple[OrderLine, ...]:
    clock = ManualClock()
    with hosted(server(Holdings(name="erp", orders=(found,)), KEYS, clock)) as url:
        table = {"base_url": url, "database": KEYS.database, "username": KEYS.username, "password": KEYS.password}
        served = Served(
            name="erp",
            role=SystemRole.ERP,
            backend="tryton",
            facets={Noun.ORDER: MANIFEST.facets[Noun.ORDER]},
            timeout=60.0,
            stock_convention=MANIFEST.stock_convention,
        )
        settings = {**table, "fields": {"order": {"key": "number"}}}
        system = connect(served, TrytonSettings.model_validate(settings), clock)
        told = await one(system, Noun.ORDER, Ref("erp", found.number), facets=[Facet.LINES])
        await system.close()
    answered: tuple[OrderLine, ...] = told.lines
    return answered


async def test_what_is_no_product_is_called_by_its_description() -> None:
    told = await lines(sold("Engraved by hand", "Gift wrapping"))
    assert [(line.sku, line.title) for line in told] == [("", "Engraved by hand"), ("", "Gift wrapping")]
