"""The toy is what other tests believe in: its pages are walked once through every row."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from backends.errors import ABSENT
from backends.filters import OrderFilter
from backends.ports import Page, Parent, ParentKind, Sort
from backends.records import ExternalRef, Order, Ref, Shipment
from backends.vocabulary import Noun, ShipmentDirection, SortField, SystemRole
from tests.backends.samples import customer, order, stock
from tests.backends.toy import ANCHOR, HEAD, ManualClock, ToyPort, page_spec, position_of, question
from tests.backends.virtual_time import run

EXAMPLES = 200
ROOT = Parent(ParentKind.ROOT)


def shipment(key: str, eta: int | None) -> Shipment:
    return Shipment(
        ref=Ref("tms", key),
        direction=ShipmentDirection.OUTBOUND,
        eta=None if eta is None else ANCHOR + timedelta(hours=eta),
        updated_at=ANCHOR,
        version=1,
    )


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    etas=st.dictionaries(st.text("abc", min_size=1, max_size=3), st.none() | st.integers(0, 3), max_size=9),
    sort=st.builds(Sort, st.sampled_from([SortField.ETA, SortField.KEY]), st.booleans()),
    size=st.integers(1, 4),
)
def test_a_walk_sees_every_row_once_in_order(etas: dict[str, int | None], sort: Sort, size: int) -> None:
    port = ToyPort(Noun.SHIPMENT, "tms", SystemRole.TMS, [shipment(*row) for row in etas.items()], ManualClock())

    async def walk() -> list[str]:
        keys: list[str] = []
        after, more = None, True
        while more:
            (page,) = (await port.pages([ROOT], page_spec(size, sort, after=after), HEAD, question())).values()
            assert isinstance(page, Page)
            assert len(page.items) <= size
            keys += [row.key for row in page.items]
            after, more = (position_of(page.items[-1], sort), page.more) if page.items else (None, False)
        return keys

    seen = run(walk())
    known = sorted((eta, key) for key, eta in etas.items() if eta is not None)
    unknown = sorted(key for key, eta in etas.items() if eta is None)
    if sort.descending:
        known, unknown = known[::-1], unknown[::-1]
    by_eta = [key for _, key in known] + unknown
    assert seen == (sorted(etas, reverse=sort.descending) if sort.field is SortField.KEY else by_eta)


async def test_names_old_and_foreign_find_the_record() -> None:
    port = ToyPort(Noun.CUSTOMER, "crm", SystemRole.CRM, [customer("1")], ManualClock())
    names = [Ref("crm", "1"), Ref("crm", "old-1"), Ref("pos", "P1"), Ref("pos", "1")]
    answers = await port.lookup(names, HEAD, question())
    assert [answers[name] is ABSENT for name in names] == [False, False, False, True]


async def test_skus_are_everybodys() -> None:
    port = ToyPort(Noun.STOCK, "wms", SystemRole.WMS, [stock("s1")], ManualClock())
    answers = await port.lookup([Ref("", "s1"), Ref("pim", "s1")], HEAD, question())
    assert [answer.ref for answer in answers.values()] == [Ref("wms", "s1")] * 2


async def test_rows_that_are_copies_or_filtered_are_left_out() -> None:
    rows = [order("1"), order("2", refs=(ExternalRef(system="erp", kind="invoice", value="I2"),)), order("3", refs=())]
    port = ToyPort(Noun.ORDER, "oms", SystemRole.OMS, rows, ManualClock())
    parent = Parent(ParentKind.CUSTOMER, (Ref("pos", "x"), Ref("crm", "c1")))
    spec = page_spec(filter=OrderFilter(numbers=("N1", "N2")), without_copies_of=frozenset({"erp"}))
    (page,) = (await port.pages([parent], spec, HEAD, question())).values()
    assert [row.key for row in page.items if isinstance(row, Order)] == ["2"]
