"""Lists over several systems: every system's rows without copies, and copies where the system of the originals failed.

Copies are left out by the systems themselves (decision 0012). Where a system fails, those below it are asked again for
their copies of its rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import structs

from backends.errors import Failure
from backends.hearing import at_once, in_lanes, note_answers
from backends.paging import Positions, row
from backends.planning import BY_SKU, Plan
from backends.ports import Ask, Facets, Page, Pages, PageSpec, Parent, Position
from backends.records import Record
from backends.registry import ServedPort
from backends.vocabulary import Noun

NOBODY: Final[frozenset[str]] = frozenset()
LANES: Final = 4  # calls to one system at a time, where its places in the lists differ: one call goes on from one place


def listing(plan: Plan) -> Sequence[ServedPort]:
    """The systems that are asked for the rows of a list: of SKUs, which all systems share, one lists all."""
    return plan.ports[:1] if plan.noun in BY_SKU else plan.ports


class Listing:
    """One question for a page of each parent's list; `said` is what each system answered."""

    def __init__(
        self, plan: Plan, starts: Mapping[Parent, Positions], spec: PageSpec, facets: Facets, ask: Ask
    ) -> None:
        self.said: dict[Parent, dict[str, Page | Failure]] = {parent: {} for parent in starts}
        self._missing: dict[tuple[Parent, str], frozenset[str]] = {}
        self._failed: dict[Parent, None] = {}  # of whose lists some system failed at some time
        self._plan = plan
        self._starts = starts
        self._spec = spec
        self._facets = facets
        self._ask = ask

    async def read_on(self, behind: Mapping[Parent, str]) -> None:
        """Ask systems that stopped looking too early to look further, each for its parents."""
        parents: dict[str, list[Parent]] = {}
        for parent, system in behind.items():
            parents.setdefault(system, []).append(parent)
        await at_once(self._further(port, parents.get(port.served.name, ())) for port in listing(self._plan))

    async def read(self) -> None:
        """Ask every system for its rows; then, where some failed, others for copies."""
        await at_once(self._rows(port, tuple(self._starts), NOBODY) for port in listing(self._plan))
        await at_once(
            self._rows(port, parents, missing)
            for (missing, failed), parents in self._silent().items()
            for port in self._below(missing)
            if port.served.name not in failed
        )

    def pages(self, parent: Parent) -> Iterator[Page]:
        """The systems' pages of a parent's list."""
        return (answer for answer in self.said[parent].values() if isinstance(answer, Page))

    def failures(self, parent: Parent) -> list[Failure]:
        """The failures of those whose rows are missing, in the order of authority."""
        if parent not in self._failed:
            return []
        answers = (self.said[parent].get(name) for name in self._plan.names)
        return [answer for answer in answers if isinstance(answer, Failure)]

    def _silent(self) -> Mapping[tuple[frozenset[str], frozenset[str]], Sequence[Parent]]:
        """The parents by the systems whose rows copies can stand in for, and those that failed."""
        silent: dict[tuple[frozenset[str], frozenset[str]], list[Parent]] = {}
        for parent in self._failed:
            failed = frozenset(failure.system for failure in self.failures(parent))
            # Copies of rows that were shown would be shown again: they stand in only for a system not begun yet.
            if missing := failed.difference(self._starts[parent]):
                silent.setdefault((missing, failed), []).append(parent)
        return silent

    def _below(self, systems: frozenset[str]) -> Sequence[ServedPort]:
        """The systems that may hold copies of rows of these."""
        return self._plan.ports[1 + min(map(self._plan.rank, systems)) :]

    async def _further(self, port: ServedPort, parents: Sequence[Parent]) -> None:
        """A system's rows after the places where it stopped, too."""
        name = port.served.name
        groups: dict[tuple[frozenset[str], Position | None], list[Parent]] = {}
        for parent in parents:
            page = self.said[parent][name]
            if isinstance(page, Page) and page.stops:
                place = row(page.stops[-1], self._spec.sort).position
                groups.setdefault((self._missing[parent, name], place), []).append(parent)
        for (missing, after), together in groups.items():
            spec, facets = self._plain(name, missing, after), self._wanted(port, missing)
            answers = await port.port.pages(together, spec, facets, self._ask)
            self._tell(port, answers)
            for parent, answer in answers.items():
                self.said[parent][name] = _joined(self.said[parent][name], answer)

    async def _rows(self, port: ServedPort, parents: Sequence[Parent], missing: frozenset[str]) -> None:
        """One system's rows, without copies of rows that systems above it give."""
        name = port.served.name
        places = self._by_place(name, parents)
        calls = (
            self._rows_after(port, together, self._plain(name, missing, after), missing)
            for after, together in places.items()
        )
        await in_lanes(calls, min(len(places), LANES))

    async def _rows_after(
        self, port: ServedPort, parents: Sequence[Parent], spec: PageSpec, missing: frozenset[str]
    ) -> None:
        answers = await port.port.pages(parents, spec, self._wanted(port, missing), self._ask)
        self._tell(port, answers)
        for parent, answer in answers.items():
            self._note(parent, port.served.name, answer, missing)

    def _plain(self, system: str, missing: frozenset[str], after: Position | None) -> PageSpec:
        """What one system is asked: the list from a place on, without copies of what others above it give."""
        above = frozenset(self._plan.names[: self._plan.rank(system)]) - missing
        return structs.replace(self._spec, without_copies_of=above, told="", after=after)

    def _wanted(self, port: ServedPort, missing: frozenset[str]) -> Facets:
        """The facets asked of a system; whose copies its rows are matters where some may be, and of persons always."""
        copies = bool(missing) or self._plan.noun is Noun.CUSTOMER
        return (self._plan.naming if copies else self._plan.serves)(port.served, self._facets)

    def _by_place(self, system: str, parents: Sequence[Parent]) -> Mapping[Position | None, Sequence[Parent]]:
        """The parents by where the system goes on in their lists."""
        groups: dict[Position | None, list[Parent]] = {}
        for parent in parents:
            groups.setdefault(self._starts[parent].get(system), []).append(parent)
        return groups

    def _note(self, parent: Parent, system: str, answer: Page | Failure, missing: frozenset[str]) -> None:
        """Who cannot stand in for others keeps what it said before."""
        if isinstance(answer, Page) or not missing:
            self.said[parent][system] = answer
            self._missing[parent, system] = missing

    def _tell(self, port: ServedPort, answers: Pages) -> None:
        """Note how the system fared; an empty page is an answer, too."""
        name, role = port.served.name, port.served.role
        heard: list[Record | Failure] = []
        for parent, answer in answers.items():
            if isinstance(answer, Failure):
                self._failed[parent] = None
                heard.append(answer)
            elif answer.items:
                heard += answer.items
            else:
                self._ask.ledger.answered(name, role)
        if heard:
            note_answers(name, role, heard, self._ask)


def _joined(page: Page | Failure, further: Page | Failure) -> Page | Failure:
    """A page and what follows it; nothing of it if that failed: its rows are asked for again, later."""
    if isinstance(page, Page) and isinstance(further, Page):
        return Page((*page.items, *further.items), further.more, (*page.stops, *further.stops))
    return further
