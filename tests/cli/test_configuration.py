"""A configuration that cannot be used, told by every command that needs one."""

from pathlib import Path

import pytest

from tests.cli.conftest import Comptoir

COMMANDS = (["serve"], ["check"], ["query", "-"])

WRONG = """
[server]
port = 99999
drain = 1

[retailer]
time_zone = "Mars/Olympus"

[systems.crm]
backend = "sqll"
role = "CRM"
serves = ["customer"]

[systems.oms]
backend = "sql"
role = "Boss"
serves = ["orders"]
url = "sqlite:///oms.sqlite"
"""


def test_all_problems_are_told_at_once(comptoir: Comptoir, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(WRONG)
    said = comptoir("serve", "--config", file)
    assert (said.returncode, said.stdout) == (2, "")
    for word in ("key", "found", "expected", " problems\n"):
        assert word in said.stderr
    for key in ("server.port", "server.drain", "retailer.time_zone", "systems.crm.backend", "systems.oms.role"):
        assert key in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_missing_file_is_one_line(comptoir: Comptoir, tmp_path: Path, command: list[str]) -> None:
    missing = tmp_path / "missing.toml"
    said = comptoir(*command, "--config", missing, given="{ __typename }")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == f"comptoir: cannot read the configuration {missing}: no such file or directory\n"


def test_what_is_no_toml_says_where(comptoir: Comptoir, tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text("[server\n")
    said = comptoir("check", "--config", file)
    assert said.returncode == 2
    assert "line 1" in said.stderr
    assert "Traceback" not in said.stderr


def test_lists_that_are_not_there_are_told(comptoir: Comptoir, demo: Path) -> None:
    """A size for a misspelt list would change nothing, and nobody would see it."""
    file = demo / "comptoir.toml"
    file.write_text(
        file.read_text() + "\n[limits.list_sizes]\nOrder = { linez = 50, lines = 9 }\nOrdr = { lines = 1 }\n"
    )
    said = comptoir("check", "--config", file)
    assert (said.returncode, said.stdout) == (2, "")
    assert "2 problems" in said.stderr
    rows = [[cell.strip() for cell in line.split("│")] for line in said.stderr.splitlines()]
    assert ["", "limits.list_sizes.Order.linez", "no list of Order that takes no number", "lines", ""] in rows
    assert ["", "limits.list_sizes.Ordr", "no type with lists that take no number", "Order", ""] in rows
