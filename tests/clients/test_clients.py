"""Clients that others wrote, against a gateway in a process of its own: what they ask for, they understand."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from tests.stories.retailer import CLEMENCE, THREE_SIXTY

HERE = Path(__file__).parent
SCOPES = [{"channel": "ECOMMERCE"}, {"channel": "STORE"}]


def run(folder: str, *words: str, **variables: str) -> None:
    """A program of Node's packages; what it says is shown when it fails."""
    path = os.pathsep.join([str(HERE / "node_modules" / ".bin"), os.environ["PATH"]])  # noqa: TID251  # to find it
    program = shutil.which(words[0], path=path)
    assert program, f"{words[0]} is not there: `make test-clients` installs it, and needs Node"
    said = subprocess.run(
        [program, *words[1:]],
        cwd=HERE / folder,
        env={**os.environ, **variables},  # noqa: TID251  # a child process has one
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert said.returncode == 0, said.stdout


def asked(url: str) -> str:
    """What the clients ask, and whom."""
    return json.dumps({"url": url, "question": THREE_SIXTY, "variables": CLEMENCE, "scopes": SCOPES})


def anew(folder: str) -> None:
    """Nothing is left of what was generated before."""
    shutil.rmtree(HERE / folder / "generated", ignore_errors=True)
    (HERE / folder / "generated").mkdir()


def test_typescript_compiles() -> None:
    """graphql-codegen's client preset makes types of the schema and all our operations; an app relies on them."""
    anew("codegen")
    run("codegen", "node", "codegen.mjs")
    run("codegen", "tsc", "--strict", "--project", ".")
    run("codegen", "tsc", "--strict", "--project", "tsconfig.react.json")  # what docs/how-to/react.md shows


def test_apollo_keeps_everything_apart(url: str) -> None:
    run("apollo", "node", "--test", "cache.test.mjs", COMPTOIR_ASKED=asked(url))


def test_relay_pages_and_fetches_again(url: str) -> None:
    anew("relay")
    run("relay", "relay-compiler", "relay.config.json")
    run("relay", "node", "--test", "store.test.mjs", COMPTOIR_ASKED=asked(url))
