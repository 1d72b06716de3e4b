"""How many calls questions cost, and what they ask for."""

import pytest

from backends.errors import Rejected
from backends.netsuite import MANIFEST
from backends.ports import Parent, ParentKind
from backends.records import Order
from backends.sandbox.netsuite.credentials import Limits
from backends.vocabulary import Facet, Noun
from tests.backends.asking import look_up, page, pages, spec
from tests.backends.netsuite.accounts import Hosted, connected, hosted
from tests.contract.harnesses.netsuite import KEYS


async def test_a_thing_by_its_key(erp: Hosted) -> None:
    """One query, and none for rows below that nobody asked for."""
    async with connected(erp) as system:
        await look_up(system, Noun.ORDER, erp.holdings.orders[0].ref)
    (call,) = erp.queries
    assert call.options == {"limit": "1000", "offset": "0"}
    assert call.headers["prefer"] == "transient"
    assert "transactionline" not in call.query


async def test_facets_below_are_a_query_each(erp: Hosted) -> None:
    orders = [order.ref for order in erp.holdings.orders[:50]]
    async with connected(erp) as system:
        await look_up(system, Noun.ORDER, *orders, facets=[Facet.LINES])
    heads, lines = sorted(erp.queries, key=lambda call: "transactionline" in call.query)
    assert "FROM transaction " in heads.query
    assert "below" in lines.columns
    assert not heads.columns & {"below", "w_quantity"}


@pytest.mark.parametrize("noun", sorted(MANIFEST.facets[Noun.ORDER] - {Facet.HEAD, Facet.LINES}))
async def test_only_the_columns_of_the_facets(erp: Hosted, noun: Facet) -> None:
    order = erp.holdings.orders[0].ref
    async with connected(erp) as system:
        await look_up(system, Noun.ORDER, order)
        await look_up(system, Noun.ORDER, order, facets=[noun])
    narrow, wide = erp.queries
    assert narrow.columns < wide.columns


async def test_as_many_keys_as_there_are_cost_one_query(erp: Hosted) -> None:
    orders = [order.ref for order in erp.holdings.orders[: MANIFEST.batch_limit]]
    async with connected(erp) as system:
        answers = await look_up(system, Noun.ORDER, *orders)
    assert len(erp.queries) == 1
    assert all(isinstance(answers[ref], Order) for ref in orders)


async def test_pages_are_followed_to_their_end(erp: Hosted) -> None:
    orders = [order.ref for order in erp.holdings.orders[:25]]
    async with connected(erp, page_rows=10) as system:
        answers = await look_up(system, Noun.ORDER, *orders)
    assert [call.options for call in erp.queries] == [{"limit": "10", "offset": offset} for offset in ("0", "10", "20")]
    assert [answer.ref for answer in answers.values() if isinstance(answer, Order)] == orders


async def test_a_full_last_page_is_the_last(erp: Hosted) -> None:
    async with connected(erp, page_rows=10) as system:
        await look_up(system, Noun.ORDER, *(order.ref for order in erp.holdings.orders[:20]))
    assert len(erp.queries) == 2


async def test_a_list_asks_one_row_more_than_its_page(erp: Hosted) -> None:
    async with connected(erp) as system:
        found = await page(system, Noun.ORDER, spec(size=7))
    assert (len(found.items), found.more) == (7, True)
    assert [call.options["limit"] for call in erp.queries] == ["8"]


async def test_lists_of_several_parents_are_one_query(erp: Hosted) -> None:
    customers = {order.customer for order in erp.holdings.orders if order.customer}
    parents = [Parent(ParentKind.CUSTOMER, (customer,)) for customer in sorted(customers)[:5]]
    async with connected(erp) as system:
        found = await pages(system, Noun.ORDER, spec(size=1), *parents)
    (call,) = erp.queries
    assert "ROW_NUMBER() OVER (PARTITION BY" in call.query
    assert all(len(each.items) == 1 for each in found)


async def test_more_rows_than_the_settings_allow_are_refused(erp: Hosted) -> None:
    async with connected(erp, page_rows=10, most_rows=20) as system:
        with pytest.raises(Rejected, match="more than 20 rows"):
            await look_up(system, Noun.ORDER, *(order.ref for order in erp.holdings.orders[:25]))


async def test_more_rows_than_the_account_gives_are_refused(erp: Hosted) -> None:
    with hosted(erp.holdings, Limits(most_rows=20)) as account:
        async with connected(account) as system:
            with pytest.raises(Rejected, match="at most 20 rows"):
                await look_up(system, Noun.ORDER, *(order.ref for order in erp.holdings.orders[:25]))


async def test_no_more_at_once_than_the_settings_say(erp: Hosted) -> None:
    """The account's limit is for all its integrations together."""
    with hosted(erp.holdings, Limits(concurrency=2, seconds=0.02), KEYS) as account:
        async with connected(account, connections=2) as system:
            nouns = [(Noun.ORDER, Facet.LINES), (Noun.VARIANT, Facet.PRICES)]
            for noun, facet in nouns:
                records = account.holdings.orders if noun is Noun.ORDER else account.holdings.variants
                await look_up(system, noun, records[0].ref, facets=[facet])
    assert len(account.queries) == 4
