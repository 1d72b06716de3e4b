"""Stock: rows are added up, by place and by what can be used."""

from collections.abc import Iterable
from decimal import Decimal

import pytest
from msgspec.structs import replace

from backends.errors import ABSENT
from backends.records import Ref, Stock, StockPosition
from backends.sandbox.holdings import Holdings
from backends.sandbox.sap.credentials import Limits
from backends.sap.services import SERVICES
from backends.vocabulary import Facet, Noun
from tests.backends.asking import HEAD, look_up, one
from tests.backends.sap.tenants import BASIC, Hosted, connected, hosted

COUNTS = {Facet.COUNTS}
ZERO = Decimal(0)


def counted(stock: Stock) -> Iterable[StockPosition]:
    """The positions of a stock that are not empty: a warehouse has no row of nothing."""
    return [each for each in sorted(stock.positions, key=lambda each: each.location) if each.on_hand]


@pytest.mark.parametrize("kind", ["material", "ewm-physical"])
async def test_what_is_there(wms: Hosted, kind: str) -> None:
    stocks = [stock for stock in wms.holdings.stocks if list(counted(stock))][:120]
    async with connected(wms, stock=kind) as system:
        answers = await look_up(system, Noun.STOCK, *(stock.ref for stock in stocks), facets=COUNTS)
    for stock in stocks:
        found = answers[stock.ref]
        assert isinstance(found, Stock)
        told = [(each.location, each.on_hand, each.unavailable, each.available) for each in counted(found)]
        assert told == [(each.location, each.on_hand, each.unavailable or ZERO, None) for each in counted(stock)]
        assert found.unit == stock.unit


async def test_what_is_available(wms: Hosted) -> None:
    """Of what cannot be used nothing is told."""
    stocks = [stock for stock in wms.holdings.stocks if list(counted(stock))][:120]
    async with connected(wms, stock="ewm-available") as system:
        answers = await look_up(system, Noun.STOCK, *(stock.ref for stock in stocks), facets=COUNTS)
    for stock in stocks:
        found = answers[stock.ref]
        assert isinstance(found, Stock)
        assert [(each.location, each.available, each.on_hand, each.unavailable) for each in found.positions] == [
            (each.location, (each.on_hand or ZERO) - (each.unavailable or ZERO), None, None) for each in counted(stock)
        ]


@pytest.mark.parametrize("kind", ["ewm-physical", "ewm-available"])
async def test_v4_goes_by_batch_and_by_pages(told: dict[str, Holdings], kind: str) -> None:
    stocks = [stock for stock in told["wms"].stocks if list(counted(stock))][:90]
    with hosted(replace(told["wms"], stocks=tuple(stocks)), Limits(page_rows=25)) as tenant:
        async with connected(tenant, stock=kind, **BASIC) as system:
            answers = await look_up(system, Noun.STOCK, *(stock.ref for stock in stocks), facets=COUNTS)
        assert tenant.paths[:2] == ["GET ", "POST $batch"]
        assert len(tenant.paths) > 4
    assert all(answer is not ABSENT for answer in answers.values())


async def test_other_types_can_be_free(wms: Hosted) -> None:
    stock = next(each for each in wms.holdings.stocks if any(position.unavailable for position in each.positions))
    async with connected(wms, free_stock=("01", "07")) as system:
        found = await one(system, Noun.STOCK, stock.ref, facets=COUNTS)
    assert {each.unavailable for each in found.positions} == {ZERO}
    assert sum(each.on_hand for each in found.positions) == sum(each.on_hand or ZERO for each in stock.positions)


async def test_what_is_the_suppliers_is_not_ours(wms: Hosted) -> None:
    """Seven pieces on consignment lie at each place."""
    stock = wms.holdings.stocks[0]
    async with connected(wms, special_stock=True) as system:
        found = await one(system, Noun.STOCK, stock.ref, facets=COUNTS)
    assert [each.on_hand for each in found.positions] == [(each.on_hand or ZERO) + 7 for each in stock.positions]


async def test_places_have_our_names(wms: Hosted) -> None:
    """A plant, or one of its storage locations; several may be one place of ours."""
    stock = wms.holdings.stocks[0]
    plant = stock.positions[0].location.key
    names = {plant: "LYON", f"{plant}/0009": "RETURNS"}
    async with connected(wms, locations=names) as system:
        found = await one(system, Noun.STOCK, stock.ref, facets=COUNTS)
    assert {each.location for each in found.positions} >= {Ref("erp", "LYON"), Ref("erp", "RETURNS")}
    assert sum(each.on_hand for each in found.positions) == sum(each.on_hand or ZERO for each in stock.positions)


async def test_the_head_has_no_positions(wms: Hosted) -> None:
    async with connected(wms) as system:
        found = await one(system, Noun.STOCK, wms.holdings.stocks[0].ref, facets=HEAD)
    assert (found.positions, found.unit) == ((), "EA")


async def test_what_is_in_no_stock(wms: Hosted) -> None:
    strangers = [Ref("wms", key) for key in ("nope", "x" * 41, "", "it's")]
    async with connected(wms, stock="ewm-physical") as system:
        assert set((await look_up(system, Noun.STOCK, *strangers)).values()) == {ABSENT}
    assert wms.paths == ["POST token", "GET WarehousePhysicalStockProducts"]


async def test_another_entity(wms: Hosted) -> None:
    """Where a release calls physical stock by other names: here those of what is available."""
    stock = next(each for each in wms.holdings.stocks if list(counted(each)))
    services = {"WHSEPHYSICALSTOCKPRODUCTS_0001": SERVICES["WAREHOUSEAVAILABLESTOCK_0001"].path}
    async with connected(
        wms,
        stock="ewm-physical",
        services=services,
        stock_entity="WarehouseAvailableStock",
        fields={"stock": {"quantity": "AvailableEWMStockQty", "unit": "EWMStockQuantityBaseUnit"}},
    ) as system:
        found = await one(system, Noun.STOCK, stock.ref, facets=COUNTS)
    assert [each.on_hand for each in found.positions] == [each.on_hand for each in counted(stock)]
