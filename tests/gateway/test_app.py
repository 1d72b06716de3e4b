"""The composition root with real systems: what is set arrives where it is obeyed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from backends.coalescing import Joining
from backends.ledger import Ledger
from backends.registry import BACKENDS, connected
from backends.tasks import Tasks
from gateway.app import context_factory, create_app, open_systems, policy_of
from gateway.clock import pinned_clock
from gateway.settings import Settings, read
from resolvers.context import REVEAL
from tests.gateway.toy import NOON, serving

HOUSE = """
[limits]
page_size = 7
scan_limit = 70

[cache]
enabled = false

[retailer]
time_zone = "Europe/Paris"
default_country = "FR"
low_stock = 9

[clock]
pinned_to = "2026-03-18T12:00:00Z"

[asker]
rights = ["customer:reveal"]

[systems.oms]
backend = "toy"
role = "OMS"
serves = ["order"]
parallel = 2
orders = 3

[systems.erp]
backend = "sql"
role = "ERP"
serves = ["order", "location"]
url = "sqlite:///nowhere.sqlite"
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setitem(BACKENDS, "toy", "tests.backends.toy_backend")
    (tmp_path / "comptoir.toml").write_text(HOUSE)
    return read(tmp_path / "comptoir.toml", environ={})


async def asked(settings: Settings, query: str) -> dict[str, object]:
    async with serving(create_app(settings)) as client:
        answer = await client.post("/graphql", json={"query": query})
    found: dict[str, object] = answer.json()
    return found


def test_the_house_rules_reach_the_resolvers(settings: Settings) -> None:
    systems = open_systems(settings, pinned_clock(NOON))
    context = context_factory(settings, systems)(Ledger(NOON), Tasks())
    assert context.now == datetime(2026, 3, 18, 12, tzinfo=UTC)
    assert context.asker.may(REVEAL)
    assert (context.ask.scope, context.policy) == (REVEAL, policy_of(settings))
    assert (context.policy.page_size, context.policy.scan_limit, context.policy.low_stock) == (7, 70, 9)
    assert (context.policy.zone, context.policy.country) == (ZoneInfo("Europe/Paris"), "FR")


async def test_a_dead_system_keeps_nobody_from_starting(settings: Settings) -> None:
    async with serving(create_app(settings)) as client:
        ready = await client.get("/readyz")
        answer = await client.post("/graphql", json={"query": "{orders{nodes{number} completeness{complete}}}"})
    assert ready.status_code == 200
    assert [missing["system"] for missing in ready.json()["missing"]] == ["erp"]
    assert answer.json()["data"]["orders"]["completeness"] == {"complete": False}
    assert len(answer.json()["data"]["orders"]["nodes"]) == 3
    assert "errors" not in answer.json()


async def test_what_no_system_serves_says_so(settings: Settings) -> None:
    answer = await asked(settings, '{shipment(trackingNumber: "1Z"){id}}')
    errors = answer["errors"]
    assert isinstance(errors, Sequence)
    assert answer["data"] == {"shipment": None}
    assert [error["extensions"]["code"] for error in errors] == ["NOT_SERVED"]


def test_each_system_has_its_own_lanes(settings: Settings) -> None:
    oms = settings.systems["oms"]
    member = connected(oms.served, oms.options, pinned_clock(NOON), parallel=oms.parallel)
    assert (oms.parallel, settings.systems["erp"].parallel) == (2, None)
    assert member.joining(Joining(slots=9, batch=7)) == Joining(slots=2, most=16, wait=0.02, batch=7)
