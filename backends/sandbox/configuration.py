"""The configuration that makes a gateway serve the demo retailer, as TOML."""

import json
from collections.abc import Callable, Iterator
from typing import TypeAlias

from backends.sandbox.systems import AUTHORITY, SYSTEMS, PretendSystem
from backends.sandbox.world.moments import ANCHOR
from backends.sandbox.world.places import HOUSE
from backends.vocabulary import FACETS, Facet, Noun

OwnKeys: TypeAlias = Callable[[PretendSystem], dict[str, str]]
"""The keys that a backend wants for one system, besides those that all backends have."""


def render(backend: str, own_keys: OwnKeys) -> str:
    """The whole file: every system through one backend, with the keys which that backend wants for each of them."""
    return "\n".join(_document(backend, own_keys))


def _document(backend: str, own_keys: OwnKeys) -> Iterator[str]:
    yield "# The demo retailer: made-up people, made-up goods. The clock is pinned so that its stories always hold."
    yield from _table("retailer", name=HOUSE.name, time_zone=HOUSE.time_zone, default_country=HOUSE.country)
    yield from _table("clock", pinned_to=f"{ANCHOR:%Y-%m-%dT%H:%M:%SZ}")
    for system in SYSTEMS:
        yield from _system(system, backend, own_keys(system))
    for noun, names in AUTHORITY.items():
        yield from _table(f"nouns.{noun}", authority=list(names))


def _system(system: PretendSystem, backend: str, own_keys: dict[str, str]) -> Iterator[str]:
    serves = [word for noun, facets in system.serves.items() for word in _words(noun, facets)]
    return _table(f"systems.{system.name}", backend=backend, role=str(system.role), serves=serves, **own_keys)


def _words(noun: Noun, facets: frozenset[Facet]) -> list[str]:
    """`noun` for all its facets, otherwise `noun.facet` for each; the head goes without saying."""
    if facets == FACETS[noun]:
        return [str(noun)]
    return sorted(f"{noun}.{facet}" for facet in facets - {Facet.HEAD})


def _table(heading: str, /, **values: str | list[str]) -> Iterator[str]:
    """One table; a JSON string, or list of strings, is a TOML one as well."""
    yield f"\n[{heading}]"
    for key, value in values.items():
        yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
