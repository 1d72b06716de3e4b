"""`comptoir check`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from backends.sandbox.faults import WELL, parse
from gateway.cli.staging import Stage, staged
from tests.cli.conftest import Comptoir


def test_all_are_up(comptoir: Comptoir, written: Path) -> None:
    said = comptoir("check", "--config", written / "comptoir.toml")
    assert said.returncode == 0, said.stdout + said.stderr
    for word in ("system", "role", "backend", "serves", "state", "latency", "what is wrong"):
        assert word in said.stdout
    assert said.stdout.count(" up ") == 7


def test_one_is_down(comptoir: Comptoir, demo: Path) -> None:
    (demo / "tms.sqlite").unlink()
    (demo / "pim.sqlite").write_bytes(b"garbage" * 1000)
    said = comptoir("check", "--config", demo / "comptoir.toml", "--json")
    assert said.returncode == 1
    found = {each["system"]: each for each in json.loads(said.stdout)}
    assert {name for name, each in found.items() if each["state"] == "down"} == {"tms", "pim"}
    for name in ("tms", "pim"):
        assert found[name]["wrong"]
        assert found[name]["code"].startswith("SYSTEM_")
    assert found["crm"]["seconds"] < 2
    assert "Traceback" not in said.stderr
    said = comptoir("check", "--config", demo / "comptoir.toml")
    assert said.returncode == 1
    assert said.stdout.count(" down ") == 2
    assert found["tms"]["wrong"].split()[0] in said.stdout


def test_without_configuration_it_looks_at_the_demo(comptoir: Comptoir) -> None:
    said = comptoir("check", "--json")
    assert said.returncode == 0
    assert len(json.loads(said.stdout)) == 7


@pytest.fixture(scope="module")
def stage(written: Path) -> Iterator[Stage]:
    """The vendors' pretend servers."""
    with staged(0, (), written) as one:
        yield one


WRONG_KEYS = {
    "COMPTOIR_SYSTEMS__CRM__CLIENT_SECRET": "hush-hush",
    "COMPTOIR_SYSTEMS__OMS__CLIENT_ID": "hush-hush",
    "COMPTOIR_SYSTEMS__ERP__CERTIFICATE_ID": "hush-hush",
    "COMPTOIR_SYSTEMS__WMS__CLIENT": "999",
}
NO_RIGHTS = {
    "crm": "400,under=/services/oauth2",
    "oms": "403,under=/services/data",
    "erp": "403,under=/services/rest/query",
    "wms": "403,under=/sap/opu",
}
PARTS = {
    "keys": {
        "crm": ("(invalid_client)", "salesforce.md#the-app-is-not-known"),
        "oms": ("(invalid_client_id)", "salesforce.md#the-app-is-not-known"),
        "erp": ("(invalid_grant)", "netsuite.md#the-certificate-is-not-accepted"),
        "wms": ("client 999", "sap.md#the-client-is-not-the-one-that-was-asked"),
    },
    "rights": {
        "crm": ("has not approved the app", "salesforce.md#the-user-is-not-approved-for-the-app"),
        "oms": ("(INSUFFICIENT_ACCESS)", "salesforce.md#the-user-may-not-read-something"),
        "erp": ("'Lists -> Customers' permission", "netsuite.md#the-role-lacks-a-permission"),
        "wms": ("S_SERVICE", "sap.md#an-authorisation-is-missing"),
    },
}


def test_wrong_keys_are_explained(comptoir: Comptoir, stage: Stage) -> None:
    """In JSON; nothing of the keys is told."""
    said = comptoir("check", "--json", "--config", stage.file, **WRONG_KEYS)
    assert said.returncode == 1
    down = {each["system"]: each for each in json.loads(said.stdout) if each["state"] == "down"}
    assert set(down) == set(PARTS["keys"])
    for name, (word, part) in PARTS["keys"].items():
        assert word in down[name]["wrong"]
        assert down[name]["page"] == f"docs/vendors/{part}"
        assert down[name]["advice"]
    assert "hush-hush" not in said.stdout + said.stderr


def test_missing_rights_are_explained(comptoir: Comptoir, stage: Stage) -> None:
    """Below the table, a line for each system that is down."""
    for name, fault in NO_RIGHTS.items():
        stage.servers[name].does = parse(f"{name}:{fault}")[1]
    said = comptoir("check", "--config", stage.file, COLUMNS="400")
    for name in NO_RIGHTS:
        stage.servers[name].does = WELL
    assert said.returncode == 1
    lines = dict(re.findall(r"^(\w+): (.+)$", said.stdout, re.MULTILINE))
    assert set(lines) == set(PARTS["rights"])
    for name, (word, part) in PARTS["rights"].items():
        assert word in said.stdout
        assert lines[name].endswith(f". See docs/vendors/{part}")
