"""Short ways to ask a system's ports, as the demo's world is at its moment."""

from collections.abc import Iterable, Mapping
from typing import Any

from backends.filters import NO_FILTER, Filter
from backends.ledger import Ledger
from backends.ports import Answer, Ask, Page, PageSpec, Parent, ParentKind, Position, Sort, System
from backends.records import Record, Ref
from backends.sandbox.world.moments import ANCHOR
from backends.vocabulary import Facet, Noun, SortField

HEAD = frozenset({Facet.HEAD})
ROOT = Parent(ParentKind.ROOT)


def ask() -> Ask:
    return Ask(at=ANCHOR, scope="test", ledger=Ledger(ANCHOR))


async def look_up(system: System, noun: Noun, *refs: Ref, facets: Iterable[Facet] = HEAD) -> Mapping[Ref, Answer]:
    return await system.port(noun).lookup(refs, frozenset({*facets, Facet.HEAD}), ask())


async def one(system: System, noun: Noun, ref: Ref, *, facets: Iterable[Facet] = HEAD) -> Any:
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
    system: System, noun: Noun, wanted: PageSpec, *parents: Parent, facets: Iterable[Facet] = HEAD
) -> list[Page]:
    """The page of each parent, or of all."""
    answers = await system.port(noun).pages(parents or (ROOT,), wanted, frozenset({*facets, Facet.HEAD}), ask())
    found = [answers[parent] for parent in parents or (ROOT,)]
    assert all(isinstance(each, Page) for each in found), found
    return found  # type: ignore[return-value]  # as was just seen


async def page(system: System, noun: Noun, wanted: PageSpec, parent: Parent = ROOT) -> Page:
    (found,) = await pages(system, noun, wanted, parent)
    return found


async def keys(system: System, noun: Noun, wanted: PageSpec, parent: Parent = ROOT) -> list[str]:
    """The keys of a page in its order."""
    return [record.key for record in (await page(system, noun, wanted, parent)).items]


def named(kind: ParentKind, *names: Ref) -> Parent:
    return Parent(kind, names)


def value(kind: ParentKind, text: str) -> Parent:
    return Parent(kind, (Ref("", text),))
