"""`comptoir serve`."""

import os
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, ROOT, Comptoir, environment
from tests.cli.servers import ask_socket, serving

SYSTEMS = "{ systems { system state } }"


def test_serves_the_demo_and_ends_well(home: Path) -> None:
    with serving(home, "--port", "0") as server:
        assert str(home) in server.line
        assert server.url.startswith("http://127.0.0.1:")
        states = [each["state"] for each in server.ask(SYSTEMS)["data"]["systems"]]
        assert states == ["LIVE"] * 7
        assert (server.status("/healthz"), server.status("/readyz")) == (200, 200)
        assert server.stop() == 0


@pytest.mark.parametrize("length", [10_000_000, None], ids=["told", "not told"])
def test_who_sends_too_much_gets_to_know(home: Path, length: int | None) -> None:
    """A client that reads no answer before it has sent all: it must not be cut off."""
    chunk = b" " * 1_000_000
    framing = "transfer-encoding: chunked" if length is None else f"content-length: {length}"
    with serving(home, "--port", "0") as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as client:
            head = f"POST /graphql HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n{framing}\r\n\r\n"
            client.sendall(head.encode())
            for _ in range(10):
                client.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk) if length is None else chunk)
            client.sendall(b"0\r\n\r\n" if length is None else b"")
            answer = b"".join(iter(lambda: client.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"BODY_TOO_LARGE" in answer


def test_an_interrupt_is_no_failure(home: Path) -> None:
    with serving(home, "--port", "0") as server:
        assert server.stop(signal.SIGINT) == 0
        assert "Traceback" not in server.log


def test_a_configuration_is_served_where_it_says(home: Path, demo: Path) -> None:
    with (demo / "comptoir.toml").open("a") as file:
        file.write('\n[server]\nhost = "localhost"\nport = 0\n')
    with serving(home, "--config", demo / "comptoir.toml") as server:
        assert str(home) not in server.line
        assert len(server.ask(SYSTEMS)["data"]["systems"]) == 7


def test_two_first_starts_at_once(tmp_path: Path) -> None:
    """Both serve, from the same demo."""

    def start(_: int) -> tuple[str, int]:
        with serving(tmp_path, "--port", "0") as server:
            return server.line.split("(")[1], len(server.ask(SYSTEMS)["data"]["systems"])

    with ThreadPoolExecutor(2) as starts:
        one, other = starts.map(start, range(2))
    assert one == other
    assert one[1] == 7
    assert [folder.name.split("-")[0] for folder in tmp_path.iterdir()] == ["demo"]


def test_a_demo_that_lost_a_file_is_made_anew(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0") as server:
        (demo,) = tmp_path.iterdir()
        (demo / "tms.sqlite").unlink()
        assert server.stop() == 0
    with serving(tmp_path, "--port", "0") as server:
        assert [each["state"] for each in server.ask(SYSTEMS)["data"]["systems"]] == ["LIVE"] * 7


def test_workers_share_one_port(home: Path, written: Path) -> None:
    """Two serve; when one is killed the other goes on."""
    with serving(home, "--port", "0", "--workers", "2", "--config", written / "comptoir.toml") as server:
        assert len(server.ask(SYSTEMS)["data"]["systems"]) == 7
        one, other = _workers(server.process.pid)
        os.kill(one, signal.SIGKILL)
        assert len(server.ask(SYSTEMS)["data"]["systems"]) == 7
        os.kill(other, 0)  # still there
        assert server.stop() == 0


def _workers(parent: int) -> list[int]:
    """The processes that a parent's pool has spawned."""
    command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line.split(None, 2) for line in said.splitlines()]
    return [int(pid) for pid, its_parent, args in lines if int(its_parent) == parent and "spawn_main" in args]


def test_a_unix_socket(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "comptoir.sock"
    request = b"GET /healthz HTTP/1.1\r\nhost: comptoir\r\nconnection: close\r\n\r\n"
    with serving(home, "--uds", path) as server:
        assert server.url == f"unix:{path}"
        assert ask_socket(path, request).startswith(b"HTTP/1.1 200")
        assert server.stop(signal.SIGKILL) == -signal.SIGKILL
    with serving(home, "--uds", path) as server:  # the dead one left its socket behind
        assert ask_socket(path, request).startswith(b"HTTP/1.1 200")
        assert server.stop() == 0
    assert not path.exists()


def test_a_busy_port_is_one_line(comptoir: Comptoir) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = comptoir("serve", "--port", port)
    assert (said.returncode, said.stdout) == (3, "")
    assert said.stderr.startswith(f"comptoir: cannot listen on 127.0.0.1:{port}: address already in use")
    assert len(said.stderr.splitlines()) == 1


def test_what_is_not_a_socket_is_left_alone(comptoir: Comptoir, tmp_path: Path) -> None:
    file = tmp_path / "diary.txt"
    file.write_text("mine")
    said = comptoir("serve", "--uds", file)
    assert said.returncode == 3
    assert len(said.stderr.splitlines()) == 1
    assert file.read_text() == "mine"


@pytest.mark.parametrize("host", ["no-such-host.invalid", "203.0.113.1"])
def test_a_strange_host_is_one_line(comptoir: Comptoir, host: str) -> None:
    said = comptoir("serve", "--port", "0", "--host", host)
    assert (said.returncode, said.stdout) == (3, "")
    assert len(said.stderr.splitlines()) == 1


def test_a_home_that_cannot_be_written_is_one_line() -> None:
    said = subprocess.run(
        [*COMMAND, "serve"],
        cwd=ROOT,
        env=environment(Path("/dev/null")),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (said.returncode, said.stdout) == (3, "")
    assert said.stderr.startswith("comptoir: cannot write the demo retailer to /dev/null/demo-")
    assert len(said.stderr.splitlines()) == 1
