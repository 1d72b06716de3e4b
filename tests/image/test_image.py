"""What the Dockerfile makes: its first stage performed, its command served, its health check asked."""

import json
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gateway
from tests.image.conftest import ROOT
from tests.image.containerfile import Performance, Stage

SYSTEMS = ("crm", "pos", "oms", "erp", "wms", "tms", "pim")
PACKAGES = ("gateway", "resolvers", "backends")


@contextmanager
def serving(built: Performance, last: Stage, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The image's command as the image would start it, but on loopback and on a free port; where it serves."""
    command = [built.here(word) for word in last.words("ENTRYPOINT") + last.words("CMD")]
    command = ["127.0.0.1" if word == "0.0.0.0" else "0" if word == "8000" else word for word in command]  # noqa: S104
    with subprocess.Popen(
        command, cwd=folder, env={**built.environment(), "HOME": str(folder)}, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            yield process, line.split(" at ")[1].split("/graphql")[0]
        finally:
            process.kill()


def test_serves_and_stops(built: Performance, dockerfile: list[Stage], tmp_path: Path) -> None:
    """The demo, an example of the IDE's, the health check; then an end in peace."""
    [example] = (built.home / ".venv/lib").glob("python3.*/site-packages/gateway/ide/examples/1-*.graphql")
    with serving(built, dockerfile[-1], tmp_path) as (process, url):
        told = ask(url, "{ systems { system serves } }")["systems"]
        assert {each["system"] for each in told if each["serves"]} == set(SYSTEMS)
        assert all(ask(url, example.read_text()).values())
        assert health(built, dockerfile[-1], url) == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert health(built, dockerfile[-1], url) != 0


def ask(url: str, query: str) -> Any:
    """A query's data, without errors."""
    request = urllib.request.Request(  # noqa: S310  # our own server
        f"{url}/graphql", json.dumps({"query": query}).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
        answer = json.load(response)
    assert "errors" not in answer
    return answer["data"]


def health(built: Performance, last: Stage, url: str) -> int:
    """The exit code of the image's health check, asked where this one serves."""
    command = [
        built.here(word).replace("127.0.0.1:8000", url.removeprefix("http://")) for word in last.words("HEALTHCHECK")
    ]
    return subprocess.run(command, env=built.environment(), capture_output=True, timeout=20, check=False).returncode


def test_holds_no_tool_to_build_with(built: Performance) -> None:
    code = "import importlib.metadata as m; print(*(d.name.lower().replace('_', '-') for d in m.distributions()))"
    there = subprocess.run([built.home / ".venv/bin/python", "-c", code], capture_output=True, text=True, check=True)
    installed = set(there.stdout.split())
    assert not installed & {"pip", "setuptools", "wheel", "hatchling", "pytest", "mypy"}
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements/runtime.txt").read_text(), re.MULTILINE))
    assert "comptoir" in installed
    assert installed - {"comptoir"} <= {each.lower() for each in pinned}


def test_wheel_holds_everything(built: Performance) -> None:
    """Whatever lies in the packages' folders is installed: examples, pages, styles and all."""
    [site] = (built.home / ".venv/lib").glob("python3.*/site-packages")
    ours = [path for path in built.context.files() if path.parts[0] in PACKAGES]
    assert len(ours) > 150
    assert [path for path in ours if not (site / path).is_file()] == []
    assert not (site / "tests").exists()


def test_version_comes_from_one_place(built: Performance) -> None:
    said = subprocess.run([built.home / ".venv/bin/comptoir", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.split()[-1] == gateway.__version__
    assert [path.name for path in (built.home / "dist").iterdir()] == [
        f"comptoir-{gateway.__version__}-py3-none-any.whl"
    ]
    others = [line for line in (ROOT / "pyproject.toml").read_text().splitlines() if line.startswith("version =")]
    assert others == []


def test_runs_without_root(dockerfile: list[Stage]) -> None:
    last = dockerfile[-1]
    assert int(last.last("USER")) >= 10_000
    steps = [word for word, _ in last.steps]
    assert steps.index("USER") < steps.index("ENTRYPOINT")
    assert all(rest.startswith("--from=build") for word, rest in last.steps if word == "COPY")


def test_ports_agree(dockerfile: list[Stage]) -> None:
    last = dockerfile[-1]
    assert last.last("EXPOSE") == last.words("CMD")[-1]
    assert f":{last.last('EXPOSE')}/healthz" in " ".join(last.words("HEALTHCHECK"))
