"""Rows of persons whom a system above lists too: they are left out (decision 0012).

A copy says what it is the copy of and is left out at the source; a person's record need not say whom it is about. What
decides is her record above and the filter, never what else lies on the page: so it is right across page borders.
"""

from collections.abc import Iterator, Mapping

from backends.filters import Filter
from backends.finding import find
from backends.fitting import fits
from backends.hearing import Hearing, said_by
from backends.matching import TOGETHER
from backends.paging import MergedPage, Row
from backends.ports import Parent
from backends.records import Customer, Ref
from backends.vocabulary import Noun


async def repeated(pages: Mapping[Parent, MergedPage], wish: Filter, heard: Hearing) -> Mapping[Parent, frozenset[Ref]]:
    """The rows of each parent, by their own names, of somebody whom a system above is known to list too."""
    more = Hearing(heard.plan, heard.facets | TOGETHER, heard.ask)
    for parent, page in pages.items():
        for row in page.rows:
            told = _told(row, parent, page, wish, heard)
            if told and True not in told and (None in told or heard.plan.rank(row.system) > len(told)):
                # Her contacts would tell, or another record above that only this one names: all of her is asked for.
                more.note(row.record.ref, row.system, row.record)
    if more.heard:
        await find(tuple(more.heard), more)
    return {
        parent: frozenset(
            row.record.ref
            for row in page.rows
            if True in [*_told(row, parent, page, wish, heard), *_told(row, parent, page, wish, more)]
        )
        for parent, page in pages.items()
    }


def _told(row: Row, parent: Parent, page: MergedPage, wish: Filter, heard: Hearing) -> list[bool | None]:
    """Whether each system above that knows the person, as far as was heard, lists her."""
    return [fits(person, parent, wish) for person in _above(row, page, heard)]


def _above(row: Row, page: MergedPage, heard: Hearing) -> Iterator[Customer]:
    """What systems above the row's know of the person: of those that gave rows, and not as a copy, which they omit."""
    rank, silent = heard.plan.rank, {failure.system for failure in page.failures}
    for record in heard.found(row.record.ref):
        place = rank(record.ref.system)
        if not isinstance(record, Customer) or place >= rank(row.system) or record.ref.system in silent:
            continue
        if not any(rank(name.system) < place for name in said_by(record, Noun.CUSTOMER)):
            yield record
