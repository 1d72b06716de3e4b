"""What the contract suite must know of a backend besides its manifest: one module in `harnesses` says it of each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace
from starlette.types import ASGIApp, Receive, Scope, Send

from backends.manifest import Manifest
from backends.ports import Clock, Facets, ParentKind
from backends.records import Record
from backends.sandbox.faults import Bodies, Faulty
from backends.sandbox.holdings import Holdings
from backends.sandbox.hosting import hosted
from backends.vocabulary import Noun, SortField
from tests.backends.toy import ManualClock

HARNESSES: Final = Path(__file__).with_name("harnesses")
Table: TypeAlias = Mapping[str, Any]


class Seen:
    """An app around another that notes the requests which reach it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.paths: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.paths.append(scope["path"])
        await self._app(scope, receive, send)


class Pretended(Struct):
    """A system in service: the keys of its `[systems.NAME]` table, its clock, and over HTTP what it sees and does."""

    table: Table
    clock: ManualClock
    faulty: Faulty | None = None
    seen: Seen | None = None


Serve: TypeAlias = Callable[[Holdings, ManualClock, Path], AbstractContextManager[Pretended]]
"""Puts holdings in service for a while; the folder is empty and may be written to."""


class Listing(Struct, frozen=True):
    """Pages that a system of the demo can be asked for: of which noun, below what, sorted by what."""

    system: str
    noun: Noun
    below: ParentKind
    sort: SortField


Left: TypeAlias = Callable[[Any], Record | None]
"""What is left of a record."""


class Harness(Struct, frozen=True, kw_only=True):
    """One backend before the suite.

    `holds`: which of each demo system's nouns and facets are put into it. `left`: by type, what is left of a record
    there, None for nothing; the rest is lost on the way in, and nothing may be invented afterwards. `requests`: the
    most HTTP requests that a lookup of so many keys may cost, sign-in excluded; None for what is not reached over
    HTTP. `session_seconds`: how long a sign-in holds, None where there is none. `refused`: changes to the table with
    each of which nobody may be let in. `says`: by the fault, the vendor's own words and code that the error must hold
    for support, after the sign-in. `advises`: by the fault, the part of the vendor's page to which the error must
    lead, before the sign-in.
    """

    manifest: Manifest
    holds: Mapping[str, Mapping[Noun, Facets]]
    serve: Serve
    left: Mapping[type[Record], Left] = field(default_factory=dict)
    lists: tuple[Listing, ...] = ()
    requests: Callable[[Noun, int], int] | None = None
    session_seconds: float | None = None
    refused: tuple[Table, ...] = field(default_factory=tuple)
    says: Mapping[str, str] = field(default_factory=dict)
    advises: Mapping[str, str] = field(default_factory=dict)

    def kept(self, record: Record) -> Record | None:
        """What it can hold of a record."""
        leave = self.left.get(type(record))
        return record if leave is None else leave(record)


CUSTOMERS: Final = (
    Listing("crm", Noun.CUSTOMER, ParentKind.ROOT, SortField.NAME),
    Listing("crm", Noun.CUSTOMER, ParentKind.EMAIL, SortField.KEY),
    Listing("crm", Noun.CUSTOMER, ParentKind.PHONE, SortField.KEY),
    Listing("crm", Noun.CUSTOMER, ParentKind.LOYALTY, SortField.KEY),
)


def unsynced(record: Any) -> Any:
    """No vendor's field says when another system's key was last seen."""
    return replace(record, refs=tuple(replace(ref, synced_at=None) for ref in record.refs))


def over_http(
    app: Callable[[Holdings, Clock], ASGIApp],
    table: Callable[[Holdings, str], Table],
    bodies: Bodies | None = None,
) -> Serve:
    """Serves a pretend server on loopback; `table` has the keys that reach it at an address.

    `bodies`: what the vendor says when it fails.
    """

    @contextmanager
    def serve(holdings: Holdings, clock: ManualClock, folder: Path) -> Iterator[Pretended]:
        seen = Seen(app(holdings, clock))
        faulty = Faulty(seen, bodies=bodies)
        with hosted(faulty) as url:
            yield Pretended(table=table(holdings, url), clock=clock, faulty=faulty, seen=seen)

    return serve


def found() -> Mapping[str, Harness]:
    """Every harness there is, by the name of its module."""
    names = sorted(path.stem for path in HARNESSES.glob("[!_]*.py"))
    return {name: import_module(f"{__package__}.harnesses.{name}").HARNESS for name in names}
