"""Pages, compared with those that the same records in dicts give."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from backends.filters import NO_FILTER
from backends.ports import Page, PageSpec, Parent, ParentKind, Position, Sort
from backends.records import Ref
from backends.vocabulary import ContactKind, Facet
from tests.backends.toy import position_of
from tests.contract.asking import Candidate, ask, connected, listed
from tests.contract.cases import LISTS, label
from tests.contract.harness import Listing

HEAD = frozenset({Facet.HEAD})
ROOT = Parent(ParentKind.ROOT)
FIELDS = {
    ParentKind.CUSTOMER: ("customer",),
    ParentKind.ORDER: ("order",),
    ParentKind.PRODUCT: ("product",),
    ParentKind.LOCATION: ("location", "destination"),
    ParentKind.SKU: ("sku",),
    ParentKind.GTIN: ("gtin",),
    ParentKind.NUMBER: ("number",),
    ParentKind.LOYALTY: ("loyalty_number",),
    ParentKind.TRACKING: ("tracking_number",),
}
CONTACTS = {ParentKind.EMAIL: ContactKind.EMAIL, ParentKind.PHONE: ContactKind.PHONE}


def parents(served: Candidate, wanted: Listing) -> list[Parent]:
    """What the rows belong to, the fullest first."""
    if wanted.below is ParentKind.ROOT:
        return [ROOT]
    counted = Counter(name for record in served.records(wanted.noun) for name in names(record, wanted.below))
    return [Parent(wanted.below, (name,)) for name, _ in counted.most_common()]


def names(record: Any, kind: ParentKind) -> Iterator[Ref]:
    if kind in CONTACTS:
        yield from (Ref("", each.value) for each in record.contacts or () if each.kind is CONTACTS[kind])
    for field in FIELDS.get(kind, ()):
        value = getattr(record, field, None)
        if value is not None:
            yield value if isinstance(value, Ref) else Ref("", value)


def spec(wanted: Listing, descending: bool, size: int, after: Position | None = None, *without: str) -> PageSpec:
    sort = Sort(wanted.sort, descending)
    return PageSpec(filter=NO_FILTER, sort=sort, size=size, after=after, without_copies_of=frozenset(without))


@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize(("served", "wanted"), LISTS, indirect=["served"], ids=label)
async def test_a_walk_meets_every_row_once(served: Candidate, wanted: Listing, descending: bool) -> None:
    parent = parents(served, wanted)[0]
    ((_, more),) = (await listed(served.toy, wanted.noun, [parent], spec(wanted, descending, 1_000))).values()
    size = 700 if more else 3  # a long walk in pages longer than a vendor's, a short one in many
    after: Position | None = None
    async with connected(served) as system:
        while True:
            asked = spec(wanted, descending, size, after)
            found = await listed(system, wanted.noun, [parent], asked)
            assert found == await listed(served.toy, wanted.noun, [parent], asked)
            ((refs, more),) = found.values()
            if not more or size * 12 < len(refs):
                break
            after = position_of(served.toy.port(wanted.noun).records[refs[-1].key], asked.sort)


@pytest.mark.parametrize(("served", "wanted"), LISTS, indirect=["served"], ids=label)
async def test_many_parents_in_one_call(served: Candidate, wanted: Listing) -> None:
    some = [*parents(served, wanted)[:30], Parent(wanted.below, (Ref("", "no-such"),)), *parents(served, wanted)[30:60]]
    asked, seen = spec(wanted, True, 2), served.pretended.seen
    async with connected(served) as system:
        await listed(system, wanted.noun, some[:1], asked)  # signs in
        if seen is not None:
            seen.paths.clear()
        found = await listed(system, wanted.noun, some, asked)
    assert found == await listed(served.toy, wanted.noun, some, asked)
    assert seen is None or len(seen.paths) <= 4 + len(some) // 10, seen.paths


@pytest.mark.parametrize(("served", "wanted"), LISTS, indirect=["served"], ids=label)
async def test_copies_are_left_out_there(served: Candidate, wanted: Listing) -> None:
    """A system may stop at a copy before its page is full; the walk goes on from there."""
    asked, others = spec(wanted, False, 200), ("oms", "crm", "else'where")
    parent, refs, after, more = parents(served, wanted)[0], list[Ref](), None, True
    wholly = spec(wanted, False, 200, None, *others)
    ((expected, whether_more),) = (await listed(served.toy, wanted.noun, [parent], wholly)).values()
    async with connected(served) as system:
        while more and len(refs) < asked.size:
            some = replace(wholly, size=asked.size - len(refs), after=after)
            page = (await system.port(wanted.noun).pages([parent], some, HEAD, ask()))[parent]
            assert isinstance(page, Page)
            assert page.items or page.stops or not page.more
            refs += [record.ref for record in page.items]
            more = page.more
            for last in (page.stops or page.items)[-1:]:
                after = position_of(last, asked.sort)
    assert refs == expected
    assert more or not whether_more


@pytest.mark.parametrize(("served", "wanted"), LISTS, indirect=["served"], ids=label)
async def test_hostile_parents(served: Candidate, wanted: Listing) -> None:
    if wanted.below is ParentKind.ROOT:
        some = [ROOT]
    else:
        words = ("'", "' OR '1'='1", "\\", "%", "\x00", "\ud800", "x" * 300, "")
        some = [Parent(wanted.below, (Ref(system, word),)) for word in words for system in ("", served.holdings.name)]
        some.append(parents(served, wanted)[0])
    asked = spec(wanted, False, 2)
    async with connected(served) as system:
        assert await listed(system, wanted.noun, some, asked) == await listed(served.toy, wanted.noun, some, asked)
