"""A reader who types what a page says, in an empty folder, with the real command and real HTTP.

A page's server is at 127.0.0.1:8000. Here it is wherever there is room: the command is told so by a variable of its
environment and curl by its own configuration, so that what the page says is typed word for word.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.pages.reading import Block, Step, differs, essence, steps, written

BASH = "/bin/bash"
PATIENCE = 60  # seconds
PROBE = "http://127.0.0.1:{port}/healthz"


class Reader:
    """Does what a page says, step by step."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.terminals: list[subprocess.Popen[str]] = []
        home.mkdir()
        (home / ".curlrc").write_text(f'connect-to = "127.0.0.1:8000:127.0.0.1:{self.port}"\n', encoding="utf-8")
        known = {name: value for name, value in os.environ.items() if not name.startswith("COMPTOIR_")}  # noqa: TID251  # a child process has one
        bin_ = str(Path(sys.executable).parent)
        self.environment = {
            **known,
            "PATH": os.pathsep.join([bin_, known["PATH"]]),
            "HOME": str(home),
            "CURL_HOME": str(home),
            "COLUMNS": "100",
            "PYTHONIOENCODING": "utf-8",
            "COMPTOIR_DEMO_HOME": str(home / "demo"),
            "COMPTOIR_SERVER__PORT": str(self.port),
            "COMPTOIR_SERVER__DRAIN_SECONDS": "0.2",
        }

    def do(self, step: Step) -> None:
        """One step; what it prints must be what the page shows."""
        if step.block.is_file:
            written(self.folder, step.block)
        elif step.block.title:
            self.serve(step.block.text)
        else:
            self.compare(step, self.run(step.block.text))

    def run(self, commands: str) -> str:
        """Type commands and wait for their end; all that they print."""
        done = subprocess.run(
            [BASH, "-euo", "pipefail", "-c", commands],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}"
        return done.stdout

    def serve(self, command: str) -> None:
        """Start what runs on in a terminal of its own, and wait until it answers."""
        log = (self.folder.parent / "terminal.log").open("w", encoding="utf-8")
        words = [BASH, "-c", f"exec {command}"]
        self.terminals.append(subprocess.Popen(words, cwd=self.folder, env=self.environment, stdout=log, stderr=log))
        log.close()
        for _ in range(PATIENCE * 10):
            try:
                urllib.request.urlopen(PROBE.format(port=self.port), timeout=5).close()  # noqa: S310  # our own
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.folder.parent / "terminal.log").read_text(encoding="utf-8"))

    @staticmethod
    def compare(step: Step, printed: str) -> None:
        """What was printed must be what the page shows, if it shows something."""
        if step.shown is None:
            return
        if step.shown.language == "json":
            assert differs(json.loads(step.shown.text), json.loads(printed)) is None, printed
            return
        left = iter(essence(printed))
        for line in essence(step.shown.text):
            assert line == "…" or line in left, f"{line!r} is shown, in this order, but printed is:\n{printed}"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def reader(folder: Path) -> Iterator[Reader]:
    """A reader in an empty folder; what runs on in terminals ends with the block."""
    (folder / "empty").mkdir()
    one = Reader(folder / "empty", folder / "home")
    try:
        yield one
    finally:
        for terminal in one.terminals:
            terminal.terminate()
            terminal.wait(timeout=PATIENCE)


def follow(page: str, one: Reader, *, but: dict[str, str] | None = None) -> list[Block]:
    """Do everything that a page says, and answer what was done; `but` maps words of files to others."""
    done = []
    for step in steps(page):
        block = step.block
        for word, other in (but or {}).items():
            block = Block(block.language, block.title, block.text.replace(word, other)) if block.is_file else block
        one.do(Step(block, step.shown))
        done.append(block)
    return done
