"""What is asked of an org for keys: queries, short enough each, and which answer is whose."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from backends.ports import Facets
from backends.records import Ref
from backends.salesforce.mapping import Mapped, once
from backends.salesforce.narrowing import among, askable, holds_ids, is_id, long_id
from backends.salesforce.rows import at
from backends.salesforce.soql import Statement, every, some
from backends.salesforce.wire import CustomerRow, Json, KeyedRow, OrderRow
from backends.vocabulary import Noun

_LONGEST_LIST: Final = 30_000  # characters of the keys in one query, which stand there twice, of 100,000 in all
_MASTER: Final = "MasterRecord"


class Wanted(Struct, frozen=True):
    """Keys that may be known: those of this system, and those of others by the system that gave them."""

    own: Sequence[str]
    elsewhere: Mapping[str, Sequence[str]] = {}

    def __bool__(self) -> bool:
        return bool(self.own or self.elsewhere)


def wanted(mapped: Mapped, noun: Noun, refs: Sequence[Ref]) -> Wanted:
    """What of the names asked can be known here at all."""
    known = [ref for ref in refs if askable(ref.key)]
    elsewhere = {system: [ref.key for ref in known if ref.system == system] for system in mapped.names(noun)}
    own = [ref.key for ref in known if ref.system == mapped.own]
    if holds_ids(mapped.key(noun)):
        own = [long_id(key) for key in own if is_id(key)]
    return Wanted(list(dict.fromkeys(own)), {system: keys for system, keys in elsewhere.items() if keys})


def lookups(mapped: Mapped, noun: Noun, asked: Wanted, facets: Facets) -> list[Statement]:
    """Queries for records by their keys."""
    shape = mapped.shapes[noun]
    names = [mapped.names(noun)[system] for system in asked.elsewhere]
    columns = once([*names, *mapped.columns(noun, facets)])
    return [
        Statement(
            columns=columns,
            source=str(mapped.source(shape)),
            where=every([_named(mapped, noun, part), mapped.where(shape)]),
        )
        for part in _parts(asked)
    ]


def merges(mapped: Mapped, noun: Noun, asked: Wanted) -> list[Statement]:
    """Queries for what was merged into these records, and into what these keys were merged."""
    key = mapped.key(noun)
    return [
        Statement(
            columns=[key, f"{_MASTER}.{key}"],
            source=str(mapped.source(mapped.shapes[noun])),
            where=every(["IsDeleted = true", "MasterRecordId != null", _merged(mapped, noun, part)]),
            with_deleted=True,
        )
        for part in _parts(asked)
    ]


def collectable(mapped: Mapped, noun: Noun, asked: Wanted, facets: Facets) -> Sequence[str]:
    """The fields to ask for by record ids alone, without a query; none where that does not do."""
    columns = mapped.columns(noun, facets)
    plain = all("." not in column and "(" not in column for column in columns)
    by_id = mapped.key(noun) == "Id" and not asked.elsewhere and not mapped.where(mapped.shapes[noun])
    return columns if plain and by_id else ()


def keys_of(mapped: Mapped, row: KeyedRow) -> Iterator[Ref]:
    """The names by which a row is known."""
    if isinstance(row, CustomerRow | OrderRow):
        yield from (Ref(system, key) for system, key in row.names.items())
    yield Ref(mapped.own, row.key)


def names_in(mapped: Mapped, noun: Noun, sent: Json) -> Sequence[Ref]:
    """The names of a record of which no row can be made."""
    paths = {mapped.own: mapped.key(noun), **mapped.names(noun)}
    names = {system: at(sent, path) for system, path in paths.items()}
    return [Ref(system, key) for system, key in names.items() if isinstance(key, str) and key]


def _merged(mapped: Mapped, noun: Noun, part: Wanted) -> str:
    by_old_key = [_named(mapped, noun, Wanted(part.own))] if part.own else []
    return some([*by_old_key, _named(mapped, noun, part, before=f"{_MASTER}.")])


def _named(mapped: Mapped, noun: Noun, part: Wanted, before: str = "") -> str:
    names = mapped.names(noun)
    fields = [(mapped.key(noun), part.own), *((names[system], keys) for system, keys in part.elsewhere.items())]
    return some(among([f"{before}{path}"], keys) for path, keys in fields if keys)


def _parts(asked: Wanted) -> Iterator[Wanted]:
    """The keys in parts whose literals are short enough for a query."""
    own: list[str] = []
    elsewhere: dict[str, list[str]] = {}
    length = 0
    pairs = [(None, key) for key in asked.own] + [(name, key) for name, keys in asked.elsewhere.items() for key in keys]
    for system, key in pairs:
        cost = 2 * len(key) + 3
        if length + cost > _LONGEST_LIST:
            yield Wanted(own, elsewhere)
            own, elsewhere, length = [], {}, 0
        (own if system is None else elsewhere.setdefault(system, [])).append(key)
        length += cost
    if length:
        yield Wanted(own, elsewhere)


def canonical(mapped: Mapped, noun: Noun, name: Ref) -> Ref:
    """A name as rows bear it: ids in their long form."""
    own_id = name.system == mapped.own and holds_ids(mapped.key(noun))
    return Ref(name.system, long_id(name.key)) if own_id else name


def survivors(mapped: Mapped, noun: Noun, binned: Iterable[Json]) -> Mapping[str, str]:
    """The surviving key of each merged record's."""
    key = mapped.key(noun)
    return {str(at(each, key)): str(at(each, f"{_MASTER}.{key}")) for each in binned}
