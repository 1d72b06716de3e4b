"""An aiocache cache in this process's memory that cannot grow without end."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from aiocache.base import BaseCache
from aiocache.serializers import NullSerializer
from msgspec import Struct

from backends.ports import Clock


class Held(Struct, frozen=True):
    """A value and when it expires; None: never."""

    value: Any
    expires: datetime | None


class BoundedMemory(BaseCache):  # type: ignore[misc]  # aiocache has no types
    """Holds at most `entries` values and drops the least recently used.

    Values are handed out as they were put in, not copied: put in immutable ones. Expiry follows the injected clock
    and is looked at when a value is read, because a timer for each value costs more than the value.
    """

    NAME = "bounded-memory"

    def __init__(self, clock: Clock, *, entries: int) -> None:
        super().__init__(serializer=NullSerializer(), timeout=None)
        self.entries = entries
        self.evictions = 0
        self._clock = clock
        self._held: OrderedDict[str, Held] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    async def _get(self, key: str, encoding: str | None = None, _conn: object = None) -> Any:
        return self._read(key, self._clock())

    async def _multi_get(self, keys: Sequence[str], encoding: str | None = None, _conn: object = None) -> list[Any]:
        now = self._clock()
        return [self._read(key, now) for key in keys]

    async def _set(
        self, key: str, value: Any, ttl: float | None = None, _cas_token: object = None, _conn: object = None
    ) -> bool:
        return await self._multi_set([(key, value)], ttl)

    async def _multi_set(
        self, pairs: Iterable[tuple[str, Any]], ttl: float | None = None, _conn: object = None
    ) -> bool:
        expires = None if ttl is None else self._clock() + timedelta(seconds=ttl)
        for key, value in pairs:
            self._held[key] = Held(value, expires)
            self._held.move_to_end(key)
        while len(self._held) > self.entries:
            self._held.popitem(last=False)
            self.evictions += 1
        return True

    def _read(self, key: str, now: datetime) -> Any:
        held = self._held.get(key)
        if held is None:
            return None
        if held.expires is not None and held.expires <= now:
            del self._held[key]
            return None
        self._held.move_to_end(key)
        return held.value
