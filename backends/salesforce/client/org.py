"""One org: what is known of it, and its session; its ports share it."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from backends.manifest import Served
from backends.ports import Clock, Facets
from backends.salesforce import SalesforceSettings
from backends.salesforce.client.session import Session
from backends.salesforce.codes import words
from backends.salesforce.mapping import Mapped
from backends.salesforce.questions import Wanted, merges
from backends.salesforce.rows import at
from backends.salesforce.shapes import ASSIGNMENT, LOCATION, Shape
from backends.salesforce.soql import Statement, equal, every
from backends.salesforce.translate import Places, Source
from backends.salesforce.wire import Json
from backends.vocabulary import Facet, Noun

_PLACES_KEPT: Final = 600.0  # seconds that the list of inventory locations is taken to hold


class Org:
    """The org of one system; nothing is asked of it yet."""

    def __init__(self, served: Served, settings: SalesforceSettings, session: Session, clock: Clock) -> None:
        self.served = served
        self.settings = settings
        self.session = session
        self.mapped = Mapped(settings, served.name)
        self.words = words(settings.words)
        self._clock = clock
        self._places = Places()
        self._places_until = 0.0
        self._looking = asyncio.Lock()

    def source(self, noun: Noun, facets: Facets) -> Source:
        """This system, answering now for those of the facets that it serves."""
        served = self.served.facets[noun] & self.mapped.told(noun)
        return Source(
            role=self.served.role,
            facets=(facets & served) | {Facet.HEAD},
            fetched_at=self._clock(),
            words=self.words,
            mapped=self.mapped,
            currency=self.settings.currency,
            unit=self.settings.unit,
            percent=self.settings.rates == "percent",
        )

    def sample(self, noun: Noun) -> Statement:
        """A query for one record with every field that may ever be asked."""
        shape = self.mapped.shapes[noun]
        columns = self.mapped.columns(noun, self.served.facets[noun] | {Facet.HEAD})
        where, source = self.mapped.where(shape), str(self.mapped.source(shape))
        return Statement(columns=columns, source=source, where=where, limit=1)

    def binned(self) -> Statement:
        """A query for a merged customer, of whom there is none."""
        (statement,) = merges(self.mapped, Noun.CUSTOMER, Wanted(["-"]))
        return statement

    async def places(self) -> Places:
        """Where the inventory counts, from the settings or the org; looked up again every now and then."""
        async with self._looking:
            now = asyncio.get_running_loop().time()
            if now >= self._places_until:
                self._places = await self._looked_up()
                self._places_until = now + _PLACES_KEPT
        return self._places

    async def _looked_up(self) -> Places:
        own, groups = self.settings.inventory_locations, self.settings.inventory_groups
        statements = [*([] if own else [_locations(self.mapped)]), *([_members(self.mapped, groups)] if groups else [])]
        answers = list(await self.session.records(statements))
        found = own or _texts(answers.pop(0), _path(self.mapped, LOCATION, "key"))
        return Places(tuple(found), _grouped(self.mapped, answers.pop() if groups else ()))


def _path(mapped: Mapped, shape: Shape, word: str) -> str:
    path = mapped.path(shape, word) or shape.words[word]
    assert path is not None  # noqa: S101 - these words have standard fields
    return path


def _locations(mapped: Mapped) -> Statement:
    path = _path(mapped, LOCATION, "key")
    return Statement(columns=[path], source=str(mapped.source(LOCATION)), where=mapped.where(LOCATION), order=path)


def _members(mapped: Mapped, groups: Iterable[str]) -> Statement:
    group, location = (_path(mapped, ASSIGNMENT, word) for word in ("group", "location"))
    where = every([equal(group, list(groups)), mapped.where(ASSIGNMENT)])
    return Statement(columns=[group, location], source=str(mapped.source(ASSIGNMENT)), where=where)


def _texts(records: Iterable[Json], path: str) -> list[str]:
    return [str(key) for key in (at(record, path) for record in records) if key]


def _grouped(mapped: Mapped, records: Iterable[Json]) -> Mapping[str, frozenset[str]]:
    group, location = (_path(mapped, ASSIGNMENT, word) for word in ("group", "location"))
    members: dict[str, set[str]] = {}
    for record in records:
        members.setdefault(str(at(record, group)), set()).add(str(at(record, location)))
    return {name: frozenset(places) for name, places in members.items()}
