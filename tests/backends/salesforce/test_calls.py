"""How many calls questions cost."""

from collections.abc import Iterator
from decimal import Decimal

import httpx
import pytest
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from backends.errors import Overloaded
from backends.records import Order, Ref, Stock, StockPosition
from backends.sandbox import stories
from backends.sandbox.holdings import Holdings, holdings
from backends.sandbox.salesforce.credentials import Limits
from backends.vocabulary import FACETS, Facet, Noun
from tests.backends.asking import HEAD, look_up, pages, spec
from tests.backends.salesforce.orgs import Hosted, connected, hosted

GET, POST = "GET", "POST"
AVAILABILITY = (POST, "/commerce/oci/availability/availability-records/actions/get-availability")


@pytest.fixture(scope="module")
def small_pages() -> Iterator[Hosted]:
    """An org that gives 200 rows at a time."""
    with hosted(holdings(1, 7, "crm"), limits=Limits(page_rows=200)) as org:
        yield org


async def test_a_few_orders(oms: Hosted) -> None:
    """One query with all that hangs below them."""
    async with connected(oms) as reader:
        oms.seen.clear()
        await look_up(reader, Noun.ORDER, stories.WEB_ORDER, stories.RETURN_ORDER, facets=FACETS[Noun.ORDER])
    assert oms.seen.calls == [(GET, "/query")]


async def test_many_orders(oms: Hosted) -> None:
    """Too many for a URL: the query goes in a body."""
    async with connected(oms) as reader:
        oms.seen.clear()
        await look_up(reader, Noun.ORDER, *(order.ref for order in oms.holdings.orders[:500]))
    assert oms.seen.calls == [(POST, "/composite")]


async def test_a_list_of_orders(oms: Hosted) -> None:
    async with connected(oms) as reader:
        oms.seen.clear()
        await pages(reader, Noun.ORDER, spec(size=20), facets=FACETS[Noun.ORDER])
    assert oms.seen.calls == [(GET, "/query")]


async def test_keys_of_the_greatest_length(crm: Hosted) -> None:
    """A query has at most 100,000 characters: the keys go into several, and up to five of these into one call."""
    long = [Ref("crm", f"{number:03d}{chr(39) * 250}") for number in range(500)]
    async with connected(crm, merged_records=False) as reader:
        crm.seen.clear()
        answers = await look_up(reader, Noun.CUSTOMER, *long, stories.REGULAR)
    assert sum(1 for ref in long if ref in answers) == 500
    assert answers[stories.REGULAR] is not answers[long[0]]
    assert crm.seen.calls == [(POST, "/composite")] * 2


async def test_parts_that_come_in_another_order(crm: Hosted) -> None:
    """Parts that do not hang together may be run together, and are known by their names."""
    async with connected(crm) as reader:
        expected = await look_up(reader, Noun.CUSTOMER, stories.MERGED_OLD, facets=[Facet.IDENTITIES])
        crm.swap.instead = turned(crm.swap.app)
        try:
            found = await look_up(reader, Noun.CUSTOMER, stories.MERGED_OLD, facets=[Facet.IDENTITIES])
        finally:
            crm.swap.instead = None
    assert found == expected


def turned(app: ASGIApp) -> ASGIApp:
    """The same org, whose composite answers come from the last part to the first."""

    async def answered(request: Request) -> Response:
        url = f"{request.url.path}?{request.url.query}"
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://org.test") as client:
            reply = await client.request(
                request.method, url, content=await request.body(), headers=dict(request.headers)
            )
        answer = reply.json()
        answer["compositeResponse"].reverse()
        return JSONResponse(answer, reply.status_code)

    return Starlette(routes=[Route("/{path:path}", answered, methods=["POST"])])


async def test_a_post_may_be_answered_with_201(oms: Hosted) -> None:
    async with connected(oms, inventory_groups=None) as reader:
        await reader.probe()
        body = {"success": True, "locations": [{"locationIdentifier": "PAR", "inventoryRecords": [COUNTED]}]}
        oms.swap.instead = JSONResponse(body, 201)
        try:
            answers = await look_up(reader, Noun.STOCK, Ref("oms", "S1"), facets=[Facet.RESERVATIONS])
        finally:
            oms.swap.instead = None
    (stock,) = answers.values()
    assert isinstance(stock, Stock)
    assert [position.committed for position in stock.positions] == [Decimal(1)]


COUNTED = {"stockKeepingUnit": "S1", "onHand": 3.0, "reserved": 1.0, "safetyStockCount": None, "exists": True}


async def test_pages_are_followed(small_pages: Hosted) -> None:
    people = small_pages.holdings.customers
    async with connected(small_pages, merged_records=False) as reader:
        small_pages.seen.clear()
        answers = await look_up(reader, Noun.CUSTOMER, *(one.ref for one in people))
    assert [answers[one.ref].ref for one in people] == [one.ref for one in people]  # type: ignore[union-attr]
    (first, (method, path)) = small_pages.seen.calls
    assert first == (GET, "/query")
    assert (method, path.startswith("/query/01g"), path.endswith("-200")) == (GET, True, True)


