"""Lists, compared with those that a system held in dicts gives of the same records."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backends.errors import NotSupported, Rejected
from backends.filters import CustomerFilter, InboundFilter, OrderFilter
from backends.ports import Page, Parent, ParentKind, Position
from backends.records import Ref
from backends.sandbox import stories
from backends.sandbox.world.moments import ANCHOR
from backends.vocabulary import Channel, Facet, Noun, SortField
from tests.backends.asking import ROOT, keys, pages, spec, value
from tests.backends.salesforce.orgs import Hosted, connected, records, serves
from tests.backends.toy import ToySystem, position_of
from tests.contract.harnesses.salesforce import HARNESS

SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def toy(org: Hosted) -> ToySystem:
    """The same records in dicts."""
    told = {
        noun: [one for record in records(org.holdings, noun) if (one := HARNESS.kept(record)) is not None]
        for noun in serves(org.holdings.name)
    }
    return ToySystem(org.holdings.name, "CRM", told)  # type: ignore[arg-type]  # its role does not matter here


@pytest.fixture(scope="module")
def toys() -> dict[str, ToySystem]:
    return {}


async def compared(org: Hosted, toys: dict[str, ToySystem], noun: Noun, wanted: Any, *parents: Parent) -> list[Page]:
    """The pages of the org, which are those of the toy."""
    name = org.holdings.name
    oracle: Any = toys.setdefault(name, toy(org))
    async with connected(org) as reader:
        found = await pages(reader, noun, wanted, *parents)
    expected = await pages(oracle, noun, wanted, *parents)
    assert [([one.ref for one in page.items], page.more) for page in found] == [
        ([one.ref for one in page.items], page.more) for page in expected
    ]
    return found


def everything(org: Hosted, noun: Noun) -> Parent:
    """A parent to which all of a noun's rows belong."""
    if noun is Noun.SHIPMENT:
        return Parent(ParentKind.ORDER, tuple({one.order: 0 for one in org.holdings.shipments if one.order}))
    return ROOT


SORTS = [
    ("crm", Noun.CUSTOMER, SortField.UPDATED_AT),
    ("crm", Noun.CUSTOMER, SortField.KEY),
    ("oms", Noun.ORDER, SortField.UPDATED_AT),
    ("tms", Noun.SHIPMENT, SortField.ETA),
]


