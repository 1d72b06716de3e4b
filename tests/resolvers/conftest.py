"""The demo retailer, served in process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest

from backends.sandbox.sqlite import write
from gateway.app import create_app
from gateway.settings import read
from tests.stories.retailer import PATIENT, graph

Ask: TypeAlias = Callable[..., Awaitable[Any]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo retailer's files."""
    folder = tmp_path_factory.mktemp("graph") / "demo"
    write(folder)
    return folder


@asynccontextmanager
async def serving(retailer: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway on a retailer's files, with nothing cached and nothing cut short."""
    app = create_app(read(retailer / "comptoir.toml", environ=PATIENT), graph())
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://graph") as one:
        yield one


@pytest.fixture
async def client(demo: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway on the demo."""
    async with serving(demo) as one:
        yield one


@pytest.fixture
def ask(client: httpx.AsyncClient) -> Ask:
    """Asks one question of the demo and gives the whole answer."""
    return asker(client)


def asker(client: httpx.AsyncClient) -> Ask:
    """Asks a client one question and gives the whole answer."""

    async def asked(query: str, **variables: Any) -> Any:
        response = await client.post("/graphql", json={"query": query, "variables": variables})
        assert response.status_code == 200, response.text
        return response.json()

    return asked
