"""Lists, compared with those that the same records in dicts give."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from backends.errors import NotSupported, Rejected
from backends.filters import CustomerFilter, Filter, OrderFilter
from backends.ports import PageSpec, Parent, ParentKind, Position
from backends.records import Customer, ExternalRef, Order, Record, Ref, Shipment
from backends.sandbox.holdings import Holdings
from backends.sandbox.sap.credentials import Limits
from backends.vocabulary import Channel, Noun, SortField, SystemRole
from tests.backends.asking import HEAD, ROOT, ask, keys, page, spec
from tests.backends.sap.tenants import Hosted, connected, hosted
from tests.backends.toy import ToySystem, position_of
from tests.contract.harnesses.sap import HARNESS

SHELVES = {Noun.CUSTOMER: "customers", Noun.ORDER: "orders", Noun.SHIPMENT: "shipments"}


async def expected(holdings: Holdings, noun: Noun, wanted: PageSpec, parent: Parent = ROOT) -> list[str]:
    records: list[Record] = [
        each for record in getattr(holdings, SHELVES[noun]) if (each := HARNESS.kept(record)) is not None
    ]
    toy = ToySystem(holdings.name, SystemRole.ERP, {noun: records})
    found: Any = (await toy.port(noun).pages([parent], wanted, HEAD, ask()))[parent]
    return [record.key for record in found.items]


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T12:00:00+00:00")


ORDERS = [
    OrderFilter(keys=(Ref("erp", "4500000003"), Ref("else", "1"), Ref("erp", "x" * 50))),
    OrderFilter(keys=(Ref("else", "1"),)),
    OrderFilter(numbers=("SO4500000002", "' or 1 eq 1")),
    OrderFilter(customers=(Ref("crm", "C-00001"), Ref("crm", "C-00002"))),
    OrderFilter(customers=(Ref("pos", "C-00001"),)),
    OrderFilter(stores=(Ref("erp", "1010"),)),
    OrderFilter(channels=(Channel.STORE, Channel.MARKETPLACE)),
    OrderFilter(channels=(Channel.UNKNOWN,)),
    OrderFilter(channels=(Channel.UNKNOWN, Channel.SOCIAL)),
    OrderFilter(placed_from=day("2026-01-10"), placed_to=day("2026-02-01")),
    OrderFilter(updated_from=day("2026-02-10"), channels=(Channel.ECOMMERCE,), stores=(Ref("erp", "1010"),)),
]


@pytest.mark.parametrize("wish", ORDERS, ids=str)
async def test_orders_narrowed(erp: Hosted, wish: Filter) -> None:
    wanted = spec(SortField.PLACED_AT, wish=wish, descending=True, size=50)
    async with connected(erp) as system:
        assert await keys(system, Noun.ORDER, wanted) == await expected(erp.holdings, Noun.ORDER, wanted)


async def test_orders_by_the_names_that_others_give(erp: Hosted) -> None:
    wish = OrderFilter(keys=(Ref("erp", "4500000003"), Ref("oms", "O00000001")))
    async with connected(erp) as system:
        assert await keys(system, Noun.ORDER, spec(wish=wish)) == ["4500000001", "4500000003"]


PEOPLE = [
    CustomerFilter(search="cl aub"),
    CustomerFilter(search="AUBRIVAL"),
    CustomerFilter(search="ubrival"),
    CustomerFilter(search="clemence.aubrival.1@example.com"),
    CustomerFilter(search="+33199000001"),
    CustomerFilter(search="LV31486736"),
    CustomerFilter(search="'"),
    CustomerFilter(search="%"),
    CustomerFilter(search="m", stores=(Ref("erp", "1010"), Ref("erp", "1020"))),
    CustomerFilter(stores=(Ref("crm", "1010"),)),
]


@pytest.mark.parametrize("wish", PEOPLE, ids=str)
async def test_people_found(crm: Hosted, wish: Filter) -> None:
    wanted = spec(SortField.NAME, wish=wish, size=300)
    async with connected(crm) as system:
        assert await keys(system, Noun.CUSTOMER, wanted) == await expected(crm.holdings, Noun.CUSTOMER, wanted)


async def test_people_found_by_a_property_of_their_own(crm: Hosted) -> None:
    """Where the loyalty number stands in the head, and no e-mail is meant."""
    fields = {"customer": {"sort_name": "YY1_SortName_bus", "loyalty_number": "YY1_Locale_bus"}}
    async with connected(crm, fields=fields) as system:
        found = await keys(system, Noun.CUSTOMER, spec(SortField.NAME, wish=CustomerFilter(search="fr-FR"), size=5))
        assert len(found) == 5
        assert await keys(system, Noun.CUSTOMER, spec(), Parent(ParentKind.LOYALTY, (Ref("", "fr-FR"),)))


async def test_e_mails_compared_as_they_are(crm: Hosted) -> None:
    """Where there is no property to search them by."""
    (email, *_) = (point.value for point in crm.holdings.customers[3].contacts or ())
    parent = Parent(ParentKind.EMAIL, (Ref("", email),))
    async with connected(crm, email_search="") as system:
        assert await keys(system, Noun.CUSTOMER, spec(), parent) == [crm.holdings.customers[3].key]
    assert "SearchEmailAddress" not in str(crm.calls[1].options)


async def test_a_search_that_is_too_long(crm: Hosted) -> None:
    async with connected(crm) as system:
        with pytest.raises(Rejected, match="at most 32 words"):
            await keys(system, Noun.CUSTOMER, spec(SortField.NAME, wish=CustomerFilter(search="a " * 40)))


async def test_what_cannot_be_listed(crm: Hosted, erp: Hosted, wms: Hosted) -> None:
    async with connected(crm) as system:
        for wanted, parent in (
            (spec(), Parent(ParentKind.ORDER, (Ref("oms", "1"),))),
            (spec(SortField.SHIPPED_AT), ROOT),
            (spec(wish=OrderFilter()), ROOT),
        ):
            with pytest.raises(NotSupported):
                await page(system, Noun.CUSTOMER, wanted, parent)
    async with connected(crm, fields={}) as system:
        with pytest.raises(NotSupported, match="sort_name"):
            await page(system, Noun.CUSTOMER, spec(SortField.NAME))
    async with connected(wms) as system:
        with pytest.raises(NotSupported):
            await page(system, Noun.STOCK, spec())


@pytest.mark.parametrize(
    "after", [Position("2026-03-01T00:00:00+00:00", "x" * 11), Position("soon", "1"), Position(None, "1")]
)
async def test_places_that_no_row_can_have(erp: Hosted, after: Position) -> None:
    async with connected(erp) as system:
        with pytest.raises(Rejected):
            await page(system, Noun.ORDER, spec(SortField.PLACED_AT, after=after))


async def test_many_of_one_day(told: Mapping[str, Holdings]) -> None:
    """With the standard properties an order is placed on a day: the key tells apart those of the same."""
    holdings = replace(told["erp"], orders=told["erp"].orders[:200])
    with hosted(holdings) as tenant:
        async with connected(tenant, fields={}, time_zone="Europe/Paris") as system:
            for descending in (False, True):
                found: list[str] = []
                after: Position | None = None
                while True:
                    wanted = spec(SortField.PLACED_AT, size=30, after=after, descending=descending)
                    answer = await page(system, Noun.ORDER, wanted)
                    found += [record.key for record in answer.items]
                    if not answer.more:
                        break
                    last: Any = answer.items[-1]
                    after = Position(last.placed_at.isoformat(), last.key)
                days = {order.key: order.placed_at.date() for order in holdings.orders}
                assert found == sorted(days, key=lambda key: (days[key], key), reverse=descending)


async def test_instants_finer_than_we_are_told(told: Mapping[str, Holdings]) -> None:
    """A page does not begin with the row that the last one ended with."""
    (order, *others) = told["erp"].orders[:3]
    finer = replace(order, updated_at=order.updated_at.replace(microsecond=123_456))
    with hosted(replace(told["erp"], orders=(finer, *others))) as tenant:
        async with connected(tenant) as system:
            whole = await keys(system, Noun.ORDER, spec(SortField.UPDATED_AT))
            found: list[str] = []
            after: Position | None = None
            for _ in whole:
                answer = await page(system, Noun.ORDER, spec(SortField.UPDATED_AT, size=1, after=after))
                last: Any = answer.items[0]
                found.append(last.key)
                after = Position(last.updated_at.isoformat(), last.key)
    assert found == whole


async def test_shipments_by_the_number_of_a_parcel(tms: Hosted) -> None:
    shipment = next(each for each in tms.holdings.shipments if len(each.packages or ()) > 1)
    for package in shipment.packages or ():
        parent = Parent(ParentKind.TRACKING, (Ref("", package.tracking_number or ""),))
        async with connected(tms) as system:
            assert await keys(system, Noun.SHIPMENT, spec(), parent) == [shipment.key]


@pytest.mark.parametrize("descending", [False, True])
async def test_what_did_not_leave_comes_last(told: Mapping[str, Holdings], descending: bool) -> None:
    order = Ref("oms", "O00000001")
    shipments: list[Shipment] = [
        replace(each, order=order, shipped_at=each.shipped_at if place % 2 else None)
        for place, each in enumerate(told["tms"].shipments[:9])
    ]
    holdings = replace(told["tms"], shipments=tuple(shipments))
    parent = Parent(ParentKind.ORDER, (order,))
    with hosted(holdings) as tenant:
        async with connected(tenant) as system:
            after: Position | None = None
            for _ in range(3):
                wanted = spec(SortField.SHIPPED_AT, size=3, after=after, descending=descending)
                answer = await page(system, Noun.SHIPMENT, wanted, parent)
                assert [each.key for each in answer.items] == await expected(holdings, Noun.SHIPMENT, wanted, parent)
                after = position_of(answer.items[-1], wanted.sort)
            assert not answer.more


def copied(customers: tuple[Customer, ...], system: str) -> tuple[Customer, ...]:
    """All but every thirtieth as copies of what another system has."""
    return tuple(
        replace(each, refs=(ExternalRef(system=system, kind="customer", value=f"P{place}"),) if place % 30 else ())
        for place, each in enumerate(customers)
    )


async def test_copies_of_customers_are_left_out_here(told: Mapping[str, Holdings]) -> None:
    """Their originals' names stand in rows below, by which V2 cannot filter: it looks on until a page is full."""
    holdings = replace(told["crm"], customers=copied(told["crm"].customers, "pos"))
    wanted = spec(SortField.NAME, size=4, without=["pos"])
    with hosted(holdings) as tenant:
        async with connected(tenant) as system:
            answer = await page(system, Noun.CUSTOMER, wanted)
    assert [each.key for each in answer.items] == await expected(holdings, Noun.CUSTOMER, wanted)
    assert answer.more