def long_orders(count: int, lines: int) -> Holdings:
    """Orders with more lines than a page has rows."""
    ordered = holdings(1, 7, "oms").orders[:count]
    line = next(line for order in ordered for line in order.lines or ())
    many = [replace(line, key=f"L{number:04d}") for number in range(lines)]
    orders = (replace(order, lines=tuple(replace(each, order=order.ref) for each in many)) for order in ordered)
    return Holdings(name="oms", orders=tuple(orders))


@pytest.mark.parametrize("longest_url", [500, 8_000], ids=["packed", "alone"])
async def test_rows_below_are_followed_too(longest_url: int) -> None:
    """They come in pages of their own, which lead on: two more for each order; none where the page holds all."""
    held = long_orders(3, 450)
    with hosted(held, limits=Limits(page_rows=200)) as org:
        async with connected(org, longest_url=longest_url) as reader:
            answers = await look_up(reader, Noun.ORDER, *(order.ref for order in held.orders), facets=[Facet.LINES])
        first, *more = org.seen.calls
        assert first == ((POST, "/composite") if longest_url == 500 else (GET, "/query"))
        assert [(method, path.rpartition("-")[2]) for method, path in more] == [(GET, "200"), (GET, "400")] * 3
    for order in held.orders:
        found = answers[order.ref]
        assert isinstance(found, Order)
        assert [line.key for line in found.lines or ()] == [line.key for line in order.lines or ()]


async def test_a_session_that_ends_between_two_pages() -> None:
    """The second page is asked for again, after a new sign-in."""
    held = long_orders(1, 450)
    with hosted(held, limits=Limits(page_rows=200, session_seconds=600)) as org:
        async with connected(org) as reader:
            await reader.probe()
            org.seen.clear()
            org.swap.instead = ending(org)
            answers = await look_up(reader, Noun.ORDER, held.orders[0].ref, facets=[Facet.LINES])
        found = answers[held.orders[0].ref]
        assert isinstance(found, Order)
        assert len(found.lines or ()) == 450
        assert org.seen.signed_in == 2
        assert len(org.seen.calls) == 4


def ending(org: Hosted) -> ASGIApp:
    """The org, whose sessions have ended when somebody asks for the second page."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].endswith("-200"):
            org.swap.instead = None
            org.clock.advance(minutes=11)
        await org.swap.app(scope, receive, send)

    return answered


async def test_a_quota_that_is_used_up() -> None:
    with hosted(Holdings(name="crm"), limits=Limits(daily_calls=1)) as org:
        async with connected(org) as reader:
            await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
            with pytest.raises(Overloaded, match="REQUEST_LIMIT_EXCEEDED"):
                await look_up(reader, Noun.CUSTOMER, stories.REGULAR)


def _everywhere(skus: int, places: int) -> Holdings:
    positions = tuple(StockPosition(location=Ref("erp", f"L{number:03d}")) for number in range(places))
    stocks = tuple(Stock(ref=Ref("oms", f"S{number:03d}"), facets=HEAD, positions=positions) for number in range(skus))
    return Holdings(name="oms", stocks=stocks)


@pytest.mark.parametrize(("skus", "places", "calls"), [(100, 100, 1), (101, 100, 2), (250, 101, 6)])
async def test_inventory_in_hundreds(skus: int, places: int, calls: int) -> None:
    held = _everywhere(skus, places)
    with hosted(held) as org:
        async with connected(org) as reader:
            answers = await look_up(reader, Noun.STOCK, *(stock.ref for stock in held.stocks), facets=[Facet.SAFETY])
        assert org.seen.calls == [AVAILABILITY] * calls
    found = [answers[stock.ref] for stock in held.stocks]
    assert [len(stock.positions) for stock in found if isinstance(stock, Stock)] == [places] * skus


async def test_the_org_says_where_it_counts() -> None:
    """Once, not for each question."""
    with hosted(_everywhere(2, 3)) as org:
        async with connected(org, inventory_locations=None) as reader:
            for _ in range(2):
                answers = await look_up(reader, Noun.STOCK, Ref("oms", "S001"), facets=[Facet.RESERVATIONS])
        assert org.seen.calls == [(GET, "/query"), AVAILABILITY, AVAILABILITY]
    (stock,) = answers.values()
    assert isinstance(stock, Stock)
    assert [position.location for position in stock.positions] == [Ref("erp", f"L00{place}") for place in range(3)]


async def test_a_check(oms: Hosted) -> None:
    """One call for the fields of all nouns, one for where the inventory counts, one for the inventory."""
    async with connected(oms) as reader:
        oms.seen.clear()
        await reader.probe()
    assert oms.seen.calls == [(POST, "/composite"), (GET, "/query"), AVAILABILITY]
