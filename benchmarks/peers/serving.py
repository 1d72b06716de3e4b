"""Serves the peers' schema: `PORT` and `UPSTREAM_URL` say where, until SIGTERM."""

import gc
import os

import uvicorn
from starlette.types import ASGIApp

from backends.ledger import Ledger
from backends.ports import Ask
from backends.registry import Connected, Systems, Wrapping
from backends.tasks import Tasks
from benchmarks.peers.graph import Shop, schema
from benchmarks.peers.rest import NOUNS, SERVED, RestSettings
from benchmarks.peers.rest.client import Rest
from gateway import observability
from gateway.app import create_app
from gateway.cli import GARBAGE_PACE
from gateway.cli.protocol import Protocol
from gateway.clock import clock_from
from gateway.sections import Cache
from gateway.settings import SECTIONS, Settings


def application() -> ASGIApp:
    """The gateway over the REST API."""
    sections = {name: section() for name, section in SECTIONS.items()}
    if "CACHED" in os.environ:  # noqa: TID251  # how peers are told
        sections["cache"] = Cache(answers={"Q1": 60, "Q2": 60})
    settings = Settings(systems={}, authority={}, **sections)
    observability.configure(settings.log)
    options = RestSettings(base_url=os.environ["UPSTREAM_URL"], connections=100)  # noqa: TID251  # how peers are told
    member = Connected(served=SERVED, system=Rest(SERVED, options))
    wrapping = Wrapping(joining=None) if "APART" in os.environ else Wrapping()  # noqa: TID251  # as above
    systems = Systems([member], clock_from(None), authority={}, wrapping=wrapping)
    ports = {noun: systems.ports(noun)[0].port for noun in NOUNS}

    def context(ledger: Ledger, work: Tasks) -> Shop:
        ledger.answered(SERVED.name, SERVED.role)
        return Shop(ask=Ask(at=ledger.asked_at, scope="all", ledger=ledger), ports=ports, work=work, loaders={})

    app = create_app(settings, schema(), systems, contexts=context)
    gc.set_threshold(*GARBAGE_PACE)  # as `comptoir serve` does
    gc.freeze()
    return app


if __name__ == "__main__":
    uvicorn.run(
        application,
        factory=True,
        host="127.0.0.1",
        port=int(os.environ["PORT"]),  # noqa: TID251  # as above
        interface="asgi3",
        http=Protocol,  # as `comptoir serve` has it, like all below
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # where no proxy is named
    )
