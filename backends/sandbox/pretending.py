"""The vendors' pretend servers: how each says what it can stand for, and who plays which system of the demo.

A vendor's package offers itself by a module `pretender` with a function `pretender() -> Pretender`. Nobody lists the
vendors: whoever has such a module is found, and a folder that is deleted is not missed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Final, TypeAlias

from msgspec import Struct
from starlette.types import ASGIApp

from backends.sandbox.faults import Bodies
from backends.sandbox.holdings import Holdings
from backends.sandbox.systems import AUTHORITY
from backends.vocabulary import Facet, Noun

Parts: TypeAlias = Mapping[Noun, frozenset[Facet]]
"""Nouns, and the facets of each."""

Keys: TypeAlias = Mapping[str, object]
"""Keys of a `[systems.NAME]` table: texts, numbers, flags, lists and tables of them."""

Owners: TypeAlias = Mapping[str, str]
"""By whose keys things are named: `{"customer": "crm", …}`."""

OWNERS: Final[Owners] = {noun.value: AUTHORITY[noun][0] for noun in (Noun.CUSTOMER, Noun.ORDER, Noun.LOCATION)}
"""The owners in the demo."""


class Pretender(Struct, frozen=True, kw_only=True):
    """One vendor's pretend server, with credentials made up for this one.

    `backend` is the backend that speaks its protocol. `plays`: the systems of the demo in whose place it can stand, and
    what of each it can hold; it gets those that are not taken. `app` serves holdings; its clock tells until when tokens
    hold. `keys` are the backend's own keys that reach it at an address. `bodies`: what the vendor says with a status
    when it is made to fail.
    """

    backend: str
    plays: Mapping[str, Parts]
    app: Callable[[Holdings, Callable[[], datetime]], ASGIApp]
    keys: Callable[[Holdings, str, Owners], Keys]
    bodies: Bodies | None = None


def found() -> tuple[Pretender, ...]:
    """Every vendor's, in the order of their folders' names."""
    names = sorted(path.parent.name for path in Path(__file__).parent.glob("*/pretender.py"))
    return tuple(import_module(f"{__package__}.{name}.pretender").pretender() for name in names)


def cast(pretenders: Iterable[Pretender]) -> Mapping[str, Pretender]:
    """Who plays which system: the first that can; what nobody plays is not in it."""
    taken: dict[str, Pretender] = {}
    for pretender in pretenders:
        for system in pretender.plays:
            taken.setdefault(system, pretender)
    return taken
