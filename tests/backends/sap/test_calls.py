"""How many requests questions cost, and what stands in them."""

import pytest
from msgspec.structs import replace

from backends.errors import ABSENT, Rejected, Unreadable
from backends.ports import Parent, ParentKind
from backends.records import Ref
from backends.sandbox.holdings import Holdings
from backends.sandbox.sap.credentials import Limits
from backends.vocabulary import Facet, Noun, SortField
from tests.backends.asking import HEAD, ask, look_up, one, spec
from tests.backends.sap.tenants import BASIC, Hosted, connected, hosted

TOKEN, ROOT_OF_SERVICE = "POST token", "GET "


@pytest.mark.parametrize("facets", [HEAD, {Facet.LINES}], ids=["head", "lines"])
async def test_only_columns_of_what_is_asked(erp: Hosted, facets: frozenset[Facet]) -> None:
    async with connected(erp) as system:
        await one(system, Noun.ORDER, erp.holdings.orders[0].ref, facets=facets)
    select = erp.calls[-1].options["$select"].split(",")
    assert ("to_Item/Material" in select) is (Facet.LINES in facets)
    assert ("to_ScheduleLine" in erp.calls[-1].options["$expand"]) is (Facet.LINES in facets)
    assert "ExternalDocumentID" not in select, "other systems' keys are a facet of their own"
    assert len(select) == len(set(select))


async def test_customers_without_contacts(crm: Hosted) -> None:
    async with connected(crm) as system:
        await one(system, Noun.CUSTOMER, crm.holdings.customers[0].ref)
        assert crm.calls[-1].options["$expand"] == "to_BuPaIdentification"
        await one(system, Noun.CUSTOMER, crm.holdings.customers[0].ref, facets={Facet.CONTACTS})
        assert "to_BusinessPartnerAddress/to_EmailAddress" in crm.calls[-1].options["$expand"]


async def test_stock_is_flat(wms: Hosted) -> None:
    async with connected(wms) as system:
        await one(system, Noun.STOCK, wms.holdings.stocks[0].ref, facets={Facet.COUNTS})
    assert set(wms.calls[-1].options) == {"$filter", "$select", "sap-client"}
    assert "InventorySpecialStockType eq ''" in wms.calls[-1].options["$filter"]


async def test_one_key_is_one_request(erp: Hosted) -> None:
    async with connected(erp) as system:
        await look_up(system, Noun.ORDER, erp.holdings.orders[0].ref)
        await look_up(system, Noun.ORDER, erp.holdings.orders[1].ref)
    assert erp.paths == [TOKEN, "GET A_SalesOrder", "GET A_SalesOrder"]


async def test_many_keys_are_a_batch(erp: Hosted) -> None:
    """The CSRF token is fetched once, without any option of OData."""
    refs = [order.ref for order in erp.holdings.orders[:200]]
    async with connected(erp) as system:
        answers = await look_up(system, Noun.ORDER, *refs)
        assert all(answers[ref] is not ABSENT for ref in refs)
        await look_up(system, Noun.ORDER, *refs)
    assert erp.paths == [TOKEN, ROOT_OF_SERVICE, "POST $batch", "POST $batch"]
    fetch, batch = erp.calls[1:3]
    assert fetch.headers["x-csrf-token"] == "Fetch"
    assert set(fetch.options) == {"sap-client"}
    assert "SAP_SESSIONID_S4H_100=" in batch.headers["cookie"]


async def test_no_url_is_too_long(erp: Hosted) -> None:
    refs = [order.ref for order in erp.holdings.orders[:200]]
    async with connected(erp, batch_parts=1, longest_url=2_000) as system:
        answers = await look_up(system, Noun.ORDER, *refs, facets=MOST)
        assert all(answers[ref] is not ABSENT for ref in refs)
    asked = [call for call in erp.calls if call.path == "A_SalesOrder"]
    assert len(asked) > 5
    assert 1_800 < max(call.length for call in asked) <= 2_000
    assert erp.paths == [TOKEN, *["GET A_SalesOrder"] * len(asked)]


MOST = (Facet.LINES, Facet.IDENTITIES)


async def test_no_more_keys_than_are_allowed(erp: Hosted) -> None:
    async with connected(erp, batch_parts=1, longest_url=8_000, most_keys=7) as system:
        await look_up(system, Noun.ORDER, *(order.ref for order in erp.holdings.orders[:50]))
    assert erp.paths.count("GET A_SalesOrder") == 8


async def test_a_url_that_the_server_refuses(erp: Hosted) -> None:
    """Without batches a question that cannot be split is told to be too long."""
    names = tuple(Ref("crm", f"C-{number:05d}") for number in range(300))
    async with connected(erp, batch_parts=1) as system:
        with pytest.raises(Rejected, match="too long for a URL"):
            parent = Parent(ParentKind.CUSTOMER, names)
            await system.port(Noun.ORDER).pages([parent], spec(), HEAD, ask())
    async with connected(erp) as system:
        await system.port(Noun.ORDER).pages([parent], spec(), HEAD, ask())
    assert erp.paths[-1] == "POST $batch"


