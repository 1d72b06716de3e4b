"""The backend says of a Tryton that none of us wrote what its own client says of it."""

from decimal import Decimal
from typing import Any

import pytest

from backends.errors import ABSENT, Denied, Rejected
from backends.filters import NO_FILTER, CustomerFilter, OrderFilter
from backends.ports import Page, PageSpec, Parent, ParentKind, Position, Sort, System
from backends.records import Ref
from backends.tryton import MANIFEST, TrytonSettings
from backends.tryton.client import connect
from backends.vocabulary import Facet, Noun, SortField
from tests.contract.asking import ask
from tests.contract.test_reading import HOSTILE
from tests.real.conftest import served, table
from tests.real.installation import Tryton

HEAD = frozenset({Facet.HEAD})
ROOT = Parent(ParentKind.ROOT)
PLACED = Sort(SortField.PLACED_AT, descending=True)
BY_KEY = Sort(SortField.KEY)


async def looked_up(erp: System, noun: Noun, keys: list[str], system: str = "erp") -> dict[str, Any]:
    answers = await erp.port(noun).lookup([Ref(system, key) for key in keys], MANIFEST.facets[noun], ask())
    return {ref.key: answer for ref, answer in answers.items()}


async def listed(erp: System, noun: Noun, parent: Parent, sort: Sort, **more: Any) -> Page:
    spec = PageSpec(**{"filter": NO_FILTER, "sort": sort, "size": 50, **more})
    page = (await erp.port(noun).pages([parent], spec, MANIFEST.facets[noun], ask()))[parent]
    assert isinstance(page, Page)
    return page


async def test_the_probe(erp: System) -> None:
    await erp.probe()


async def test_orders_and_their_lines(erp: System, tryton: Tryton) -> None:
    told = tryton.truth["sales"]
    assert {sale["state"] for sale in told} >= {"draft", "quotation", "processing", "cancelled"}
    found = await looked_up(erp, Noun.ORDER, [str(sale["id"]) for sale in told])
    for sale in told:
        order = found[str(sale["id"])]
        assert (order.source_status, order.number) == (sale["state"], sale["number"] or str(sale["id"]))
        assert order.customer == Ref("erp", sale["party"])
        assert (order.total.currency, order.total.amount_minor) == (sale["currency"], minor(sale["total"]))
        assert [ref.value for ref in order.refs] == [sale["reference"]]
        assert [
            (line.sku, line.ordered, line.unit_price, line.total.amount_minor, line.shipped) for line in order.lines
        ] == [
            (
                line["sku"],
                Decimal(line["quantity"]),
                Decimal(line["unit_price"]),
                minor(line["amount"]),
                Decimal(line["done"]),
            )
            for line in sale["lines"]
        ]


async def test_shipments(erp: System, tryton: Tryton) -> None:
    told = tryton.truth["shipments"]
    assert {shipment["state"] for shipment in told} >= {"waiting", "assigned", "picked", "packed", "done"}
    numbers = {sale["number"]: str(sale["id"]) for sale in tryton.truth["sales"]}
    found = await looked_up(erp, Noun.SHIPMENT, [shipment["number"] for shipment in told])
    for each in told:
        shipment = found[each["number"]]
        assert shipment.source_status == each["state"]
        assert shipment.order == Ref("erp", numbers[each["sales"][0]])
        assert shipment.origin == Ref("erp", each["warehouse"])
        assert [[line.sku, float(line.quantity)] for line in shipment.lines] == each["lines"]
        assert [package.tracking_number for package in shipment.packages] == each["packages"]
        assert (shipment.shipped_at and shipment.shipped_at.date().isoformat()) == each["effective_date"]


async def test_shipments_of_an_order(erp: System, tryton: Tryton) -> None:
    for sale in tryton.truth["sales"]:
        parent = Parent(ParentKind.ORDER, (Ref("erp", str(sale["id"])),))
        page = await listed(erp, Noun.SHIPMENT, parent, Sort(SortField.SHIPPED_AT))
        assert sorted(shipment.key for shipment in page.items) == sale["shipments"]


async def test_a_shipment_by_its_tracking_number(erp: System, tryton: Tryton) -> None:
    (packed, *_) = (each for each in tryton.truth["shipments"] if each["packages"])
    parent = Parent(ParentKind.TRACKING, (Ref("", packed["packages"][0]),))
    page = await listed(erp, Noun.SHIPMENT, parent, BY_KEY)
    assert [shipment.key for shipment in page.items] == [packed["number"]]


async def test_quantities_of_each_warehouse(erp: System, tryton: Tryton) -> None:
    told = tryton.truth["quantities"]
    assert len(told) == 3
    skus = sorted({sku for counts in told.values() for sku in counts})
    found = await looked_up(erp, Noun.STOCK, skus, system="")
    for sku in skus:
        counted = {position.location.key: float(position.on_hand) for position in found[sku].positions}
        assert counted == {place: counts[sku] for place, counts in told.items()}
        assert found[sku].unit == "EA"


async def test_customers(erp: System, tryton: Tryton) -> None:
    told = tryton.truth["parties"]
    found = await looked_up(erp, Noun.CUSTOMER, [party["code"] for party in told])
    for party in told:
        customer = found[party["code"]]
        assert customer.display_name == party["name"]
        assert customer.locale == party["lang"]
        emails = [value.lower() for kind, value in party["contacts"] if kind == "email"]
        assert [way.value for way in customer.contacts if way.kind == "EMAIL"] == emails
        assert [address.city for address in customer.addresses] == [place["city"] for place in party["addresses"]]


