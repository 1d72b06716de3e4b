"""Who waits for a connection, for how long, and who need not wait."""

import asyncio

import pytest

from backends.errors import TimedOut, Unavailable
from backends.transport import Load, Transport
from tests.backends.transport.wire import GOOD, Writer, always, peer, talking, transport_to


async def never(request: bytes, writer: Writer) -> None:
    await asyncio.sleep(30)


async def seconds_until_late(transport: Transport, path: str = "/", deadline: float | None = None) -> float:
    """How long it took until a question was given up."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(TimedOut, match=r"^erp did not answer in time\.$"):
        await transport.send("GET", path, deadline=None if deadline is None else began + deadline)
    return loop.time() - began


async def test_each_has_its_own_deadline() -> None:
    """One alarm serves them all: the shorter one that comes later is not late."""
    async with talking(never, timeout=1.5) as (transport, _):
        long, short, middle = await asyncio.gather(
            seconds_until_late(transport),
            seconds_until_late(transport, deadline=0.3),
            seconds_until_late(transport, deadline=0.8),
        )
    assert 0.29 < short < 0.75 < middle < 1.4 < long < 3


async def test_late_before_it_is_sent() -> None:
    """Nobody asks for what nobody waits for, least of all what changes something."""
    async with talking(always(GOOD)) as (transport, there):
        await transport.send("GET", "/")
        with pytest.raises(TimedOut):
            await transport.send("POST", "/", deadline=asyncio.get_running_loop().time())
        assert transport.load == Load(open=1, idle=1)
    assert len(there.requests) == 1


async def test_late_in_the_queue() -> None:
    """Whoever waits for a connection does so until its deadline, and leaves the queue."""
    async with talking(never, timeout=3.0, connections=1) as (transport, there):
        first = asyncio.create_task(transport.send("GET", "/first"))
        await asyncio.sleep(0.05)
        assert 0.19 < await seconds_until_late(transport, deadline=0.2) < 1
        assert transport.load == Load(open=1)
        first.cancel()
        await asyncio.wait([first])
        assert transport.load == Load()
        assert [b"/first" in each for each in there.requests] == [True]


async def test_late_while_connecting() -> None:
    """Nobody accepts: the time for connecting is longer than the deadline."""
    async with peer(always(GOOD)) as there:
        there.answer = never
        async with transport_to(f"https://127.0.0.1:{there.port}", timeout=0.3) as transport:
            assert 0.29 < await seconds_until_late(transport) < 2
            assert transport.load == Load()


async def test_no_more_wait_than_may() -> None:
    async with talking(never, timeout=5.0, connections=1, waiting=2) as (transport, there):
        asked = [asyncio.create_task(transport.send("GET", "/")) for _ in range(5)]
        refused, _ = await asyncio.wait(asked, timeout=0.1)
        assert len(refused) == 2
        for each in refused:
            with pytest.raises(Unavailable, match=r"^erp is not asked this: too many questions wait for it already\.$"):
                each.result()
        assert transport.load == Load(open=1, waiting=2, refused=2)
        there.answer = always(GOOD)
        for each in asked:
            each.cancel()
        await asyncio.wait(asked)
        assert transport.load == Load(refused=2)
        assert (await transport.send("GET", "/")).body == b"good"


async def test_each_in_turn() -> None:
    """The first that waits is the first that is sent, over the connections that there are."""

    async def slowly(request: bytes, writer: Writer) -> None:
        await asyncio.sleep(0.001)
        writer.write(GOOD)

    async with talking(slowly, connections=1) as (transport, there):
        await asyncio.gather(*(transport.send("GET", f"/{number}") for number in range(30)))
        assert [int(each.split(b" ")[1][1:]) for each in there.requests] == list(range(30))
        assert transport.load == Load(open=1, idle=1)
    assert there.connections == 1


async def test_who_waits_is_served_when_a_connection_breaks() -> None:
    async def say(request: bytes, writer: Writer) -> None:
        if b" /bad " in request:
            await asyncio.sleep(0.02)
            writer.close()
        else:
            writer.write(GOOD)

    async with talking(say, connections=2) as (transport, _):
        asked = [transport.send("POST", "/good" if number % 3 else "/bad") for number in range(30)]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [isinstance(each, Unavailable) for each in found] == [number % 3 == 0 for number in range(30)]
        assert transport.load.waiting == 0


async def test_who_waits_is_served_when_nobody_can_connect() -> None:
    """A place that came to nothing is given to the next."""
    async with talking(always(GOOD)) as (_, there):
        port = there.port
    async with transport_to(f"http://127.0.0.1:{port}", connections=1) as transport:
        found = await asyncio.gather(*(transport.send("GET", "/") for _ in range(5)), return_exceptions=True)
        assert [type(each) for each in found] == [Unavailable] * 5
        assert transport.load == Load()


async def test_cancelled_with_a_place_in_hand() -> None:
    """Cancelled between being given a place and taking it: the next gets it."""
    async with talking(always(GOOD), connections=1) as (transport, _):
        first = asyncio.create_task(transport.send("GET", "/"))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        assert first.cancelled()
        assert (await transport.send("GET", "/")).body == b"good"


async def test_close_ends_the_queue_too() -> None:
    async with talking(never, connections=1) as (transport, _):
        asked = [asyncio.create_task(transport.send("GET", "/")) for _ in range(3)]
        await asyncio.sleep(0.1)
        await transport.close()
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(each) for each in found] == [Unavailable] * 3


async def test_close_while_connecting() -> None:
    """What connects meanwhile is closed again."""
    async with talking(always(GOOD)) as (transport, there):
        asked = asyncio.create_task(transport.send("GET", "/"))
        await asyncio.sleep(0)
        await transport.close()
        with pytest.raises(Unavailable):
            await asked
        await asyncio.sleep(0.05)
        assert not there.open


async def test_idle_connections_are_closed() -> None:
    """Even if nothing is asked any more."""
    async with talking(always(GOOD)) as (transport, there):
        await asyncio.gather(*(transport.send("GET", "/") for _ in range(3)))
        assert transport.load.idle == len(there.open) > 0
        await asyncio.sleep(4.3)
        assert transport.load == Load()
        assert not there.open
