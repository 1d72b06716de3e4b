"""Walks over merged lists: every row once and in order, whatever is inserted or silent meanwhile."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from backends.paging import MergedPage, Row
from backends.ports import PageSpec, Parent, ParentKind, Sort
from backends.records import Inbound, Ref
from backends.vocabulary import Noun, SortField, SupplyStage
from tests.backends.routed_toy import House, Member, told
from tests.backends.toy import ANCHOR, HEAD, page_spec, question
from tests.backends.virtual_time import run
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
SYSTEMS = ("erp", "wms", "tms")
SKUS = ("s1", "s2")
PARENTS = [Parent(ParentKind.SKU, (Ref("", sku),)) for sku in SKUS]
MOST_PAGES = 200


class Line(Struct, frozen=True):
    """A supply: where it is listed, when it is expected, and of which earlier line it is a copy, if of one."""

    system: int
    key: str
    hours: int | None
    sku: int
    copy_of: int | None


class Walk(Struct, frozen=True, kw_only=True):
    """A walk over these lines, the last of which come `late`; who fails before each page; where to go on.

    `window` is how many rows a system looks at for a page.
    """

    authority: Sequence[str]
    lines: Sequence[Line]
    late: int
    sort: Sort
    size: int
    window: int | None = None
    failing: Sequence[frozenset[str]] = ()
    stops: Sequence[int] = ()


def records(walk: Walk) -> list[Inbound]:
    """The lines as records; a copy is in a system below its original's, else it is an original itself."""
    found: list[Inbound] = []
    for line in walk.lines:
        system = walk.authority[line.system % len(walk.authority)]
        original = None if line.copy_of is None or not found else found[line.copy_of % len(found)]
        copies = original is not None and not original.refs and _above(walk, original.ref.system, system)
        refs = (told(original.ref.system, original.key, "inbound"),) if original and copies else ()
        if Ref(system, line.key) not in {one.ref for one in found}:
            found.append(_supply(line, system, refs))
    return found


def _above(walk: Walk, one: str, other: str) -> bool:
    return walk.authority.index(one) < walk.authority.index(other)


def _supply(line: Line, system: str, refs: Any) -> Inbound:
    return Inbound(
        ref=Ref(system, line.key),
        refs=refs,
        sku=SKUS[line.sku],
        unit="C62",
        stage=SupplyStage.CONFIRMED,
        destination=Ref("erp", "shop"),
        ordered=Decimal(1),
        expected=Decimal(1),
        eta=None if line.hours is None else ANCHOR + timedelta(hours=line.hours),
        updated_at=ANCHOR,
    )


class Walker:
    """Walks both SKUs' lists to the end, each from cursor to cursor."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.records = records(walk)
        self.house = House(Noun.INBOUND, *(Member(name=name) for name in walk.authority))
        for toy in self.house.toys.values():
            toy.window = walk.window
        self.spec: PageSpec = page_spec(walk.size, walk.sort)
        self.cursors: dict[Parent, str | None] = dict.fromkeys(PARENTS)
        self.rows: dict[Parent, list[Row]] = {parent: [] for parent in PARENTS}
        self.late = self.records[len(self.records) - walk.late :] if walk.late else []
        self.first = self.records[: len(self.records) - len(self.late)]

    async def to_the_end(self) -> None:
        self._put(self.first)
        stops = list(self.walk.stops)
        for number in range(MOST_PAGES):
            going = [parent for parent in PARENTS if parent in self.cursors]
            if not going:
                return
            failing = self.walk.failing[number] if number < len(self.walk.failing) else frozenset()
            self.house.fail(*failing)
            for parent, page in (await self._pages(going)).items():
                assert {failure.system for failure in page.failures} == failing & set(self.walk.authority)
                self._take(parent, page, stops.pop() if stops else None)
            self._put([self.late.pop()] if self.late else [])
        raise AssertionError("the walk does not end")

    def _put(self, lines: Iterable[Inbound]) -> None:
        for line in lines:
            self.house.toys[line.ref.system].put(line)

    async def _pages(self, parents: Sequence[Parent]) -> dict[Parent, MergedPage]:
        routed = self.house.routed
        starts = {parent: routed.places([parent], self.spec, self.cursors[parent])[parent] for parent in parents}
        return dict(await routed.pages(parents, self.spec, HEAD, question(), starts))

    def _take(self, parent: Parent, page: MergedPage, stop: int | None) -> None:
        """Take a page's rows, or only those up to some row's own cursor."""
        assert len(page.rows) <= self.walk.size
        if stop is not None and page.rows and not page.failures:
            place = stop % len(page.rows)
            self.rows[parent] += page.rows[: place + 1]
            self.cursors[parent] = page.cursors()[place]
            return
        self.rows[parent] += page.rows
        if page.more:
            assert page.end_cursor != self.cursors[parent], "it goes on"
        if page.more or page.failures:
            self.cursors[parent] = page.end_cursor
        else:
            del self.cursors[parent]


def walked(walk: Walk) -> Walker:
    walker = Walker(walk)
    run(walker.to_the_end())
    return walker


def in_order(lines: Iterable[Inbound], sort: Sort) -> list[Ref]:
    """As a merged list is sorted, said anew: by value, system and key in one direction; nulls last."""

    def place(line: Inbound) -> tuple[Any, str, str]:
        return (line.eta if sort.field is SortField.ETA else line.key), line.ref.system, line.key

    lines = list(lines)
    known = sorted((line for line in lines if place(line)[0] is not None), key=place, reverse=sort.descending)
    unknown = sorted((line.ref for line in lines if place(line)[0] is None), reverse=sort.descending)
    return [line.ref for line in known] + unknown


def listed(rows: Iterable[Row]) -> list[Ref]:
    """The rows' own names, in the systems that listed them."""
    return [Ref(row.system, row.position.key) for row in rows]


