"""Completing the rows of lists: each with what other systems add to it, under its canonical name, and only once."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Final

from msgspec import structs

from backends.filters import Filter
from backends.finding import find
from backends.hearing import Hearing, Question, revealed, said_by
from backends.paging import MergedPage, Row
from backends.planning import BY_SKU, HEAD, SHARED
from backends.ports import Parent
from backends.records import Record, Ref
from backends.registry import ServedPort
from backends.repeats import repeated
from backends.vocabulary import Noun

NOTHING: Final = frozenset[Ref]()


async def completed(pages: Mapping[Parent, MergedPage], wish: Filter, hearing: Hearing) -> Mapping[Parent, MergedPage]:
    """The same pages, of whose rows nothing was heard yet; `wish` is what narrows them."""
    for page in pages.values():
        _note(page, hearing)
    keys = tuple(hearing.heard)
    repeats: Mapping[Parent, frozenset[Ref]] = {}
    if hearing.plan.noun is Noun.CUSTOMER:  # a row does not say whom it is about: others may know the person too
        await find(keys, hearing)
        repeats = await repeated(pages, wish, hearing)
    else:
        await hearing.hear(_additions(keys, hearing))
    return {parent: _concluded(page, repeats.get(parent, NOTHING), hearing) for parent, page in pages.items()}


def _note(page: MergedPage, hearing: Hearing) -> None:
    """What the rows say, and who of the silent had a part in them."""
    for row in page.rows:
        hearing.note(row.record.ref, row.system, row.record)
        for failure in page.failures:
            if _misses(row.record, failure.system, hearing):
                hearing.note(row.record.ref, failure.system, failure)


def _misses(record: Record, system: str, hearing: Hearing) -> bool:
    """Whether a silent system would have had a part in a row: as the original's, or to add to it."""
    plan = hearing.plan
    if plan.noun is Noun.CUSTOMER or system in hearing.partners(record.ref.system):
        return True
    above = plan.rank(system) < plan.rank(record.ref.system)
    return above and any(name.system == system for name in said_by(record, plan.noun))


def _additions(keys: Sequence[Ref], hearing: Hearing) -> Iterator[Question]:
    """What other systems add to rows, asked under the name that each knows best."""
    for port in hearing.plan.ports:
        names: dict[Ref, list[Ref]] = {}
        wanted = HEAD
        for key in keys:
            added = hearing.partners(key.system).get(port.served.name)
            if added and port.served.name not in hearing.said(key):
                wanted |= added
                names.setdefault(_best_name(key, port, hearing), []).append(key)
        if names:
            yield Question(port, names, wanted)


def _best_name(key: Ref, port: ServedPort, hearing: Hearing) -> Ref:
    if hearing.plan.noun in BY_SKU:
        return Ref(SHARED, key.key)
    names = revealed(hearing.found(key), hearing.plan.noun)
    return next((name for name in names if name.system == port.served.name), key)


def _concluded(page: MergedPage, repeats: Container[Ref], hearing: Hearing) -> MergedPage:
    """What came of each row; a thing that two systems list is there once, and the places of its others are passed."""
    found: set[Ref] = set()
    kept: list[Row] = []
    start = dict(page.start)
    for row in page.rows:
        answer = hearing.conclusion(row.record.ref)
        record = answer if isinstance(answer, Record) else row.record
        if row.record.ref not in repeats and record.ref not in found:
            found.add(record.ref)
            kept.append(structs.replace(row, record=record))
        elif kept:
            kept[-1] = structs.replace(kept[-1], passed=(*kept[-1].passed, (row.system, row.position)))
        else:
            start[row.system] = row.position
    return structs.replace(page, rows=tuple(kept), start=start)