async def test_a_session_that_ended(erp: Hosted) -> None:
    refs = [order.ref for order in erp.holdings.orders[:60]]
    async with connected(erp, **BASIC) as system:
        before = await look_up(system, Noun.ORDER, *refs)
        erp.clock.advance(1_801)
        after = await look_up(system, Noun.ORDER, *refs)
    assert before.keys() == after.keys()
    batch = "POST $batch"
    assert erp.paths == [ROOT_OF_SERVICE, batch, batch, ROOT_OF_SERVICE, batch]


async def test_orders_of_customers_are_a_batch(erp: Hosted) -> None:
    names = sorted({order.customer for order in erp.holdings.orders if order.customer is not None})[:40]
    parents = [Parent(ParentKind.CUSTOMER, (name,)) for name in names]
    async with connected(erp) as system:
        await system.port(Noun.ORDER).pages(parents, spec(SortField.PLACED_AT, size=3), HEAD, ask())
    assert erp.paths == [TOKEN, ROOT_OF_SERVICE, "POST $batch"]


async def test_shipments_of_orders_are_two_steps(tms: Hosted) -> None:
    names = sorted({shipment.order for shipment in tms.holdings.shipments if shipment.order is not None})[:8]
    parents = [Parent(ParentKind.ORDER, (name,)) for name in names]
    async with connected(tms) as system:
        await system.port(Noun.SHIPMENT).pages(parents, spec(SortField.SHIPPED_AT), HEAD, ask())
    assert tms.paths == [TOKEN, "GET A_OutbDeliveryItem", "GET A_OutbDeliveryHeader"]


async def test_customers_by_e_mail_are_three_steps(crm: Hosted) -> None:
    (email, *_) = (point.value for point in crm.holdings.customers[3].contacts or ())
    async with connected(crm) as system:
        parents = [Parent(ParentKind.EMAIL, (Ref("", email),))]
        await system.port(Noun.CUSTOMER).pages(parents, spec(), HEAD, ask())
    assert [call.path for call in crm.calls[1:]] == [
        "A_AddressEmailAddress",
        "A_BusinessPartnerAddress",
        "A_BusinessPartner",
    ]


async def test_what_no_property_can_hold_is_not_asked(erp: Hosted) -> None:
    strangers = [Ref("erp", key) for key in ("x" * 11, "", "\x00", " 1")]
    async with connected(erp) as system:
        answers = await look_up(system, Noun.ORDER, *strangers, Ref("elsewhere", "1"))
        assert set(answers.values()) == {ABSENT}
    assert erp.calls == []


@pytest.fixture(scope="module")
def few(told: dict[str, Holdings]) -> Holdings:
    return replace(told["erp"], orders=told["erp"].orders[:40])


async def test_pages_are_followed(few: Holdings) -> None:
    """In a batch too; the address of the next page bears the client only once."""
    with hosted(few, Limits(page_rows=7)) as tenant:
        async with connected(tenant, most_keys=20) as system:
            answers = await look_up(system, Noun.ORDER, *(order.ref for order in few.orders), facets=MOST)
            assert all(answer is not ABSENT for answer in answers.values())
        assert tenant.paths == [TOKEN, ROOT_OF_SERVICE, "POST $batch", *["GET A_SalesOrder"] * 4]
        assert tenant.calls[-1].options["$skiptoken"]
        assert tenant.calls[-1].options["sap-client"] == "100"


async def test_an_answer_without_an_end(few: Holdings) -> None:
    with hosted(few, Limits(page_rows=7)) as tenant:
        async with connected(tenant, most_pages=3) as system:
            with pytest.raises(Unreadable, match="without an end"):
                await look_up(system, Noun.ORDER, *(order.ref for order in few.orders[:30]))


@pytest.mark.parametrize("place", ["query", "header"])
async def test_the_client_is_named(erp: Hosted, place: str) -> None:
    async with connected(erp, client_in=place) as system:
        await look_up(system, Noun.ORDER, *(order.ref for order in erp.holdings.orders[:60]))
    for call in erp.calls:
        assert (call.options.get("sap-client"), call.headers.get("sap-client")) == (
            ("100", None) if place == "query" else (None, "100")
        )


async def test_many_questions_sign_in_once(erp: Hosted) -> None:
    async with connected(erp) as system:
        await look_up(system, Noun.ORDER, *(order.ref for order in erp.holdings.orders[:300]))
    assert erp.paths.count(TOKEN) == 1


async def test_ways_over_other_entities(crm: Hosted, tms: Hosted) -> None:
    """As docs/vendors/sap.md tells them."""
    loyal = next(customer for customer in crm.holdings.customers if customer.loyalty_number and customer.refs)
    async with connected(crm, **BASIC) as system:
        (ref,) = loyal.refs
        await one(system, Noun.CUSTOMER, Ref(ref.system, ref.value))
        parent = Parent(ParentKind.LOYALTY, (Ref("", loyal.loyalty_number or ""),))
        await system.port(Noun.CUSTOMER).pages([parent], spec(), HEAD, ask())
    assert crm.paths == ["GET A_BuPaIdentification", "GET A_BusinessPartner"] * 2
    async with connected(tms, **BASIC) as system:
        parent = Parent(ParentKind.TRACKING, (Ref("", tms.holdings.shipments[0].tracking_number or ""),))
        await system.port(Noun.SHIPMENT).pages([parent], spec(), HEAD, ask())
    assert tms.paths == ["GET A_HandlingUnitHeaderDelivery", ROOT_OF_SERVICE, "POST $batch"]