lines = st.lists(
    st.builds(
        Line,
        st.integers(0, 2),
        st.text("ab", min_size=1, max_size=3),
        st.none() | st.integers(0, 3),
        st.integers(0, 1),
        st.none() | st.integers(0, 9),
    ),
    max_size=14,
)
ways = {
    "authority": st.sampled_from([("erp",), ("wms", "erp"), SYSTEMS, SYSTEMS[::-1]]),
    "lines": lines,
    "sort": st.builds(Sort, st.sampled_from([SortField.ETA, SortField.KEY]), st.booleans()),
    "size": st.integers(1, 4),
    "window": st.none() | st.integers(1, 4),
}
stops = st.lists(st.integers(0, 3), max_size=8)


@MANY
@given(st.builds(Walk, **ways, late=st.just(0), stops=stops))
def test_every_row_once_and_in_order(walk: Walk) -> None:
    """Copies are left out, and any row's cursor goes on after that row."""
    walker = walked(walk)
    for parent, sku in zip(PARENTS, SKUS, strict=True):
        originals = [line for line in walker.records if line.sku == sku and not line.refs]
        assert listed(walker.rows[parent]) == in_order(originals, walk.sort)


@MANY
@given(st.builds(Walk, **ways, late=st.integers(1, 6), stops=stops))
def test_rows_that_come_late_disturb_nobody(walk: Walk) -> None:
    """What was there at first is met once and in order; what comes later once or never, in its system's order."""
    walker = walked(walk)
    for parent, sku in zip(PARENTS, SKUS, strict=True):
        met = listed(walker.rows[parent])
        originals = [line for line in walker.records if line.sku == sku and not line.refs]
        first = in_order([line for line in originals if line in walker.first], walk.sort)
        assert [ref for ref in met if ref in first] == first
        for system in walk.authority:
            own = [line for line in originals if line.ref in met and line.ref.system == system]
            assert [ref for ref in met if ref.system == system] == in_order(own, walk.sort)


@MANY
@given(
    st.builds(
        Walk,
        **ways,
        late=st.just(0),
        failing=st.lists(st.frozensets(st.sampled_from(SYSTEMS)), min_size=1, max_size=5),
    )
)
def test_nothing_is_lost_while_systems_come_and_go(walk: Walk) -> None:
    """Every original is met once, though perhaps after a copy that stood in for it; no copy after its original."""
    walker = walked(walk)
    for parent, sku in zip(PARENTS, SKUS, strict=True):
        met = listed(walker.rows[parent])
        assert len(set(met)) == len(met)
        assert set(met) >= {line.ref for line in walker.records if line.sku == sku and not line.refs}
        for place, row in enumerate(walker.rows[parent]):
            stands_in = row.record.ref != Ref(row.system, row.position.key)
            assert not (stands_in and row.record.ref in met[:place])
