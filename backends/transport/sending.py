"""A request and its reply: what a backend sees of HTTP."""

import asyncio

from backends.errors import BackendError, Rejected, TimedOut, Unavailable, Unreadable
from backends.manifest import Served
from backends.transport.failures import Babble, Crowded, Packed, Refused, Slow, TooLarge, WireError
from backends.transport.opening import Opener, origin_of
from backends.transport.pool import Load, Pool
from backends.transport.replies import Reply
from backends.transport.settings import HttpSettings
from backends.transport.writing import REPEATABLE, Pairs, Unfit


class Transport:
    """One system's address and the connections to it, opened when they are needed.

    It follows no redirect, keeps no cookie and reads no environment. It repeats only what changes nothing, once, when
    a kept connection turns out to be closed.
    """

    def __init__(self, served: Served, base_url: str, options: HttpSettings) -> None:
        self._served = served
        self._options = options
        self._base = base_url.rstrip("/")
        origin = origin_of(self._base)
        self._root = origin.path
        self._opener = Opener(origin, options)
        self._writer = self._opener.writer()
        self._pool: Pool | None = None

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Pairs = (),
        headers: Pairs = (),
        body: bytes = b"",
        deadline: float | None = None,
    ) -> Reply:
        """The reply to one request, by `deadline` (the loop's time), else within the system's time budget.

        `path` begins with "/" and is escaped already; a URL does as well, if it begins with ours. Raises Unavailable,
        TimedOut or Unreadable for what the network does, Rejected for what cannot be sent, and nothing for a status.
        """
        try:
            request = self._writer.written(method, self._path(path), query, headers, body)
        except Unfit as unfit:
            raise Rejected(f"{self._served.name} cannot be asked this: it fits into no {unfit.what}.") from None
        pool = self._opened() if self._pool is None else self._pool
        if deadline is None:
            deadline = asyncio.get_running_loop().time() + self._served.timeout
        try:
            return await pool.exchange(
                request, bodiless=method == "HEAD", repeatable=method in REPEATABLE, deadline=deadline
            )
        except (WireError, TimeoutError) as error:
            raise self._problem(error) from None

    @property
    def load(self) -> Load:
        """What its connections have to do just now."""
        return Load() if self._pool is None else self._pool.load

    async def close(self) -> None:
        """Close all connections; the next question opens new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _opened(self) -> Pool:
        self._pool = Pool.of(self._opener, self._options)
        return self._pool

    def _path(self, path: str) -> str:
        if not path.startswith("/"):
            path = path.removeprefix(self._base)
            if not path.startswith("/"):
                raise Unreadable(f"{self._served.name} sent us to another address.")
        return self._root + path

    def _problem(self, error: WireError | TimeoutError) -> BackendError:
        """What the network did, in the system's name."""
        name = self._served.name
        match error:
            case TimeoutError() | Slow():
                return TimedOut(f"{name} did not answer in time.")
            case Babble():
                return Unreadable(f"{name} does not speak HTTP at its address.")
            case TooLarge():
                return Unreadable(f"{name} sent more than {self._options.largest_answer} bytes.")
            case Packed():
                return Unreadable(f"{name} packed its answer in a way that cannot be unpacked.")
            case Refused(hint=hint):
                return Unavailable(f"{name} cannot be reached{hint}.")
            case Crowded():
                return Unavailable(f"{name} is not asked this: too many questions wait for it already.")
            case _:
                return Unavailable(f"{name} broke off its answer.")
