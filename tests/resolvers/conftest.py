"""The demo retailer, served in process."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from backends.sandbox.sqlite import write
from gateway.app import create_app
from gateway.settings import read
from resolvers.schema import build_schema

NO_CACHE = {"COMPTOIR_CACHE__ENABLED": "false"}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo retailer's files."""
    folder = tmp_path_factory.mktemp("graph") / "demo"
    write(folder)
    return folder


@pytest.fixture
async def client(demo: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway on the demo, with nothing cached."""
    app = create_app(read(demo / "comptoir.toml", environ=NO_CACHE), build_schema())
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://graph") as one:
        yield one


@pytest.fixture
def ask(client: httpx.AsyncClient) -> Callable[..., Any]:
    """Asks one question and gives the whole answer."""

    async def asked(query: str, **variables: Any) -> Any:
        response = await client.post("/graphql", json={"query": query, "variables": variables})
        assert response.status_code == 200, response.text
        return response.json()

    return asked
