"""`comptoir check`."""

import json
from pathlib import Path

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
