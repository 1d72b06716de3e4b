"""Around a port: answers are remembered for a time that the retailer chooses for each noun.

Records are remembered raw, under the name they were asked by and facet by facet; pages under all that was asked,
the scope of the asker's rights included. What failed is never remembered.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from aiocache.base import BaseCache
from msgspec import msgpack, structs

from backends.entries import (
    HEAD,
    CacheTimes,
    Entry,
    Fragment,
    Horizon,
    KeptPage,
    extended,
    held,
    horizon,
    is_aging,
    lacking,
    settled,
    settled_page,
)
from backends.errors import Failure
from backends.ledger import Ledger
from backends.manifest import Served
from backends.ports import Answer, Answers, Ask, Clock, Facets, Page, Pages, PageSpec, Parent, Port
from backends.records import Record, Ref
from backends.tasks import Tasks
from backends.vocabulary import Noun

Name = TypeVar("Name", Ref, Parent)
Names: TypeAlias = Mapping[Name, str]


class Cached:
    """Answers what is fresh in the cache, and asks for the keys and facets that are not in one call.

    When the system fails, what expired not too long ago is served with stamps that say so. `refreshes` is the most
    keys and pages that are asked anew in the background at any time.
    """

    def __init__(
        self,
        port: Port,
        cache: BaseCache,
        served: Served,
        noun: Noun,
        times: CacheTimes,
        clock: Clock,
        tasks: Tasks,
        *,
        refreshes: int = 100,
    ) -> None:
        self._port = port
        self._cache = cache
        self._prefix = f"{served.name}:{noun}:"
        self._times = times
        self._clock = clock
        self._tasks = tasks
        self._refreshes = refreshes
        self._refreshing: set[str] = set()

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        """As the port, but from the cache what is fresh there."""
        at = horizon(self._times, self._clock())
        names = {key: self._record_name(key) for key in keys}
        entries: dict[Ref, Entry] = dict.fromkeys(names, ()) | await self._read(names)
        answers: dict[Ref, Answer] = {
            key: answer for key, entry in entries.items() if (answer := held(entry, facets, at)) is not None
        }
        missing = {key: entry for key, entry in entries.items() if key not in answers}
        if self._times.soft:
            aging = {key: names[key] for key in answers if is_aging(entries[key], facets, at)}
            self._refresh(aging, lambda due: self._look_up(_only(due, entries), facets, _anew(at), _own(ask, at)))
        if missing:
            answers |= await self._look_up(missing, facets, at, ask)
        return answers

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        """As the port, but from the cache what is fresh there."""
        at = horizon(self._times, self._clock())
        names = self._page_names(parents, spec, facets, ask.scope)
        kept: dict[Parent, KeptPage] = await self._read(names)

        async def turn(asked: Sequence[Parent], ask: Ask) -> Pages:
            found = await self._port.pages(asked, spec, facets, _whole(ask))
            new = {parent: KeptPage(at.now, page) for parent, page in found.items() if isinstance(page, Page)}
            await self._write({names[parent]: page for parent, page in new.items()})
            return {parent: settled_page(page, kept.get(parent), at) for parent, page in found.items()}

        pages: dict[Parent, Page | Failure] = {name: keep.page for name, keep in kept.items() if keep.at > at.fresh}
        missing = [parent for parent in names if parent not in pages]
        if self._times.soft:
            aging = {parent: names[parent] for parent in pages if kept[parent].at <= at.soft}
            self._refresh(aging, lambda due: turn(due, _own(ask, at)))
        if missing:
            pages |= await turn(missing, ask)
        return pages

    async def _look_up(self, entries: Mapping[Ref, Entry], facets: Facets, at: Horizon, ask: Ask) -> dict[Ref, Answer]:
        """Ask for what the entries lack, remember it, and answer."""
        wanted = HEAD.union(*(lacking(entry, facets, at.fresh) for entry in entries.values()))
        found = await self._port.lookup(tuple(entries), wanted, _whole(ask))
        grown = {
            key: extended(entries[key], Fragment(at.now, answer))
            for key, answer in found.items()
            if not isinstance(answer, Failure)
        }
        await self._write({self._record_name(key): entry for key, entry in grown.items()})
        answers = {key: settled(answer, grown.get(key, entries[key]), facets, at) for key, answer in found.items()}
        # A key may name another thing by now: what was remembered of the former one is gone and must be asked too.
        torn = {key: () for key, answer in answers.items() if _is_torn(answer, facets - wanted)}
        return answers | await self._look_up(torn, facets, at, ask) if torn else answers

    def _refresh(self, aging: Names[Name], ask_anew: Callable[[list[Name]], Coroutine[Any, Any, object]]) -> None:
        """Ask in the background for what is not on its way already, as far as there is room."""
        room = self._refreshes - len(self._refreshing)
        due = dict(islice((pair for pair in aging.items() if pair[1] not in self._refreshing), room))
        if due:
            self._refreshing.update(due.values())
            task = self._tasks.start(ask_anew(list(due)))
            task.add_done_callback(lambda _: self._refreshing.difference_update(due.values()))

    async def _read(self, names: Names[Name]) -> dict[Name, Any]:
        values = await self._cache.multi_get(list(names.values()), timeout=None)
        # Not strict: aiocache answers [] while it is switched off by its environment variable.
        return {name: value for name, value in zip(names, values, strict=False) if value is not None}

    async def _write(self, values: Mapping[str, Entry | KeptPage]) -> None:
        if values:
            await self._cache.multi_set(list(values.items()), ttl=self._times.longest, timeout=None)

    def _record_name(self, key: Ref) -> str:
        # The length keeps apart refs whose system and key run together to the same text.
        return f"{self._prefix}{len(key.system)}:{key.system}:{key.key}"

    def _page_names(self, parents: Iterable[Parent], spec: PageSpec, facets: Facets, scope: str) -> dict[Parent, str]:
        """Digests, because what is searched for is long, and may be a person's name."""
        encoder = msgpack.Encoder(order="deterministic")
        shared = blake2b(encoder.encode((spec, facets, scope)), digest_size=16)
        return {parent: f"{self._prefix}page:{_digest(shared, encoder.encode(parent))}" for parent in parents}


def _digest(shared: blake2b, own: bytes) -> str:
    digest = shared.copy()
    digest.update(own)
    return digest.hexdigest()


def _is_torn(answer: Answer, trusted: Facets) -> bool:
    """Whether facets that were not asked, because they were remembered, are not in the answer after all."""
    return isinstance(answer, Record) and not trusted <= answer.facets


def _only(keys: Iterable[Ref], entries: Mapping[Ref, Entry]) -> dict[Ref, Entry]:
    return {key: entries[key] for key in keys}


def _anew(at: Horizon) -> Horizon:
    """What was asked before the soft time does not serve."""
    return structs.replace(at, fresh=at.soft)


def _whole(ask: Ask) -> Ask:
    """What is remembered serves whoever comes, so it is whole records."""
    return ask if ask.form is None else structs.replace(ask, form=None)


def _own(ask: Ask, at: Horizon) -> Ask:
    """What is asked in the background costs the asker nothing."""
    return Ask(at=at.now, scope=ask.scope, ledger=Ledger(at.now))
