"""Short ways to ask a port."""

from collections.abc import Iterable, Mapping
from typing import Any

from backends.errors import Failure
from backends.filters import NO_FILTER, Filter
from backends.ledger import Ledger
from backends.ports import Answer, Ask, Page, PageSpec, Parent, ParentKind, Position, Sort
from backends.records import Record, Ref
from backends.salesforce.client import SalesforceSystem
from backends.sandbox.world.moments import ANCHOR
from backends.vocabulary import Facet, Noun, SortField

HEAD = frozenset({Facet.HEAD})
ROOT = Parent(ParentKind.ROOT)


def ask() -> Ask:
    return Ask(at=ANCHOR, scope="test", ledger=Ledger(ANCHOR))


async def look_up(
    system: SalesforceSystem, noun: Noun, *refs: Ref, facets: Iterable[Facet] = HEAD
) -> Mapping[Ref, Answer]:
    return await system.port(noun).lookup(refs, frozenset({*facets, Facet.HEAD}), ask())


async def one(system: SalesforceSystem, noun: Noun, ref: Ref, *, facets: Iterable[Facet] = HEAD) -> Any:
    """The record under a name."""
    answer = (await look_up(system, noun, ref, facets=facets))[ref]
    assert isinstance(answer, Record), answer
    return answer


def spec(
    field: SortField = SortField.KEY,
    *,
    wish: Filter = NO_FILTER,
    descending: bool = False,
    size: int = 100,
    after: Position | None = None,
    without: Iterable[str] = (),
) -> PageSpec:
    return PageSpec(
        filter=wish, sort=Sort(field, descending), size=size, after=after, without_copies_of=frozenset(without)
    )


async def pages(
    system: SalesforceSystem, noun: Noun, wanted: PageSpec, *parents: Parent, facets: Iterable[Facet] = HEAD
) -> list[Page]:
    answers = await system.port(noun).pages(parents or (ROOT,), wanted, frozenset({*facets, Facet.HEAD}), ask())
    found = [answers[parent] for parent in parents or (ROOT,)]
    return [page for page in found if not isinstance(page, Failure)]


async def keys(system: SalesforceSystem, noun: Noun, wanted: PageSpec, parent: Parent = ROOT) -> list[str]:
    """The keys of a page in its order."""
    (page,) = await pages(system, noun, wanted, parent)
    return [record.key for record in page.items]


def named(kind: ParentKind, *names: Ref) -> Parent:
    return Parent(kind, names)


def value(kind: ParentKind, text: str) -> Parent:
    return Parent(kind, (Ref("", text),))
