"""The cache in memory stays small and forgets in time."""

from backends.memory import BoundedMemory
from tests.backends.toy import ManualClock


async def test_values_come_back_as_the_same_objects() -> None:
    cache, value = BoundedMemory(ManualClock(), entries=10), (1, 2)
    await cache.multi_set([("a", value), ("b", 3)], ttl=10, timeout=None)
    assert await cache.multi_get(["b", "missing", "a"], timeout=None) == [3, None, value]
    assert await cache.get("a") is value


async def test_the_least_recently_used_goes_first() -> None:
    cache = BoundedMemory(ManualClock(), entries=3)
    await cache.multi_set([("a", 1), ("b", 2), ("c", 3)], timeout=None)
    await cache.multi_get(["a"], timeout=None)
    await cache.set("b", 2)
    await cache.set("d", 4)
    assert await cache.multi_get(["a", "b", "c", "d"], timeout=None) == [1, 2, None, 4]
    assert (len(cache), cache.evictions) == (3, 1)


async def test_more_than_fits_at_once() -> None:
    cache = BoundedMemory(ManualClock(), entries=2)
    await cache.multi_set([(str(n), n) for n in range(1_000)], timeout=None)
    assert (len(cache), cache.evictions) == (2, 998)
    assert await cache.multi_get(["998", "999"], timeout=None) == [998, 999]


async def test_expiry_follows_the_clock() -> None:
    clock = ManualClock()
    cache = BoundedMemory(clock, entries=10)
    await cache.set("short", 1, ttl=5)
    await cache.set("long", 2, ttl=10.5)
    await cache.set("ever", 3)
    clock.advance(5)
    assert await cache.multi_get(["short", "long", "ever"], timeout=None) == [None, 2, 3]
    clock.advance(10_000)
    assert await cache.multi_get(["short", "long", "ever"], timeout=None) == [None, None, 3]
    assert len(cache) == 1, "what was found expired is gone"


async def test_setting_again_starts_anew() -> None:
    clock = ManualClock()
    cache = BoundedMemory(clock, entries=10)
    await cache.set("a", 1, ttl=5)
    clock.advance(4)
    await cache.set("a", 2, ttl=5)
    clock.advance(4)
    assert await cache.get("a") == 2
