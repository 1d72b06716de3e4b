"""The configuration that makes a gateway serve the demo retailer, as TOML."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from backends.sandbox.systems import AUTHORITY, PretendSystem
from backends.sandbox.world.moments import ANCHOR
from backends.sandbox.world.places import HOUSE
from backends.vocabulary import FACETS, Facet, Noun


class Connection(Struct, frozen=True, kw_only=True):
    """One system, the backend that reaches it, what is served of it, and the backend's own keys."""

    system: PretendSystem
    backend: str
    serves: Mapping[Noun, frozenset[Facet]]
    keys: Mapping[str, object]


def render(connections: Sequence[Connection], *, pinned_at: str | None = None) -> str:
    """The whole file; `pinned_at` is the machine's time (RFC 3339) at which the demo's day began, None for each start.

    Of the order of authority only those are named that serve the noun.
    """
    return "".join(f"{line}\n" for line in _document(connections, pinned_at))


def _document(connections: Sequence[Connection], pinned_at: str | None) -> Iterator[str]:
    yield "# The demo retailer: made-up people, made-up goods. The clock is pinned so that its stories always hold."
    yield from _table("retailer", name=HOUSE.name, time_zone=HOUSE.time_zone, default_country=HOUSE.country)
    began = {} if pinned_at is None else {"pinned_at": pinned_at}
    yield from _table("clock", pinned_to=f"{ANCHOR:%Y-%m-%dT%H:%M:%SZ}", **began)
    for each in connections:
        yield from _system(each)
    for noun, names in AUTHORITY.items():
        serving = {each.system.name for each in connections if noun in each.serves}
        yield from _table(f"nouns.{noun}", authority=[name for name in names if name in serving])


def _system(told: Connection) -> Iterator[str]:
    serves = [word for noun, facets in told.serves.items() for word in _words(noun, facets)]
    role = str(told.system.role)
    return _table(f"systems.{told.system.name}", backend=told.backend, role=role, serves=serves, **told.keys)


def _words(noun: Noun, facets: frozenset[Facet]) -> list[str]:
    """`noun` for all its facets, otherwise `noun.facet` for each; the head goes without saying."""
    if facets == FACETS[noun]:
        return [str(noun)]
    return sorted(f"{noun}.{facet}" for facet in facets - {Facet.HEAD})


def _table(heading: str, /, **values: object) -> Iterator[str]:
    yield f"\n[{heading}]"
    for key, value in values.items():
        yield f"{key} = {_toml(value)}"


def _toml(value: object) -> str:
    """A value in TOML; texts, numbers and flags are written there as in JSON."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_toml(str(key))} = {_toml(each)}" for key, each in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)
