"""Whole answers, kept as the bytes that were sent, for operations that the retailer named as cacheable."""

import math
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, Final, TypeAlias

import orjson
from graphql import OperationType
from msgspec import Struct, structs

from gateway.execution.documents import Operation, Recent
from gateway.execution.run import Answered
from gateway.execution.validity import Validity
from gateway.packing import Beginning, begun

Key: TypeAlias = tuple[Operation, bytes]
Seconds: TypeAlias = Callable[[], float]
"""Tells a time that only goes forward."""

_OVERHEAD: Final = 1_000  # bytes that an entry takes besides its body


class _Kept(Struct, frozen=True):
    """An answer without the end that tells who asked, also packed, and from when until when it serves."""

    answered: Answered
    packed: Beginning | None
    etag: bytes
    since: float
    until: float


class Answers:
    """Keeps answers of named queries for as many seconds as `times` says, in about `size` bytes.

    An answer is kept under its operation (that is: its text), its variables and the asker's rights, which all askers
    of one `Answers` share. One that lacks something, because a system failed or was stale, is not kept. Those of
    `pack_from` bytes and more are kept packed, too; 0 for none.
    """

    def __init__(
        self, times: Mapping[str, float], *, entries: int, size: int, now: Seconds, pack_from: int = 0
    ) -> None:
        self._times = times
        self._now = now
        self._pack_from = pack_from or math.inf
        self._kept: Recent[_Kept] = Recent(entries, size)

    def held(self, operation: Operation, variables: Mapping[str, Any], trace_id: str, *, gzip: bool) -> Answered | None:
        """The answer to a question that was asked before; packed, if it is kept so, for who takes `gzip`."""
        if not self._seconds(operation):
            return None
        kept = self._kept.get(_key(operation, variables))
        now = self._now()
        if kept is None or kept.until <= now:
            return None
        end, validity = _end(trace_id), _validity(kept, now)
        if gzip and kept.packed is not None:
            return structs.replace(kept.answered, body=kept.packed.with_end(end), packed=True, validity=validity)
        return structs.replace(kept.answered, body=kept.answered.body + end, validity=validity)

    async def keep(
        self, operation: Operation, variables: Mapping[str, Any], answered: Answered, trace_id: str
    ) -> Answered:
        """The same answer; the next who asks the same gets it too, if nothing was amiss."""
        seconds = self._seconds(operation)
        if not seconds or not answered.whole:
            return answered
        now = self._now()
        body = answered.body.removesuffix(_end(trace_id))
        bare = structs.replace(answered, body=body, executor="kept", data=b"", parts=())
        packed = await begun(body) if len(body) >= self._pack_from else None
        etag = b'W/"%b"' % blake2b(answered.data, digest_size=16).hexdigest().encode()
        kept = _Kept(bare, packed, etag, now, now + seconds)
        size = len(body) + len(packed.packed if packed else b"") + _OVERHEAD
        self._kept.keep(_key(operation, variables), kept, size)
        return structs.replace(answered, validity=_validity(kept, now))

    def _seconds(self, operation: Operation) -> float:
        if not self._times or operation.name is None or operation.kind is not OperationType.QUERY:
            return 0
        return self._times.get(operation.name, 0)


def _key(operation: Operation, variables: Mapping[str, Any]) -> Key:
    """Equal texts are one operation, for as long as it is remembered; the variables are compared, not their digest."""
    return operation, orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)


def _end(trace_id: str) -> bytes:
    return b'"%b"}}' % trace_id.encode()


def _validity(kept: _Kept, now: float) -> Validity:
    return Validity(kept.etag, int(now - kept.since), int(kept.until - now))