async def test_looking_ends_where_nearly_all_are_copies(told: Mapping[str, Holdings]) -> None:
    """It says at which row; from there a walk goes on, and meets every other row once."""
    holdings = replace(told["crm"], customers=copied(told["crm"].customers, "pos"))
    with hosted(holdings, Limits(page_rows=5)) as tenant:
        async with connected(tenant) as system:
            after: Position | None = None
            found: list[str] = []
            stopped = 0
            while True:
                answer = await page(system, Noun.CUSTOMER, spec(SortField.NAME, size=1, after=after, without=["pos"]))
                found += [each.key for each in answer.items]
                stopped += bool(answer.stops)
                if not answer.more:
                    assert answer.stops == ()
                    break
                last: Any = (answer.stops or answer.items)[-1]
                after = Position(last.sort_name, last.key)
    everybody = spec(SortField.NAME, size=400, without=["pos"])
    assert found == await expected(holdings, Noun.CUSTOMER, everybody)
    assert stopped


async def test_copies_of_orders_are_left_out_there(told: Mapping[str, Holdings]) -> None:
    orders: tuple[Order, ...] = tuple(
        replace(order, refs=() if place % 7 == 0 else order.refs)
        for place, order in enumerate(told["erp"].orders[:300])
    )
    holdings = replace(told["erp"], orders=orders)
    wanted = spec(SortField.PLACED_AT, size=20, without=["oms", "pos"])
    with hosted(holdings) as tenant:
        async with connected(tenant) as system:
            answer = await page(system, Noun.ORDER, wanted)
        assert [call.path for call in tenant.calls[1:]] == ["A_SalesOrder"]
    assert [each.key for each in answer.items] == await expected(holdings, Noun.ORDER, wanted)


async def test_between_midnights(erp: Hosted) -> None:
    """A day is a midnight of the system's zone."""
    start = day("2026-01-10") - timedelta(hours=13)
    async with connected(erp, fields={}, time_zone="Europe/Paris") as system:
        wish = OrderFilter(placed_from=start, placed_to=start + timedelta(days=1))
        found = await page(system, Noun.ORDER, spec(SortField.PLACED_AT, wish=wish, size=200))
    days = {order.key for order in erp.holdings.orders if f"{order.placed_at:%Y-%m-%d}" == "2026-01-10"}
    assert {each.key for each in found.items} == days