@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize(("org", "noun", "field"), SORTS, indirect=["org"])
async def test_walks_meet_every_row_once(
    org: Hosted, toys: dict[str, ToySystem], noun: Noun, field: SortField, descending: bool
) -> None:
    """Nulls last in both directions: some shipments have no ETA."""
    after: Position | None = None
    met: list[Ref] = []
    total = len(records(org.holdings, noun))
    while True:
        wanted = spec(field, descending=descending, size=max(2, total // 4), after=after)
        (page,) = await compared(org, toys, noun, wanted, everything(org, noun))
        met += [one.ref for one in page.items]
        if not page.more:
            break
        after = position_of(page.items[-1], wanted.sort)
    assert len(met) == len(set(met)) == total


async def test_orders_of_many_customers(oms: Hosted, toys: dict[str, ToySystem]) -> None:
    customers = list(dict.fromkeys(order.customer for order in oms.holdings.orders if order.customer))[:60]
    parents = [Parent(ParentKind.CUSTOMER, (Ref("pos", "K1"), customer)) for customer in customers]
    oms.seen.clear()
    await compared(oms, toys, Noun.ORDER, spec(SortField.PLACED_AT, descending=True, size=3), *parents)
    assert len(oms.seen.calls) <= 2 + 1, "one for most, some more for those whom the busiest crowd out"


async def test_a_parent_without_a_name_here(oms: Hosted) -> None:
    """It has no rows, and nobody is asked."""
    async with connected(oms) as reader:
        oms.seen.clear()
        (page,) = await pages(reader, Noun.ORDER, spec(), Parent(ParentKind.CUSTOMER, (Ref("pos", "K36476635"),)))
    assert (page.items, page.more, oms.seen.calls) == ((), False, [])


async def test_parents_of_several_kinds(crm: Hosted, toys: dict[str, ToySystem]) -> None:
    await compared(
        *(crm, toys, Noun.CUSTOMER, spec()),
        *(value(ParentKind.EMAIL, stories.EMAIL), value(ParentKind.PHONE, stories.SHARED_PHONE)),
        *(value(ParentKind.LOYALTY, stories.LOYALTY_NUMBER), value(ParentKind.EMAIL, "' OR Name != '")),
    )


async def test_shared_values(crm: Hosted) -> None:
    async with connected(crm) as reader:
        (page,) = await pages(reader, Noun.CUSTOMER, spec(), value(ParentKind.PHONE, stories.SHARED_PHONE))
    assert {one.ref for one in page.items} == set(stories.SHARING)


async def test_by_number_tracking_and_sku(oms: Hosted, tms: Hosted, toys: dict[str, ToySystem]) -> None:
    number, tracking = oms.holdings.orders[5].number, tms.holdings.shipments[5].tracking_number
    assert tracking is not None
    await compared(oms, toys, Noun.ORDER, spec(), value(ParentKind.NUMBER, number), value(ParentKind.NUMBER, "no"))
    found = await compared(tms, toys, Noun.SHIPMENT, spec(), value(ParentKind.TRACKING, tracking))
    assert len(found[0].items) == 1
    skus = [value(ParentKind.SKU, sku) for sku in (stories.PROMISE_SKU, "none")]
    found = await compared(oms, toys, Noun.DEMAND, spec(SortField.DUE), *skus)
    assert len(found[0].items) == 3


async def test_shipments_of_orders(tms: Hosted, toys: dict[str, ToySystem]) -> None:
    orders = list(dict.fromkeys(one.order for one in tms.holdings.shipments if one.order))[:50]
    parents = [Parent(ParentKind.ORDER, (order, Ref("erp", "4500000001"))) for order in orders]
    tms.seen.clear()
    await compared(tms, toys, Noun.SHIPMENT, spec(SortField.SHIPPED_AT, size=5), *parents)
    assert len(tms.seen.calls) == 1


ORDERS = [
    OrderFilter(keys=(stories.WEB_ORDER, Ref("oms", "x'"), Ref("erp", "1"))),
    OrderFilter(keys=(Ref("erp", "1"),)),
    OrderFilter(numbers=("W05041171", "' OR Id != null")),
    OrderFilter(customers=(Ref("crm", "C-00001"), Ref("pos", "K1"))),
    OrderFilter(stores=(stories.PARIS, Ref("pos", "1010"))),
    OrderFilter(channels=(Channel.ECOMMERCE,)),
    OrderFilter(channels=(Channel.UNKNOWN,)),
    OrderFilter(channels=(Channel.UNKNOWN, Channel.MARKETPLACE)),
    OrderFilter(placed_from=ANCHOR - timedelta(days=40), placed_to=ANCHOR - timedelta(days=20)),
    OrderFilter(updated_from=ANCHOR - timedelta(days=3), channels=(Channel.ECOMMERCE, Channel.STORE)),
]
PEOPLE = [
    CustomerFilter(search="aub clé"),
    CustomerFilter(search="AUBRIVAL"),
    CustomerFilter(search=stories.EMAIL),
    CustomerFilter(search=stories.LOYALTY_NUMBER),
    CustomerFilter(search=stories.SHARED_PHONE),
    CustomerFilter(search="%"),
    CustomerFilter(search="_ubrival"),
    CustomerFilter(search="o'"),
    CustomerFilter(search="\\"),
    CustomerFilter(search="   "),
    CustomerFilter(stores=(stories.LYON, stories.BERLIN)),
    CustomerFilter(stores=(stories.LYON,), search="m"),
]


@pytest.mark.parametrize("wish", ORDERS, ids=repr)
async def test_orders_narrowed(oms: Hosted, toys: dict[str, ToySystem], wish: OrderFilter) -> None:
    wanted = spec(SortField.PLACED_AT, wish=wish, descending=True, size=40)
    await compared(oms, toys, Noun.ORDER, wanted)


@pytest.mark.parametrize("wish", PEOPLE, ids=repr)
async def test_customers_narrowed(crm: Hosted, toys: dict[str, ToySystem], wish: CustomerFilter) -> None:
    if not (wish.search or "x").strip():
        wish = CustomerFilter(stores=wish.stores)  # blanks search for nothing
        async with connected(crm) as reader:
            assert len(await keys(reader, Noun.CUSTOMER, spec(wish=CustomerFilter(search="   "), size=5))) == 5
    await compared(crm, toys, Noun.CUSTOMER, spec(SortField.NAME, wish=wish, size=300))


@SLOW
@given(search=st.text(st.sampled_from("abeémlr'\\%_ \"\n()"), min_size=1, max_size=8))
async def test_no_search_breaks_out(crm: Hosted, toys: dict[str, ToySystem], search: str) -> None:
    if search.strip():
        await compared(crm, toys, Noun.CUSTOMER, spec(SortField.NAME, wish=CustomerFilter(search=search), size=300))


async def test_copies_are_left_out_there(crm: Hosted, toys: dict[str, ToySystem]) -> None:
    wanted = spec(SortField.NAME, size=300, without=["pos", "elsewhere"])
    (page,) = await compared(crm, toys, Noun.CUSTOMER, wanted)
    assert 0 < len(page.items) < len(crm.holdings.customers)


async def test_facets_of_a_page(crm: Hosted, oms: Hosted) -> None:
    async with connected(oms) as reader:
        (page,) = await pages(reader, Noun.ORDER, spec(size=2), facets=[Facet.LINES])
    found: Sequence[Any] = page.items
    assert [order.lines is not None and order.payments is None for order in found] == [True, True]
    async with connected(crm) as reader:
        (page,) = await pages(reader, Noun.CUSTOMER, spec(size=300), facets=[Facet.IDENTITIES])
        merged = {one.ref: one.merged for one in page.items if one.merged}  # type: ignore[attr-defined]
    assert merged == {stories.MERGED: (stories.MERGED_OLD.key,)}


@pytest.mark.parametrize(
    ("noun", "wanted", "parent", "error"),
    [
        (Noun.ORDER, spec(SortField.NAME), ROOT, NotSupported),
        (Noun.ORDER, spec(wish=InboundFilter()), ROOT, NotSupported),
        (Noun.ORDER, spec(), value(ParentKind.EMAIL, "a@example.com"), NotSupported),
        (Noun.ORDER, spec(SortField.PLACED_AT, after=Position("yesterday", "O1")), ROOT, Rejected),
        (Noun.ORDER, spec(SortField.KEY, after=Position(None, "O\x001")), ROOT, Rejected),
        (Noun.STOCK, spec(), ROOT, NotSupported),
    ],
    ids=repr,
)
async def test_what_cannot_be_asked(
    oms: Hosted, noun: Noun, wanted: Any, parent: Parent, error: type[Exception]
) -> None:
    async with connected(oms) as reader:
        oms.seen.clear()
        with pytest.raises(error):
            await pages(reader, noun, wanted, parent)
    assert oms.seen.calls == []


async def test_too_many_words(crm: Hosted) -> None:
    async with connected(crm) as reader:
        with pytest.raises(Rejected, match="at most 32 words"):
            await pages(reader, Noun.CUSTOMER, spec(wish=CustomerFilter(search="a " * 33)))
