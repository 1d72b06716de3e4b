"""What the command says of itself."""

import subprocess
import sys

import pytest

import gateway
from tests.cli.conftest import ROOT, Comptoir

HEAVY = ("strawberry", "sqlalchemy", "starlette", "uvicorn", "backends")


def test_version(comptoir: Comptoir) -> None:
    said = comptoir("--version")
    assert (said.returncode, said.stdout) == (0, f"comptoir {gateway.__version__}\n")


def test_help_names_every_command_and_exit_code(comptoir: Comptoir) -> None:
    said = comptoir("--help").stdout
    for word in ("serve", "check", "schema", "demo", "query", "Examples", "Exit codes"):
        assert word in said
    codes = said.partition("Exit codes")[2]
    assert [line.split()[0] for line in codes.splitlines() if line.strip()] == ["0", "1", "2", "3"]


@pytest.mark.parametrize("command", ["serve", "check", "schema", "demo", "query"])
def test_every_command_explains_itself(comptoir: Comptoir, command: str) -> None:
    said = comptoir(command, "--help")
    assert said.returncode == 0
    assert "\\" not in said.stdout


@pytest.mark.parametrize(
    "words", [["serv"], ["serve", "--prot", "1"], ["demo"], ["serve", "--port", "99999"]], ids=" ".join
)
def test_wrong_usage_ends_with_2(comptoir: Comptoir, words: list[str]) -> None:
    said = comptoir(*words)
    assert said.returncode == 2
    assert "Traceback" not in said.stderr


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys, gateway.cli.commands as c\n"
        "try: c.app(['serve', '--help'], prog_name='comptoir')\n"
        f"except SystemExit: print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.stderr.strip() == "[]"
