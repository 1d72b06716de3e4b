"""`comptoir query`: one operation, through the same machine as over HTTP."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import httpx
import orjson
import typer

from gateway.app import create_app
from gateway.cli import embedded
from gateway.cli.configuration import configured, quietly
from gateway.cli.exits import Exit, stop, why
from gateway.settings import Settings


def run(file: Path | None, document: str, *, variables: str, operation: str | None) -> None:
    """Print the answer; 1 if it has errors, 2 if the operation could not be run at all."""
    asked = {"query": text_of(document), "variables": object_of(variables), "operationName": operation}
    settings = quietly(configured(file or embedded.configuration()))
    response = asyncio.run(_answer(settings, asked))
    typer.echo(orjson.dumps(response.json(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE), nl=False)
    raise typer.Exit(_exit_code(response))


async def _answer(settings: Settings, asked: dict[str, Any]) -> httpx.Response:
    app = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://comptoir") as client,
    ):
        # With this media type the status tells whether the operation was run.
        return await client.post("/graphql", json=asked, headers={"accept": "application/graphql-response+json"})


def _exit_code(response: httpx.Response) -> Exit:
    if response.is_client_error:
        return Exit.USAGE
    return Exit.WRONG if response.is_error or "errors" in response.json() else Exit.OK


def text_of(document: str) -> str:
    """The text of a document: of a file, or of standard input; 2 if it cannot be read."""
    return sys.stdin.read() if document == "-" else _text(Path(document))


def object_of(variables: str) -> dict[str, Any]:
    """The variables, as JSON or in a file behind an @; 2 if they are no object."""
    text = _text(Path(variables[1:])) if variables.startswith("@") else variables
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        stop(Exit.USAGE, f"--variables is not JSON: {error}")
    if not isinstance(found, dict):
        stop(Exit.USAGE, "--variables is not a JSON object")
    return found


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        stop(Exit.USAGE, f"cannot read {file}: {why(error)}")
    except UnicodeDecodeError:
        stop(Exit.USAGE, f"cannot read {file}: it is not UTF-8")
