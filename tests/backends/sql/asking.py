"""Short ways to ask a port."""

from collections.abc import Iterable

from backends.errors import Failure
from backends.ledger import Ledger
from backends.ports import Answers, Ask, Page, PageSpec, Parent, ParentKind
from backends.records import Record, Ref
from backends.sql.client import SqlSystem
from backends.vocabulary import FACETS, Facet, Noun
from tests.backends.asking import HEAD, ROOT
from tests.backends.sql.databases import NOW

HELD_BY = (ParentKind.LOYALTY, ParentKind.EMAIL, ParentKind.PHONE)  # what a person may be known by


def ask() -> Ask:
    return Ask(at=NOW, scope="test", ledger=Ledger(NOW))


async def look_up(system: SqlSystem, noun: Noun, *refs: Ref, facets: Iterable[Facet] | None = None) -> Answers:
    """With all facets, unless told otherwise."""
    return await system.port(noun).lookup(refs, FACETS[noun] if facets is None else frozenset(facets), ask())


async def one(system: SqlSystem, noun: Noun, key: str, *, facets: Iterable[Facet] | None = None) -> Record:
    """The record that the system knows under a key of its own."""
    ref = Ref(system.name, key)
    answer = (await look_up(system, noun, ref, facets=facets))[ref]
    assert isinstance(answer, Record)
    return answer


async def page(system: SqlSystem, noun: Noun, wanted: PageSpec, parent: Parent = ROOT) -> Page:
    answer = (await system.port(noun).pages([parent], wanted, HEAD, ask()))[parent]
    assert not isinstance(answer, Failure)
    return answer


async def keys(system: SqlSystem, noun: Noun, wanted: PageSpec, parent: Parent = ROOT) -> list[str]:
    """The keys of a page in its order."""
    return [record.key for record in (await page(system, noun, wanted, parent)).items]


def named(kind: ParentKind, *names: tuple[str, str]) -> Parent:
    return Parent(kind, tuple(Ref(system, key) for system, key in names))
