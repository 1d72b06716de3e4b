"""Who is let in, and staying in."""

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from backends.errors import Denied
from backends.vocabulary import Facet
from tests.contract.asking import Candidate, connected, look_up
from tests.contract.cases import FIRST_OVER_HTTP, REFUSED, SIGNING_IN, label

HEAD = frozenset({Facet.HEAD})


def secrets(served: Candidate, changes: dict[str, Any] | None = None) -> list[str]:
    """What no message may say."""
    table = {key: value for key, value in {**served.pretended.table, **(changes or {})}.items() if value is not None}
    settings = served.harness.manifest.settings.model_validate(table)
    values = (getattr(settings, name) for name in type(settings).model_fields)
    return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


@pytest.mark.parametrize("served", FIRST_OVER_HTTP, indirect=True, ids=label)
async def test_the_probe_is_let_in(served: Candidate) -> None:
    async with connected(served) as system:
        await system.probe()


@pytest.mark.parametrize(("served", "changes"), REFUSED, indirect=["served"], ids=label)
async def test_who_is_not_let_in(served: Candidate, changes: dict[str, Any]) -> None:
    async with connected(served, changes) as system:
        with pytest.raises(Denied) as probed:
            await system.probe()
        with pytest.raises(Denied):
            noun = next(iter(served.facets))
            await look_up(system, noun, [served.records(noun)[0].ref], HEAD)
    assert not any(secret in probed.value.message for secret in secrets(served, changes))
    assert probed.value.advice is not None
    assert probed.value.advice.page.startswith(f"docs/vendors/{served.harness.manifest.name}.md#")


@pytest.mark.parametrize("served", SIGNING_IN, indirect=True, ids=label)
async def test_a_session_that_ends_midway(served: Candidate) -> None:
    """Several questions find out at once that it ended: all are answered."""
    noun, lasts = next(iter(served.facets)), served.harness.session_seconds
    assert lasts is not None
    keys = [record.ref for record in served.records(noun)[:6]]
    async with connected(served) as system:
        before = await look_up(system, noun, keys, HEAD)
        served.pretended.clock.advance(lasts + 1)
        after = await asyncio.gather(*(look_up(system, noun, [key], HEAD) for key in keys))
    assert {ref: record for answer in after for ref, record in answer.items()} == before


@pytest.mark.parametrize("served", SIGNING_IN, indirect=True, ids=label)
async def test_many_questions_sign_in_once(served: Candidate) -> None:
    noun, seen = next(iter(served.facets)), served.pretended.seen
    assert seen is not None
    keys = [record.ref for record in served.records(noun)[:6]]
    async with connected(served) as system:
        await system.probe()
        seen.paths.clear()
        await asyncio.gather(*(look_up(system, noun, [key], HEAD) for key in keys))
        signed_in = list(seen.paths)
    async with connected(served) as system:
        seen.paths.clear()
        await asyncio.gather(*(look_up(system, noun, [key], HEAD) for key in keys))
    assert len(seen.paths) <= len(signed_in) + 3, "a sign-in, and what must be known once"
