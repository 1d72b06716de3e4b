"""A real system held in dicts: it answers as a port must, notes what it is asked, and waits or fails on request."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from msgspec import Struct, structs

from backends.errors import ABSENT, BackendError
from backends.filters import NO_FILTER
from backends.fragments import narrowed
from backends.ledger import Ledger, Stamp
from backends.manifest import Served
from backends.ports import Answer, Answers, Ask, Clock, Facets, Page, Pages, PageSpec, Parent, Position, Sort
from backends.records import Record, Ref
from backends.vocabulary import FACETS, Facet, Noun, SortField, StockConvention, SystemRole
from tests.backends.toy_rows import belongs, passes

ANCHOR = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HEAD = frozenset({Facet.HEAD})
BY_SKU = frozenset({Noun.VARIANT, Noun.STOCK})

Row: TypeAlias = tuple[Any, str]


class ManualClock:
    """Tells the time that a test sets; starts at the anchor."""

    def __init__(self, now: datetime = ANCHOR) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


class Call(Struct, frozen=True, kw_only=True):
    """One question that reached the system: `names` are the keys or the parents."""

    kind: str
    names: tuple[Any, ...]
    facets: Facets
    spec: PageSpec | None = None


class ToyPort:
    """One noun of a toy system.

    Every call first waits `delay` seconds and until `gate` is open (None: at once), then raises `failure` if
    there is one. `lost` are keys or parents that the answer leaves out, against the contract. `window` is how many rows
    it looks at for a page of which it leaves out copies (None: all).
    """

    def __init__(self, noun: Noun, name: str, role: SystemRole, records: Iterable[Record], clock: Clock) -> None:
        self.noun = noun
        self.name = name
        self.role = role
        self.clock = clock
        self.records: dict[str, Record] = {}
        self.put(*records)
        self.delay = 0.0
        self.gate: asyncio.Event | None = None
        self.failure: Exception | None = None
        self.lost: frozenset[Any] = frozenset()
        self.window: int | None = None
        self.calls: list[Call] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.cancelled = 0

    def put(self, *records: Record) -> None:
        """Add or replace records."""
        self.records.update({record.key: record for record in records})

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        """Answer by own key, by merged key or by cross-reference."""
        await self._called(Call(kind="lookup", names=tuple(keys), facets=facets))
        names = {name: record for record in self.records.values() for name in self._names_of(record)}
        return {key: self._found(names.get(self._canonical(key)), facets) for key in keys if key not in self.lost}

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        """Answer one page for each parent, by keyset."""
        await self._called(Call(kind="pages", names=tuple(parents), facets=facets, spec=spec))
        return {parent: self._page(parent, spec, facets) for parent in parents if parent not in self.lost}

    async def _called(self, call: Call) -> None:
        self.calls.append(call)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(self.delay)
            if self.gate is not None:
                await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.in_flight -= 1
        if self.failure is not None:
            raise self.failure

    def _canonical(self, key: Ref) -> Ref:
        return Ref(self.name, key.key) if self.noun in BY_SKU else key

    def _names_of(self, record: Record) -> Iterator[Ref]:
        yield Ref(self.name, record.key)
        yield from (Ref(self.name, old) for old in getattr(record, "merged", ()))
        yield from (Ref(ref.system, ref.value) for ref in record.refs if ref.kind == self.noun)

    def _found(self, record: Record | None, facets: Facets) -> Answer:
        return ABSENT if record is None else self._answered(record, facets)

    def _answered(self, record: Record, facets: Facets) -> Record:
        """What was asked of the record, with the stamp of this reading."""
        stamp = Stamp(system=self.name, role=self.role, as_of=record.updated_at, fetched_at=self.clock())
        return narrowed(structs.replace(record, facets=FACETS[self.noun], stamps=(stamp,)), facets)

    def _page(self, parent: Parent, spec: PageSpec, facets: Facets) -> Page:
        listed = (row for row in self.records.values() if belongs(row, parent) and passes(row, spec.filter))
        after = [
            row for row in in_order(listed, spec.sort) if spec.after is None or follows(row, spec.after, spec.sort)
        ]
        seen = after[: self.window]
        rows = [row for row in seen if not self._is_copy(row, spec)]
        stopped = len(seen) < len(after) and len(rows) <= spec.size and self._is_copy(seen[-1], spec)
        return Page(
            tuple(self._answered(row, facets) for row in rows[: spec.size]),
            more=len(rows) > spec.size or len(seen) < len(after),
            stops=(self._answered(seen[-1], facets),) if stopped else (),
        )

    def _is_copy(self, record: Record, spec: PageSpec) -> bool:
        return any(ref.kind == self.noun and ref.system in spec.without_copies_of for ref in record.refs)


class ToySystem:
    """A system of toy ports; `trouble` is what its probe raises."""

    def __init__(
        self, name: str, role: SystemRole, records: Mapping[Noun, Iterable[Record]], clock: Clock | None = None
    ) -> None:
        self.name = name
        self.role = role
        self.vocabulary_gaps = 0
        self.ports = {noun: ToyPort(noun, name, role, rows, clock or ManualClock()) for noun, rows in records.items()}
        self.trouble: BackendError | None = None
        self.probe_delay = 0.0
        self.closed = False

    def port(self, noun: Noun) -> ToyPort:
        """The port of a noun."""
        return self.ports[noun]

    async def probe(self) -> None:
        """Say what is wrong, if something is."""
        await asyncio.sleep(self.probe_delay)
        if self.trouble is not None:
            raise self.trouble

    async def close(self) -> None:
        """Note that it was closed."""
        self.closed = True


def in_order(records: Iterable[Record], sort: Sort) -> list[Record]:
    """Sorted by (value, key) in the direction asked, nulls last whatever the direction."""
    rows = sorted(records, key=lambda record: record.key, reverse=sort.descending)
    known = [row for row in rows if getattr(row, sort.field) is not None]
    known.sort(key=lambda record: getattr(record, sort.field), reverse=sort.descending)
    return known + [row for row in rows if getattr(row, sort.field) is None]


def follows(record: Record, position: Position, sort: Sort) -> bool:
    """Whether a row comes after a position."""
    value = getattr(record, sort.field)
    if (value is None) != (position.value is None):
        return value is None
    here, there = ("" if value is None else text_of(value), record.key), (position.value or "", position.key)
    return here < there if sort.descending else here > there


def text_of(value: Any) -> str:
    """A sort value as a position holds it; its instants are all of whole seconds, or none is: texts sort so."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)


def position_of(record: Record, sort: Sort) -> Position:
    """The position of a row."""
    value = getattr(record, sort.field)
    return Position(None if value is None else text_of(value), record.key)


def served(
    name: str = "oms",
    role: SystemRole = SystemRole.OMS,
    nouns: Iterable[Noun] = (Noun.ORDER,),
    *,
    timeout: float = 1.0,
    convention: StockConvention = StockConvention.GROSS,
    facets: Mapping[Noun, Facets] | None = None,
) -> Served:
    """A configured instance that serves every facet of its nouns, unless told otherwise."""
    return Served(
        name=name,
        role=role,
        backend="toy",
        facets=facets or {noun: FACETS[noun] for noun in nouns},
        timeout=timeout,
        stock_convention=convention,
    )


def question(at: datetime = ANCHOR, scope: str = "all") -> Ask:
    """A question with an empty ledger."""
    return Ask(at=at, scope=scope, ledger=Ledger(at))


def page_spec(size: int = 10, sort: Sort | None = None, **rest: Any) -> PageSpec:
    """Which rows, unfiltered and by key unless told otherwise."""
    return PageSpec(filter=rest.pop("filter", NO_FILTER), sort=sort or Sort(SortField.KEY), size=size, **rest)
