"""Nothing is left that only the garbage collector could find: its pauses would be everybody's."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from types import FrameType

import pytest

from backends.errors import BackendError
from backends.transport import Transport
from tests.backends.transport.wire import GOOD, Answer, Writer, always, talking

HEAD = b"HTTP/1.1 200 OK\r\n"


async def garbage(ask: Callable[[], Awaitable[None]]) -> set[str]:
    """What of ours was left; the servers of these tests leave their own."""
    await ask()
    gc.freeze()  # what there was before is not looked at: it would take longer than all the rest
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        await ask()
        await asyncio.sleep(0.05)  # what was closed is told to be closed
        gc.collect()
        return {name for name in map(owner, gc.garbage) if name.startswith(("backends.", "httptools"))}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.unfreeze()


def owner(left: object) -> str:
    """The module that a frame runs in, or that an object's type is of."""
    return left.f_globals["__name__"] if isinstance(left, FrameType) else f"{type(left).__module__} {type(left)}"


async def never(request: bytes, writer: Writer) -> None:
    await asyncio.sleep(30)


async def answered(transport: Transport) -> None:
    """Some requests at once, over fewer connections."""
    for found in await asyncio.gather(*(transport.send("GET", "/") for _ in range(20))):
        assert found.headers["content-length"] == "4"


async def failed(transport: Transport) -> None:
    for _ in range(3):
        with pytest.raises(BackendError):
            await transport.send("GET", "/")


async def cancelled(transport: Transport) -> None:
    asked = [asyncio.create_task(transport.send("GET", "/")) for _ in range(5)]
    await asyncio.sleep(0.05)
    for each in asked:
        each.cancel()
    await asyncio.wait(asked)


CASES: dict[str, tuple[Answer, Callable[[Transport], Awaitable[None]]]] = {
    "answered": (always(GOOD), answered),
    "closed each time": (always(GOOD.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")), answered),
    "cut off": (always(HEAD, then_close=True), failed),
    "no HTTP": (always(b"220 mail\r\n"), failed),
    "too large": (always(HEAD + b"content-length: 9999\r\n\r\n"), failed),
    "badly packed": (always(HEAD + b"content-encoding: gzip\r\ncontent-length: 1\r\n\r\nx"), failed),
    "late": (never, failed),
    "cancelled": (never, cancelled),
}


@pytest.mark.parametrize("kind", sorted(CASES))
async def test_nothing_is_left(kind: str) -> None:
    answer, ask = CASES[kind]
    async with talking(answer, connections=2, timeout=0.2, largest_answer=2_000) as (transport, _):

        async def once() -> None:
            await ask(transport)
            await transport.close()

        assert await garbage(once) == set()


async def test_what_is_left_is_found() -> None:
    """The test above would see a cycle of ours."""

    async def leave() -> None:
        problem = BackendError("left")
        problem.__context__ = BackendError("too")
        problem.__context__.__cause__ = problem

    assert await garbage(leave) == {"backends.errors <class 'backends.errors.BackendError'>"}
