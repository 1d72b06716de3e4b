"""One port over all the systems that serve a noun; one failure stands beside the others' answers."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from backends.completing import completed
from backends.finding import find, needed
from backends.hearing import Hearing
from backends.listing import Listing, listing
from backends.paging import MergedPage, Positions, decoded, fingerprints, merged
from backends.planning import Plan
from backends.ports import Answer, Ask, Facets, PageSpec, Parent
from backends.records import Ref
from backends.registry import ServedPort
from backends.vocabulary import Noun

LOOKS: Final = 8  # how often a system is asked to look on for a page that is not full; then it stays short


class Routed:
    """A noun over all its systems, in the order of authority; `remembered` is as in `Plan`."""

    def __init__(self, noun: Noun, ports: Sequence[ServedPort], *, remembered: int = 0) -> None:
        self.noun = noun
        self.plan = Plan(noun, ports, remembered=remembered)

    @property
    def listing(self) -> int:
        """How many systems are asked for the rows of a list."""
        return len(listing(self.plan))

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Mapping[Ref, Answer]:
        """One merged record for each name, whichever system gave it."""
        hearing = Hearing(self.plan, needed(self.plan, facets), ask)
        await find(keys, hearing)
        return {key: hearing.conclusion(key) for key in keys}

    async def pages(
        self,
        parents: Sequence[Parent],
        spec: PageSpec,
        facets: Facets,
        ask: Ask,
        starts: Mapping[Parent, Positions] | None = None,
    ) -> Mapping[Parent, MergedPage]:
        """One page of merged rows for each parent, from the start or from a place in its list."""
        begun = {parent: (starts or {}).get(parent, {}) for parent in parents}
        wanted = needed(self.plan, facets)
        heard = Listing(self.plan, begun, spec, wanted, ask)
        await heard.read()
        list_ = fingerprints(self.noun, spec)

        def merge(parent: Parent) -> MergedPage:
            answers, failures = heard.pages(parent), heard.failures(parent)
            told = partial(list_, parent)
            return merged(answers, spec, fingerprint=told, start=begun[parent], failures=failures)

        pages = {parent: merge(parent) for parent in begun}
        for _ in range(LOOKS):
            behind = {parent: page.behind for parent, page in pages.items() if page.behind}
            if behind:
                await heard.read_on(behind)
                pages |= {parent: merge(parent) for parent in behind}
        return await completed(pages, spec.filter, Hearing(self.plan, wanted, ask))

    def empty(self, parent: Parent, spec: PageSpec, start: Positions) -> MergedPage:
        """The page on which no row is."""
        told = partial(fingerprints(self.noun, spec), parent)
        return merged((), spec, fingerprint=told, start=start, failures=())

    def places(self, parents: Iterable[Parent], spec: PageSpec, cursor: str | None) -> Mapping[Parent, Positions]:
        """Where a cursor lies in each parent's list; raises `InvalidCursor` or `CursorMismatch`."""
        if cursor is None:
            return {parent: {} for parent in parents}
        list_ = fingerprints(self.noun, spec)
        return {parent: decoded(cursor, list_(parent)) for parent in parents}