async def test_who_was_merged_is_the_survivor(erp: System, tryton: Tryton) -> None:
    survivor = tryton.truth["parties"][-1]["code"]
    codes = sorted(int(party["code"]) for party in tryton.truth["parties"])
    found = await looked_up(erp, Noun.CUSTOMER, [str(codes[-1] + 1)])
    assert found[str(codes[-1] + 1)].key == str(codes[-1])
    assert found[str(codes[-1] + 1)].merged == (str(codes[-1] + 1),)
    assert survivor in map(str, codes)


@pytest.mark.parametrize(
    ("kind", "value"), [(ParentKind.EMAIL, "customer.3@example.org"), (ParentKind.PHONE, "+33142685303")]
)
async def test_customers_by_how_they_are_reached(erp: System, kind: ParentKind, value: str) -> None:
    page = await listed(erp, Noun.CUSTOMER, Parent(kind, (Ref("", value),)), BY_KEY)
    assert [customer.display_name for customer in page.items] == ["Customer 03"]


async def test_customers_by_name(erp: System) -> None:
    page = await listed(erp, Noun.CUSTOMER, ROOT, Sort(SortField.NAME), filter=CustomerFilter(search="cust 05"))
    assert [customer.display_name for customer in page.items] == ["Customer 05"]
    page = await listed(erp, Noun.CUSTOMER, ROOT, Sort(SortField.NAME), filter=CustomerFilter(search="cust%"))
    assert page.items == ()


async def test_a_walk_in_small_pages(erp: System, tryton: Tryton) -> None:
    seen: list[str] = []
    after = None
    for _ in tryton.truth["sales"]:
        page = await listed(erp, Noun.ORDER, ROOT, PLACED, size=3, after=after)
        seen += [order.key for order in page.items]
        if not page.more:
            break
        last: Any = page.items[-1]
        after = Position(last.placed_at.isoformat(), last.key)
    assert seen == sorted((str(sale["id"]) for sale in tryton.truth["sales"]), key=int, reverse=True)


async def test_what_is_narrowed(erp: System, tryton: Tryton) -> None:
    sale = tryton.truth["sales"][-1]
    by_number = await listed(erp, Noun.ORDER, ROOT, PLACED, filter=OrderFilter(keys=(Ref("erp", str(sale["id"])),)))
    assert [order.key for order in by_number.items] == [str(sale["id"])]
    parent = Parent(ParentKind.CUSTOMER, (Ref("erp", sale["party"]),))
    page = await listed(erp, Noun.ORDER, parent, PLACED)
    theirs = {str(each["id"]) for each in tryton.truth["sales"] if each["party"] == sale["party"]}
    assert {order.key for order in page.items} == theirs
    originals = await listed(erp, Noun.ORDER, ROOT, PLACED, without_copies_of=frozenset({"shop"}))
    assert originals.items == ()


async def test_an_order_by_its_number(erp: System, tryton: Tryton) -> None:
    """A draft has none: that another's number is its key does not make it an answer."""
    numbers = {sale["number"]: str(sale["id"]) for sale in tryton.truth["sales"] if sale["number"]}
    assert any(str(sale["id"]) in numbers for sale in tryton.truth["sales"] if not sale["number"])
    for number, key in numbers.items():
        page = await listed(erp, Noun.ORDER, Parent(ParentKind.NUMBER, (Ref("", number),)), BY_KEY)
        assert [order.key for order in page.items] == [key]


@pytest.mark.parametrize("noun", MANIFEST.facets)
async def test_hostile_and_unknown_keys(erp: System, noun: Noun, tryton: Tryton) -> None:
    known = {
        Noun.ORDER: str(tryton.truth["sales"][0]["id"]),
        Noun.SHIPMENT: tryton.truth["shipments"][0]["number"],
        Noun.CUSTOMER: tryton.truth["parties"][0]["code"],
        Noun.STOCK: "GAR-001",
    }[noun]
    strangers = [key for key in (*HOSTILE, "no-such-key", str(2**31 - 1)) if key != known]
    found = await looked_up(erp, noun, [known, *strangers])
    assert found[known] is not ABSENT
    assert {key for key in strangers if found[key] is not ABSENT} == set()


async def test_by_the_name_that_the_shop_gave(erp: System, tryton: Tryton) -> None:
    sale = tryton.truth["sales"][3]
    found = await looked_up(erp, Noun.ORDER, [sale["reference"]], system="shop")
    assert found[sale["reference"]].key == str(sale["id"])


@pytest.mark.parametrize(
    ("changes", "branch"),
    [
        ({"password": "wrong"}, Denied),
        ({"username": "nobody"}, Denied),
        ({"database": "another"}, (Denied, Rejected)),
        ({"fields": {"order": {"channel": "no_such_field"}}}, Rejected),
    ],
)
async def test_what_is_refused(tryton: Tryton, changes: dict[str, Any], branch: Any) -> None:
    system = connect(served(), TrytonSettings.model_validate(table(tryton, **changes)), ask_at)
    with pytest.raises(branch) as raised:
        await system.probe()
    assert "no_such_field" not in str(changes) or "no_such_field" in raised.value.message
    assert "wrong" not in str(changes) or "wrong'" not in raised.value.message
    await system.close()


def ask_at() -> Any:
    return ask().at


def minor(amount: str) -> int:
    return int(Decimal(amount).scaleb(2))
