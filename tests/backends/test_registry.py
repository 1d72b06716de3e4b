"""The systems of a house: how they are made, wrapped, probed and closed."""

import asyncio
import subprocess
import sys

import pytest
from msgspec import structs
from structlog.testing import capture_logs

from backends import registry
from backends.caching import Cached
from backends.coalescing import Coalesced
from backends.entries import CacheTimes
from backends.errors import Denied, Failure
from backends.guard import Guarded
from backends.ports import Answers
from backends.records import Order, Ref
from backends.registry import BACKENDS, Connected, Systems, Wrapping, connected, manifest
from backends.vocabulary import Noun, SystemRole
from tests.backends.samples import customer, order
from tests.backends.toy import ANCHOR, HEAD, ManualClock, ToySystem, question, served
from tests.backends.toy_backend import ToySettings

CACHED = Wrapping(times={Noun.ORDER: CacheTimes(fresh=60)})


def member(name: str, role: SystemRole, *nouns: Noun) -> Connected:
    """A ready-made system that knows one order and one customer, and serves what it is told to."""
    rows = {Noun.ORDER: [order("1", name)], Noun.CUSTOMER: [customer("1", name)]}
    return Connected(
        served=served(name, role, nouns), system=ToySystem(name, role, {noun: rows[noun] for noun in nouns})
    )


def house(wrapping: Wrapping = CACHED) -> tuple[Systems, dict[str, ToySystem]]:
    members = [
        member("pos", SystemRole.POS, Noun.ORDER, Noun.CUSTOMER),
        member("erp", SystemRole.ERP, Noun.ORDER),
        member("oms", SystemRole.OMS, Noun.ORDER),
    ]
    systems = Systems(members, ManualClock(), authority={Noun.ORDER: ["oms", "pos", "crm"]}, wrapping=wrapping)
    toys = {member.served.name: member.system for member in members}
    return systems, {name: toy for name, toy in toys.items() if isinstance(toy, ToySystem)}


async def ask(systems: Systems, name: str) -> Answers:
    """Ask a system for its order 1."""
    (port,) = (served.port for served in systems.ports(Noun.ORDER) if served.served.name == name)
    return await port.lookup([Ref(name, "1")], HEAD, question())


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_backend_has_a_manifest(backend: str) -> None:
    assert manifest(backend).name == backend


def test_backends_load_only_when_they_are_named() -> None:
    code = f"import sys, backends.registry; print([m for m in {list(BACKENDS.values())} if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_an_unknown_backend() -> None:
    with pytest.raises(KeyError):
        manifest("no-such-backend")


async def test_a_configured_system_is_made_from_its_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "BACKENDS", {"toy": "tests.backends.toy_backend"})
    made = connected(served("shop", SystemRole.POS), ToySettings(orders=3), ManualClock())
    systems = Systems([made], ManualClock(), authority={}, wrapping=Wrapping())
    (shop,) = systems.ports(Noun.ORDER)
    asked = question()
    answers = await shop.port.lookup([Ref("shop", str(n)) for n in range(4)], HEAD, asked)
    assert [isinstance(answer, Order) for answer in answers.values()] == [True, True, True, False]
    assert asked.ledger.calls == {"shop": 2}, "the manifest's batch limit is 2"


def test_authority_orders_the_systems_of_a_noun() -> None:
    systems, _ = house()
    names = {noun: [served.served.name for served in systems.ports(noun)] for noun in Noun}
    assert names[Noun.ORDER] == ["oms", "pos", "erp"]
    assert names[Noun.CUSTOMER] == ["pos"]
    assert names[Noun.STOCK] == []


def test_what_is_around_a_port() -> None:
    """From the outside in."""
    layers, port = [], house()[0].ports(Noun.ORDER)[0].port
    while hasattr(port, "_port"):
        layers.append(type(port))
        port = port._port
    assert layers == [Cached, Coalesced, Guarded]


@pytest.mark.parametrize("times", [{}, {Noun.ORDER: CacheTimes(fresh=0, stale_if_error=60)}])
def test_a_noun_that_is_not_to_be_cached_has_no_cache(times: dict[Noun, CacheTimes]) -> None:
    systems, _ = house(Wrapping(times=times))
    assert isinstance(systems.ports(Noun.ORDER)[0].port, Coalesced)


