"""What the network and the vendor do wrong is the right branch of the errors, and it costs nobody more than it must."""

import pytest

from backends.errors import BackendError, Denied, Overloaded, TimedOut, Unavailable, Unreadable
from backends.sandbox.faults import WELL, parse
from backends.vocabulary import Facet
from tests.contract.asking import Candidate, connected, look_up
from tests.contract.cases import ADVISES, FIRST_OVER_HTTP, SAYS, label
from tests.contract.test_signing_in import secrets

HEAD = frozenset({Facet.HEAD})
BRANCHES: list[tuple[str, type[BackendError]]] = [
    ("401", Denied),
    ("403", Denied),
    ("429", Overloaded),
    ("429,retry-after=7", Overloaded),
    ("500", Unavailable),
    ("502", Unavailable),
    ("503", Unavailable),
    ("garbage", Unreadable),
    ("truncated", Unavailable),
    ("reset", Unavailable),
]


async def failure(behaved: Candidate, fault: str, *, warm: bool, timeout: float = 60.0) -> BackendError:
    """How a lookup fails on a server that misbehaves, before or after the sign-in."""
    faulty = behaved.pretended.faulty
    assert faulty is not None
    noun = next(iter(behaved.facets))
    keys = [behaved.records(noun)[0].ref]
    async with connected(behaved, timeout=timeout) as system:
        if warm:
            await look_up(system, noun, keys, HEAD)
        faulty.does = parse(f"x:{fault}")[1]
        with pytest.raises(BackendError) as raised:
            await look_up(system, noun, keys, HEAD)
        faulty.does = WELL
    return raised.value


@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
@pytest.mark.parametrize(("fault", "branch"), BRANCHES)
@pytest.mark.parametrize("served", FIRST_OVER_HTTP, indirect=True, ids=label)
async def test_the_right_branch(behaved: Candidate, fault: str, branch: type[BackendError], warm: bool) -> None:
    error = await failure(behaved, fault, warm=warm)
    assert isinstance(error, branch), error
    assert error.retry_after == (7 if "retry-after" in fault else None)
    assert error.message.endswith(".")
    assert not any(secret in error.message for secret in secrets(behaved))
    assert "127.0.0.1" not in error.message


@pytest.mark.parametrize(("served", "fault", "words"), SAYS, indirect=["served"], ids=label)
async def test_the_vendors_own_words(behaved: Candidate, fault: str, words: str) -> None:
    """What it says reaches support, as the vendor says it."""
    assert words in (await failure(behaved, fault, warm=True)).message


@pytest.mark.parametrize(("served", "fault", "part"), ADVISES, indirect=["served"], ids=label)
async def test_what_to_do_about_it(behaved: Candidate, fault: str, part: str) -> None:
    """The error leads to a part of the vendor's page."""
    error = await failure(behaved, fault, warm=False)
    assert error.advice is not None, error.message
    assert error.advice.page == f"docs/vendors/{behaved.harness.manifest.name}.md#{part}"


@pytest.mark.parametrize("fault", ["latency=30", "drip=5"])
@pytest.mark.parametrize("served", FIRST_OVER_HTTP, indirect=True, ids=label)
async def test_too_slow(behaved: Candidate, fault: str) -> None:
    assert isinstance(await failure(behaved, fault, warm=False, timeout=1.0), TimedOut)


@pytest.mark.parametrize("fault", ["500*1", "reset*1", "429*1"])
@pytest.mark.parametrize("served", FIRST_OVER_HTTP, indirect=True, ids=label)
async def test_it_is_asked_again_afterwards(behaved: Candidate, fault: str) -> None:
    """A failure leaves nothing behind that would keep the next question from its answer."""
    noun, faulty = next(iter(behaved.facets)), behaved.pretended.faulty
    assert faulty is not None
    keys = [record.ref for record in behaved.records(noun)[:3]]
    async with connected(behaved) as system:
        faulty.does = parse(f"x:{fault}")[1]
        with pytest.raises(BackendError):
            await look_up(system, noun, keys, HEAD)
        assert await look_up(system, noun, keys, HEAD) == await look_up(behaved.toy, noun, keys, HEAD)
