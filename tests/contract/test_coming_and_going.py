"""A backend comes by being put there, and goes by being taken away: no test is edited for it."""

import re
import shutil
from pathlib import Path

import pytest

from backends.registry import BACKENDS
from tests.contract.copies import copied, run
from tests.contract.copies import pytest as in_copy

HARNESSES = "tests/contract/harnesses"
VENDORS = sorted(BACKENDS.keys() - {"sql"})  # the demo is served by it


def test_a_backend_that_comes_is_tested(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    shutil.copy(folder / "tests/contract/toy_harness.py", folder / HARNESSES / "toy.py")
    said = in_copy(folder, "tests/contract", "-k", "toy and not coming_and_going", "-rA")
    tested = set(re.findall(r"PASSED tests/contract/\w+\.py::(\w+)\[toy", said))
    assert {"test_read_as_told", "test_only_what_is_asked", "test_a_walk_meets_every_row_once"} <= tested
    assert {"test_unknown_and_repeated_keys", "test_everything_that_is_served_is_held"} <= tested


def remove(folder: Path, vendor: str) -> None:
    """A vendor's folders, and its line in the registry."""
    for name in (f"backends/{vendor}", f"backends/sandbox/{vendor}", f"tests/backends/{vendor}"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / HARNESSES / f"{vendor}.py").unlink()
    registry = folder / "backends" / "registry.py"
    lines = registry.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if f'"backends.{vendor}"' not in line]
    assert len(kept) == len(lines) - 1
    registry.write_text("".join(kept), encoding="utf-8")


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_that_goes_is_not_missed(tmp_path: Path, vendor: str) -> None:
    """The command loads, the sandbox finds the others, the suite is theirs, and the contracts hold."""
    folder = copied(tmp_path)
    remove(folder, vendor)
    program = (
        "import gateway.cli.staging, backends.registry as r; from backends.sandbox.pretending import found; "
        "print(*sorted(r.BACKENDS), *(r.manifest(p.backend).name for p in found()))"
    )
    loaded = run(folder, "-c", program)
    assert loaded.returncode == 0, loaded.stderr
    assert vendor not in loaded.stdout
    collected = in_copy(folder, "tests/contract", "--collect-only")
    assert "test_read_as_told[sql" in collected
    assert f"[{vendor}-" not in collected
    contracts = run(folder, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    assert contracts.returncode == 0, contracts.stdout
