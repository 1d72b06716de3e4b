"""How the world is asked: many keys in, a mapping out; one bad key never costs the others theirs.

A port answers two questions. A wrapper (guard, coalescing, caching, routing) is a port around ports.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from msgspec import Struct

from backends.errors import Absent, Failure
from backends.filters import Filter
from backends.ledger import Ledger
from backends.records import Record, Ref
from backends.vocabulary import Facet, Noun, SortField, SystemRole

Clock: TypeAlias = Callable[[], datetime]
"""Tells the time, UTC and aware. Injected; nobody calls `now()`."""

Facets: TypeAlias = frozenset[Facet]


class Ask(Struct, frozen=True, kw_only=True):
    """One question that somebody is asking: what travels with every call made for it.

    `scope` names the rights under which lists are cached; `at` is the time of the question (UTC).
    `form` is what rows may be instead of records, for a port that decodes them whole; others ignore it.
    """

    at: datetime
    scope: str
    ledger: Ledger
    form: type[Struct] | None = None


class ParentKind(StrEnum):
    """What the rows of a page belong to."""

    ROOT = "root"
    CUSTOMER = "customer"
    ORDER = "order"
    PRODUCT = "product"
    SKU = "sku"
    LOCATION = "location"
    EMAIL = "email"
    PHONE = "phone"
    LOYALTY = "loyalty"
    NUMBER = "number"
    TRACKING = "tracking"
    GTIN = "gtin"


class Parent(Struct, frozen=True):
    """What the rows of a page belong to, under every name it is known by.

    For a thing the names are its refs in the various systems; for a value (an e-mail, a GTIN, a SKU)
    one `Ref("", value)`, normalised; for ROOT nothing.
    """

    kind: ParentKind
    names: tuple[Ref, ...] = ()


class Sort(Struct, frozen=True):
    """By which field rows are sorted; the key breaks ties in the same direction; nulls come last."""

    field: SortField
    descending: bool = False


class Position(Struct, frozen=True):
    """A place in one system's sorted rows: after the row with this sort value and this key.

    `value` is RFC 3339 for instants, text otherwise, None for a null.
    """

    value: str | None
    key: str


class PageSpec(Struct, frozen=True, kw_only=True):
    """Which rows: filtered, sorted, after a position, at most `size` for each parent.

    `without_copies_of` names systems: rows whose refs name an original there are left out. `told` is the filter in the
    asker's own words, where the filter itself depends on who answered; it names the list in cursors.
    """

    filter: Filter
    sort: Sort
    size: int
    after: Position | None = None
    without_copies_of: frozenset[str] = frozenset()
    told: str = ""


class Page(Struct, frozen=True):
    """Some rows in order; `more` says whether others follow.

    A system that leaves out copies may stop looking before its page is full: `stops` is then the row at which it
    stopped, a copy that is not among the items, and `more` is true. Where it looked on, there are several.
    """

    items: tuple[Record, ...]
    more: bool = False
    stops: tuple[Record, ...] = ()


Answer: TypeAlias = Record | Absent | Failure
Answers: TypeAlias = Mapping[Ref, Answer]
Pages: TypeAlias = Mapping[Parent, Page | Failure]


class Port(Protocol):
    """One noun of one system, or of all of them behind a wrapper of the same shape.

    Every key (and every parent) asked is in the mapping that comes back. A vendor's port raises
    `BackendError` when the whole call failed; wrapped ports never raise it, they answer `Failure`.
    A `Ref` whose system is another one is a cross-reference: "what you know as the copy of that".
    """

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers: ...

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages: ...


class System(Protocol):
    """One configured instance of a backend."""

    @property
    def name(self) -> str: ...

    @property
    def role(self) -> SystemRole: ...

    @property
    def vocabulary_gaps(self) -> int:
        """How many words it sent that our vocabulary does not have, since start."""

    def port(self, noun: Noun) -> Port: ...

    async def probe(self) -> None:
        """Ask something small; raise `BackendError` that says what is wrong and what to do."""

    async def close(self) -> None: ...
