from collections.abc import AsyncIterator

import httpx
import pytest

from tests.gateway.toy import Seen, serving, toy_app


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
async def client(seen: Seen) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(toy_app(seen=seen)) as client:
        yield client
