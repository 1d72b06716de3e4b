"""`comptoir sandbox` and `comptoir serve --sandbox`: a gateway on the vendors' pretend servers."""

import json
import re
import signal
import socket
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from backends.sandbox.pretending import cast, found
from tests.cli.conftest import COMMAND, ROOT, Comptoir, environment
from tests.cli.servers import serving
from tests.stories.comparing import differences, without
from tests.stories.retailer import CLEMENCE, PATIENT, SYSTEMS, THREE_SIXTY

PLAYED = {system: pretender.backend for system, pretender in cast(found()).items()}
STATES = "{ systems { system state } }"
TIMES = ("fetchedAt", "freshness", "endCursor")
PLACES = {
    "customer.orders.nodes[].store",
    "customer.orders.nodes[].lines[].variant.stock.availableToPromise",
    "customer.orders.nodes[].lines[].variant.stock.positions.nodes[].location",
}
"""What only the ERP knows: its places, and what is coming to them."""


@pytest.fixture
def rooms(tmp_path: Path) -> Path:
    """The folder for temporary files of the processes."""
    return tmp_path


@contextmanager
def sandbox(home: Path, rooms: Path, *words: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """`comptoir sandbox` when it serves, and what it has printed, until the end of the block."""
    variables = {**environment(home), "TMPDIR": str(rooms)}
    command = [*COMMAND, "sandbox", *words]
    with subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if line.startswith("comptoir serve "):
                    break
            yield process, "".join(said)
        finally:
            process.kill()


def configuration_in(said: str) -> Path:
    """The file to which the words `--config FILE` or `see FILE)` lead."""
    named = re.search(r"(?:--config|see) (\S+\.toml)", said)
    assert named, said
    return Path(named[1])


class Answered(Struct, frozen=True):
    """What a gateway said when it began, how it answered the whole question, and how its systems fared then."""

    line: str
    answer: dict[str, Any]
    states: dict[str, str]


def ask_on_vendors(home: Path, rooms: Path, end: signal.Signals, *words: str) -> Answered:
    """`comptoir serve --sandbox` from its beginning to its end, which leaves nothing behind."""
    with serving(home, "--port", "0", "--sandbox", *words, **PATIENT, TMPDIR=str(rooms)) as server:
        answer = server.ask(THREE_SIXTY, **CLEMENCE)
        states = {each["system"]: each["state"] for each in server.ask(STATES)["data"]["systems"]}
        assert configuration_in(server.line).is_relative_to(rooms)
        assert server.stop(end) == 0
        assert "Traceback" not in server.log
    assert not list(rooms.iterdir())
    return Answered(server.line, answer, states)


@pytest.fixture(scope="module")
def well(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Answered:
    """When nothing is wrong; ended by an interrupt."""
    return ask_on_vendors(home, tmp_path_factory.mktemp("well"), signal.SIGINT)


def test_says_where_each_is_and_all_are_up(home: Path, rooms: Path, comptoir: Comptoir) -> None:
    with sandbox(home, rooms, "--port", "0") as (process, said):
        file = configuration_in(said)
        systems = tomllib.loads(file.read_text())["systems"]
        rows = dict(re.findall(r"│ (\w+) +│ (\w+) ", said))
        assert rows == PLAYED
        assert all(systems[name]["base_url"] in said for name in rows)
        assert "PRIVATE KEY" not in said
        checked = comptoir("check", "--json", "--config", file)
        told = {each["system"]: (each["state"], each["backend"]) for each in json.loads(checked.stdout)}
        assert told == {name: ("up", PLAYED.get(name, "sql")) for name in SYSTEMS}
        assert checked.returncode == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert not list(rooms.iterdir())


def test_an_interrupt_ends_it_and_ports_follow_each_other(home: Path, rooms: Path) -> None:
    first = row_of_free_ports()
    with sandbox(home, rooms, "--port", str(first)) as (process, said):
        assert re.findall(r"http://127\.0\.0\.1:(\d+)", said) == [str(first + place) for place in range(len(PLAYED))]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    assert not list(rooms.iterdir())


def test_a_gateway_on_vendors_answers_the_whole_question(well: Answered) -> None:
    assert all(f"{system} by {backend}" in well.line for system, backend in PLAYED.items())
    assert well.states == dict.fromkeys(SYSTEMS, "LIVE")
    assert {each["system"] for each in well.answer["extensions"]["freshness"]} == set(SYSTEMS)
    assert "errors" not in well.answer
    assert well.answer["data"]["customer"]["orders"]["nodes"]


def test_a_fault_costs_its_own_part(home: Path, rooms: Path, well: Answered) -> None:
    ill = ask_on_vendors(home, rooms, signal.SIGTERM, "--fault", "netsuite:503")
    assert {name for name, state in ill.states.items() if state != "LIVE"} == {"erp"}
    named = [error["extensions"].get("system") for error in ill.answer["errors"]]
    assert set(named[:-1]) == {"erp"}
    assert named[-1] in ("erp", None)  # the last may say how many more there are
    lost = differences(without(well.answer["data"], *TIMES), without(ill.answer["data"], *TIMES))
    assert lost.pop("customer.orders.completeness.complete") == [(True, False)]
    assert [told["system"] for _, told in lost.pop("customer.orders.completeness.missing[]")] == ["erp"]
    assert set(lost) == PLACES
    assert all(after is None for changes in lost.values() for _, after in changes)


@pytest.mark.parametrize(
    ("words", "wrong", "remedy"),
    [
        (["sandbox", "--fault", "crm:latency=long"], "'latency=long'", "latency=SECONDS"),
        (["serve", "--sandbox", "--fault", "oracle:503"], "'oracle'", "crm, erp, netsuite, oms, salesforce, sap, wms"),
        (["sandbox", "--fault", "salesforce:503", "--fault", "crm:latency=1"], "crm is told twice", "one --fault"),
        (["serve", "--fault", "crm:503"], "--fault is for the sandbox", "add --sandbox"),
        (["serve", "--sandbox", "--config", "shop.toml"], "--sandbox makes a configuration", "leave out --config"),
    ],
    ids=lambda word: " ".join(word) if isinstance(word, list) else "",
)
def test_wrong_words_are_refused(tmp_path: Path, words: list[str], wrong: str, remedy: str) -> None:
    """Before anything is done: not even the demo is written."""
    said = refused(tmp_path, *words)
    assert (said.returncode, said.stdout) == (2, "")
    assert wrong in said.stderr
    assert remedy in said.stderr
    assert len(said.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_busy_port_is_one_line(home: Path, rooms: Path) -> None:
    """Not the first, so that others are listening already."""
    first = row_of_free_ports()
    with socket.create_server(("127.0.0.1", first + 1)):
        said = refused(home, "sandbox", "--port", str(first), TMPDIR=str(rooms))
    assert (said.returncode, said.stdout) == (3, "")
    assert said.stderr == (
        f"comptoir: cannot listen on 127.0.0.1:{first + 1}: address already in use; "
        "another program listens there: choose another with --port\n"
    )
    assert not list(rooms.iterdir())


def refused(home: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """A command that ends by itself, with a home of its own."""
    command, variables = [*COMMAND, *words], {**environment(home), "TMPDIR": str(home), **settings}
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60, check=False)


def row_of_free_ports() -> int:
    """The first of as many ports, one after the other, as vendors play systems."""
    for first in range(21_700, 30_000, 50):
        try:
            for place in range(len(PLAYED)):
                socket.create_server(("127.0.0.1", first + place)).close()
        except OSError:
            continue
        return first
    raise AssertionError("no row of ports is free")
