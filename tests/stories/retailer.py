"""The demo retailer over HTTP: a gateway in this process, and a way to ask it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import strawberry

from backends.records import Ref
from backends.sandbox import stories
from gateway.app import create_app
from gateway.settings import read
from resolvers import ids
from resolvers.schema import build_schema

THREE_SIXTY = Path(__file__).with_name("three_sixty.graphql").read_text(encoding="utf-8")

SYSTEMS = ("crm", "pos", "oms", "erp", "wms", "tms", "pim")

CLEMENCE = {
    "key": {"externalId": {"system": stories.REGULAR.system, "value": stories.REGULAR.key}},
    "scope": {"channel": "ECOMMERCE"},
    "on": "2026-03-21",
}
"""The variables of the whole question, about the demo's regular customer."""

NO_CACHE = {"COMPTOIR_CACHE__ENABLED": "false"}
PATIENT = {
    **NO_CACHE,
    "COMPTOIR_SERVER__REQUEST_TIMEOUT": "60",
    **{f"COMPTOIR_SYSTEMS__{name.upper()}__TIMEOUT": "30" for name in SYSTEMS},
}
"""For stories that are not about faults: a busy machine is none."""


class Counter:
    """The shop counter, where questions are asked."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def post(self, query: str, **variables: Any) -> httpx.Response:
        """One question and the whole response."""
        return await self.client.post("/graphql", json={"query": query, "variables": variables})

    async def ask(self, query: str, **variables: Any) -> Any:
        """One question and its answer, which may have errors."""
        response = await self.post(query, **variables)
        assert response.status_code == 200, response.text
        return response.json()

    async def data(self, query: str, **variables: Any) -> Any:
        """One question and the data of an answer without errors."""
        answer = await self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def refusal(self, query: str, **variables: Any) -> Any:
        """One question and the one error of its answer."""
        [error] = (await self.ask(query, **variables))["errors"]
        return error


@cache
def graph() -> strawberry.Schema:
    """Built once: it is the same for every gateway."""
    return build_schema()


@asynccontextmanager
async def serving(folder: Path, environ: dict[str, str] = PATIENT) -> AsyncIterator[Counter]:
    """A gateway on the demo retailer's files; nothing is cached unless the environment says otherwise."""
    async with served(folder / "comptoir.toml", environ) as one:
        yield one


@asynccontextmanager
async def served(file: Path, environ: dict[str, str] = PATIENT) -> AsyncIterator[Counter]:
    """A gateway on a configuration."""
    app = create_app(read(file, environ=environ), graph())
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://demo") as one:
        yield Counter(one)


def key(ref: Ref) -> dict[str, Any]:
    """The `CustomerKey` of somebody by her key in a system."""
    return {"externalId": {"system": ref.system, "value": ref.key}}


def id_of(typename: str, ref: Ref) -> str:
    """The id under which the graph knows a thing."""
    return str(ids.of(typename, ref))
