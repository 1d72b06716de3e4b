"""The import contracts of `pyproject.toml` hold, and each of them bites."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import PACKAGES, ROOT

# One line each, added to a module that is there; what the contracts must say of it.
TRESPASSES = {
    "backends/ports.py": ("import resolvers.context", "backends.ports -> resolvers.context"),
    "resolvers/ids.py": ("import httpx", "resolvers.ids -> httpx"),
    "resolvers/scalars.py": ("import backends.registry", "resolvers.scalars -> backends.registry"),
    "resolvers/nodes.py": ("import resolvers.schema", "resolvers.nodes -> resolvers.schema"),
    "gateway/problems.py": ("import gateway.http", "gateway.problems -> gateway.http"),
    "backends/errors.py": ("import strawberry", "backends.errors -> strawberry"),
    "backends/vocabulary.py": ("import backends.errors", "backends.vocabulary -> backends.errors"),
    "backends/sandbox/systems.py": ("import backends.manifest", "backends.sandbox.systems -> backends.manifest"),
    "gateway/clock.py": ("import backends.vendor_a.wire", "gateway.clock -> backends.vendor_a.wire"),
    "backends/vendor_a/client.py": ("import backends.guard", "backends.vendor_a.client -> backends.guard"),
    "backends/vendor_a/codes.py": (
        "import backends.vendor_b.codes",
        "backends.vendor_a.codes -> backends.vendor_b.codes",
    ),
    "backends/vendor_a/wire.py": (
        "import backends.vendor_a.translate",
        "backends.vendor_a.wire -> backends.vendor_a.translate",
    ),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of a project."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def contracts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's modules, free to be broken."""
    for package in (*PACKAGES, "tests/architecture"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def add_vendor(project: Path, name: str) -> None:
    for module in ("__init__", "client", "wire", "translate", "codes"):
        file = project / "backends" / name / f"{module}.py"
        file.parent.mkdir(exist_ok=True)
        file.touch()


def vendors(project: Path) -> list[Path]:
    return [path.parent for pattern in ("client.py", "client/") for path in (project / "backends").glob(f"*/{pattern}")]


def test_contracts_hold() -> None:
    said = lint(ROOT)
    assert said.returncode == 0, said.stdout


def test_every_contract_bites(copy: Path) -> None:
    add_vendor(copy, "vendor_a")
    add_vendor(copy, "vendor_b")
    for file, (line, _) in TRESPASSES.items():
        with (copy / file).open("a", encoding="utf-8") as module:
            module.write(f"\n{line}\n")
    said = lint(copy).stdout
    assert [named for _, named in TRESPASSES.values() if named not in said] == []
    assert [contract["name"] for contract in contracts() if f"{contract['name']} BROKEN" not in said] == []


def test_a_vendor_comes_and_goes_without_an_edit(copy: Path) -> None:
    add_vendor(copy, "vendor_a")
    assert lint(copy).returncode == 0
    for vendor in vendors(copy):
        shutil.rmtree(vendor)
    assert lint(copy).returncode == 0


def test_every_module_of_the_backends_has_its_layer() -> None:
    """import-linter's own `exhaustive` would want the vendors' names."""
    (layers,) = (contract["layers"] for contract in contracts() if contract["name"] == "Inside backends")
    named = {module.strip(" ()") for layer in layers for module in layer.replace("|", ":").split(":")}
    islands = {"sandbox", *(vendor.name for vendor in vendors(ROOT))}
    there = {
        path.stem for path in (ROOT / "backends").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert there - {"__init__"} - islands == named
