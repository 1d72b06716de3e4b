"""`adapter(sandbox(world)) == world`, whatever is asked beside it, in as few requests as were promised."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from backends.errors import ABSENT
from backends.records import Ref
from backends.vocabulary import Facet, Noun
from tests.contract.asking import Candidate, connected, look_up
from tests.contract.cases import FACETS, NOUNS, NOUNS_OVER_HTTP, label

HEAD = frozenset({Facet.HEAD})
HOSTILE = (
    *("", " ", "'", "''", '"', "\\", "\\'", "%", "_", "*", "null", "true", "0", "-1", "1e9", "NaN", "../..", "a/b?c=d"),
    *(
        "' OR '1'='1",
        "') OR (1=1",
        "1); DROP TABLE orders; --",
        "{0}",
        "${x}",
        "<b>",
        "a,b",
        "a;b",
        "a\nb",
        "\x00",
        "\x7f",
    ),
    *("é", "\u202e", "\U0001f600", "\ud800", "9" * 40, "x" * 300),
)


@pytest.mark.parametrize(("served", "noun"), NOUNS, indirect=["served"], ids=label)
async def test_read_as_told(served: Candidate, noun: Noun) -> None:
    """Every record, and every word of it is known."""
    facets, told = served.facets[noun], served.records(noun)
    assert told
    async with connected(served) as system:
        for batch in _batches(told, served.harness.manifest.batch_limit):
            keys = [record.ref for record in batch]
            assert await look_up(system, noun, keys, facets) == await look_up(served.toy, noun, keys, facets)
        assert system.vocabulary_gaps == 0


@pytest.mark.parametrize(("served", "noun", "facet"), FACETS, indirect=["served"], ids=label)
async def test_only_what_is_asked(served: Candidate, noun: Noun, facet: Facet) -> None:
    keys = [record.ref for record in served.records(noun)[:40]]
    facets = frozenset({Facet.HEAD, facet})
    async with connected(served) as system:
        assert await look_up(system, noun, keys, facets) == await look_up(served.toy, noun, keys, facets)


@pytest.mark.parametrize(("served", "noun"), NOUNS_OVER_HTTP, indirect=["served"], ids=label)
async def test_many_cost_little_more_than_one(served: Candidate, noun: Noun) -> None:
    most, allowed, seen = served.harness.manifest.batch_limit, served.harness.requests, served.pretended.seen
    assert allowed is not None
    assert seen is not None
    keys = [record.ref for record in served.records(noun)[:most]]
    async with connected(served) as system:
        await system.probe()  # whatever it must know before it can ask
        await look_up(system, noun, keys[:1], served.facets[noun])
        for count in (1, 2, len(keys)):
            seen.paths.clear()
            await look_up(system, noun, keys[:count], served.facets[noun])
            assert len(seen.paths) <= allowed(noun, count), f"{count} keys: {seen.paths}"


@pytest.mark.parametrize(("served", "noun"), NOUNS, indirect=["served"], ids=label)
async def test_unknown_and_repeated_keys(served: Candidate, noun: Noun) -> None:
    known, unknown = served.records(noun)[0].ref, Ref(served.holdings.name, "no-such-key")
    async with connected(served) as system:
        answers = await look_up(system, noun, [unknown, known, unknown, known], HEAD)
        assert answers == await look_up(served.toy, noun, [known, unknown], HEAD)
        assert answers[unknown] is ABSENT
        assert await look_up(system, noun, [unknown], HEAD) == {unknown: ABSENT}
        assert await look_up(system, noun, [], HEAD) == {}


@pytest.mark.parametrize("strangers", ["own", "foreign"])
@pytest.mark.parametrize(("served", "noun"), NOUNS, indirect=["served"], ids=label)
async def test_hostile_keys_cost_the_others_nothing(served: Candidate, noun: Noun, strangers: str) -> None:
    own = served.holdings.name
    known, system_name = served.records(noun)[0].ref, own if strangers == "own" else "else'where"
    keys = [known, *(Ref(system_name, key) for key in HOSTILE)]
    async with connected(served) as system:
        assert await look_up(system, noun, keys, HEAD) == await look_up(served.toy, noun, keys, HEAD)


@pytest.mark.parametrize(("served", "noun"), NOUNS, indirect=["served"], ids=label)
async def test_by_the_names_that_others_give(served: Candidate, noun: Noun) -> None:
    """Of a copy, by the original's name; and of what was merged, by its old one."""
    told: Sequence[Any] = served.records(noun)
    foreign = [Ref(ref.system, ref.value) for record in told for ref in record.refs if ref.kind == noun]
    old = [Ref(served.holdings.name, key) for record in told for key in getattr(record, "merged", ())]
    names = [*foreign[:200], *old[:50], Ref("elsewhere", "no-such-key")]
    async with connected(served) as system:
        assert await look_up(system, noun, names, HEAD) == await look_up(served.toy, noun, names, HEAD)


@pytest.mark.parametrize(("served", "noun"), NOUNS, indirect=["served"], ids=label)
async def test_many_at_once(served: Candidate, noun: Noun) -> None:
    keys = [record.ref for record in served.records(noun)[:24]]
    async with connected(served) as system:
        answers = await asyncio.gather(*(look_up(system, noun, [key], HEAD) for key in keys))
    assert answers == [await look_up(served.toy, noun, [key], HEAD) for key in keys]


def _batches(records: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (records[start : start + size] for start in range(0, len(records), size))