async def test_systems_share_a_cache_but_no_entries() -> None:
    systems, toys = house()
    for _ in range(2):
        for name in toys:
            (answer,) = (await ask(systems, name)).values()
            assert isinstance(answer, Order)
            assert answer.ref.system == name
    assert [len(toy.port(Noun.ORDER).calls) for toy in toys.values()] == [1, 1, 1]
    assert len(systems.cache) == 3


async def test_health_is_of_the_system_not_of_its_ports() -> None:
    systems, toys = house(Wrapping())
    await ask(systems, "pos")
    toys["pos"].port(Noun.CUSTOMER).failure = Denied("no")
    (customers,) = systems.ports(Noun.CUSTOMER)
    await customers.port.lookup([Ref("pos", "1")], HEAD, question())
    toys["pos"].vocabulary_gaps = 4
    by_name = {status.served.name: status for status in systems.status()}
    pos, erp = by_name["pos"], by_name["erp"]
    assert (pos.health.calls, pos.health.failing, pos.health.last_failure_code) == (2, True, "SYSTEM_DENIED")
    assert (pos.health.last_success_at, pos.vocabulary_gaps) == (ANCHOR, 4)
    assert (erp.health.calls, erp.health.p95_seconds) == (0, None)


async def test_probes_go_out_together_and_none_waits_for_a_hung_one() -> None:
    systems, toys = house()
    toys["pos"].trouble = Denied("the password of pos is wrong: set it")
    toys["erp"].probe_delay = 60
    started = asyncio.get_running_loop().time()
    pos, erp, oms = await systems.probe_all(within=0.05)
    assert asyncio.get_running_loop().time() - started < 1
    assert (pos.served.name, erp.served.name, oms.served.name) == ("pos", "erp", "oms")
    assert isinstance(pos.failure, Failure)
    assert (pos.failure.code, pos.failure.message) == ("SYSTEM_DENIED", "the password of pos is wrong: set it")
    assert isinstance(erp.failure, Failure)
    assert (erp.failure.code, erp.seconds >= 0.04) == ("SYSTEM_TIMEOUT", True)
    assert oms.failure is None
    assert [status.health.failing for status in systems.status()] == [True, True, False]


async def test_a_probe_has_its_system_s_own_budget() -> None:
    """A quick system that hangs is not waited for as long as the slowest may take."""
    toys = [ToySystem(name, SystemRole.OMS, {Noun.ORDER: []}) for name in ("quick", "slow")]
    for toy in toys:
        toy.probe_delay = 0.2
    members = [
        Connected(served=structs.replace(served(toy.name, toy.role), timeout=budget), system=toy)
        for toy, budget in zip(toys, (0.02, 60.0), strict=True)
    ]
    systems = Systems(members, ManualClock(), authority={}, wrapping=Wrapping())
    quick, slow = await systems.probe_all()
    assert (quick.failure and quick.failure.code, slow.failure) == ("SYSTEM_TIMEOUT", None)


async def test_closing_ends_calls_and_closes_every_system() -> None:
    """One that cannot be closed does not keep the others open."""

    class Stuck(ToySystem):
        async def close(self) -> None:
            raise OSError("/secret")

    toys = [Stuck("tms", SystemRole.TMS, {Noun.ORDER: []}), ToySystem("oms", SystemRole.OMS, {Noun.ORDER: []})]
    members = [Connected(served=served(toy.name, toy.role), system=toy) for toy in toys]
    systems = Systems(members, ManualClock(), authority={}, wrapping=Wrapping())
    toys[1].port(Noun.ORDER).gate = asyncio.Event()
    hung = asyncio.create_task(ask(systems, "oms"))
    await asyncio.sleep(0.01)
    with capture_logs() as logs:
        await systems.close()
    await asyncio.wait([hung])
    assert [toy.closed for toy in toys] == [False, True]
    assert toys[1].port(Noun.ORDER).in_flight == 0
    assert [entry["error"] for entry in logs] == ["OSError"]
    assert "secret" not in str(logs)
