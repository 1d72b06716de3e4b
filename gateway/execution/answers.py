"""Whole answers, kept as the bytes that were sent, for operations that the retailer named as cacheable."""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, Final, TypeAlias

import orjson
from graphql import OperationType
from msgspec import Struct, structs

from gateway.execution.documents import Operation, Recent
from gateway.execution.run import Answered
from gateway.execution.validity import Validity

Key: TypeAlias = tuple[Operation, bytes]
Seconds: TypeAlias = Callable[[], float]
"""Tells a time that only goes forward."""

_OVERHEAD: Final = 1_000  # bytes that an entry takes besides its body


class _Kept(Struct, frozen=True):
    """An answer without the end that tells who asked, and from when until when it serves."""

    answered: Answered
    etag: bytes
    since: float
    until: float


class Answers:
    """Keeps answers of named queries for as many seconds as `times` says, in about `size` bytes.

    An answer is kept under its operation (that is: its text), its variables and the asker's rights, which all askers
    of one `Answers` share. One that lacks something, because a system failed or was stale, is not kept.
    """

    def __init__(self, times: Mapping[str, float], *, entries: int, size: int, now: Seconds) -> None:
        self._times = times
        self._now = now
        self._kept: Recent[_Kept] = Recent(entries, size)

    def held(self, operation: Operation, variables: Mapping[str, Any], trace_id: str) -> Answered | None:
        """The answer to a question that was asked before."""
        if not self._seconds(operation):
            return None
        kept = self._kept.get(_key(operation, variables))
        now = self._now()
        if kept is None or kept.until <= now:
            return None
        body = b'%b"%b"}}' % (kept.answered.body, trace_id.encode())
        return structs.replace(kept.answered, body=body, validity=_validity(kept, now))

    def keep(self, operation: Operation, variables: Mapping[str, Any], answered: Answered, trace_id: str) -> Answered:
        """The same answer; the next who asks the same gets it too, if nothing was amiss."""
        seconds = self._seconds(operation)
        if not seconds or not answered.whole:
            return answered
        now = self._now()
        bare = structs.replace(
            answered, body=answered.body.removesuffix(b'"%b"}}' % trace_id.encode()), executor="kept"
        )
        etag = b'W/"%b"' % blake2b(answered.data, digest_size=16).hexdigest().encode()
        kept = _Kept(structs.replace(bare, data=b"", parts=()), etag, now, now + seconds)
        self._kept.keep(_key(operation, variables), kept, len(bare.body) + _OVERHEAD)
        return structs.replace(answered, validity=_validity(kept, now))

    def _seconds(self, operation: Operation) -> float:
        if not self._times or operation.name is None or operation.kind is not OperationType.QUERY:
            return 0
        return self._times.get(operation.name, 0)


def _key(operation: Operation, variables: Mapping[str, Any]) -> Key:
    """Equal texts are one operation, for as long as it is remembered; the variables are compared, not their digest."""
    return operation, orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)


def _validity(kept: _Kept, now: float) -> Validity:
    return Validity(kept.etag, int(now - kept.since), int(kept.until - now))
