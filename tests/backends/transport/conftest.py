"""What the tests of this folder run on."""

import asyncio
from collections.abc import Callable, Mapping

import pytest
import uvloop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Asyncio's own loop, and that of production, which differs in what closes when."""
    return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
