"""A gateway that serves in a process of its own."""

import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from tests.cli.conftest import COMMAND, ROOT, environment


class Serving:
    """A process that said where it serves."""

    def __init__(self, process: subprocess.Popen[str], line: str, log: IO[str]) -> None:
        self.process = process
        self.line = line
        self._log = log
        self.url = line.split(" at ")[1].split("/graphql")[0]

    def ask(self, query: str, headers: dict[str, str] | None = None, **variables: Any) -> dict[str, Any]:
        """A query's answer."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        asked = {"content-type": "application/json", **(headers or {})}
        request = urllib.request.Request(f"{self.url}/graphql", body, asked)  # noqa: S310  # our own server
        with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310
            answer: dict[str, Any] = json.load(response)
        return answer

    def status(self, path: str) -> int:
        """The status of a GET."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=20) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    @property
    def log(self) -> str:
        """What it wrote to standard error until now."""
        return _read(self._log)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


@contextmanager
def serving(home: Path, *words: str | Path, **settings: str) -> Iterator[Serving]:
    """`comptoir serve` with some words and variables of its environment, until the end of the block."""
    command = [*COMMAND, "serve", *map(str, words)]
    variables = {**environment(home), "COMPTOIR_SERVER__DRAIN_SECONDS": "0.2", **settings}
    with (
        TemporaryFile("a+", encoding="utf-8") as log,  # a pipe that nobody reads would stop it after some requests
        subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            line = process.stdout.readline() if process.stdout else ""
            assert " at " in line, _read(log)
            yield Serving(process, line, log)
        finally:
            process.kill()


def _read(log: IO[str]) -> str:
    log.seek(0)
    return log.read()


def ask_socket(path: Path, request: bytes) -> bytes:
    """What a Unix socket answers to some bytes."""
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.settimeout(20)
        visitor.connect(str(path))
        visitor.sendall(request)
        return b"".join(iter(lambda: visitor.recv(65_536), b""))
