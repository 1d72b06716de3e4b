"""`comptoir serve`: the web, until interrupted."""

import gc
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from socket import AF_UNIX, socket
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from rich.text import Text
from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from gateway import observability
from gateway.app import create_app
from gateway.cli import embedded
from gateway.cli.configuration import configured
from gateway.cli.consoles import out
from gateway.cli.exits import Exit, stop
from gateway.cli.later import later
from gateway.cli.protocol import Protocol
from gateway.cli.sockets import BACKLOG, listening, url
from gateway.sections import Server as ServerTable
from gateway.settings import read

if TYPE_CHECKING:
    from gateway.cli import staging
else:
    staging = later("gateway.cli.staging")  # read for the sandbox only

LONGEST_FAREWELL: Final = 10  # seconds for answers that are under way when we are asked to stop


class Sandbox(Struct, frozen=True):
    """Whether the vendors' pretend servers are wanted, and what they do wrong."""

    wanted: bool = False
    faults: Sequence[str] = ()


def run(file: Path | None, uds: Path | None, workers: int, overrides: Mapping[str, Any], sandbox: Sandbox) -> None:
    """Serve a configuration, the demo or the sandbox; `overrides` are the keys of `[server]` that were typed."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    with _source(file, sandbox) as (source, where):
        settings = configured(source, overrides)
        with listening(settings.server.host, settings.server.port, uds) as served:
            _announce(served, settings.retailer.name, where)
            _serve(_uvicorn(partial(application, source, overrides), settings.server, workers, served), served)


@contextmanager
def _source(file: Path | None, sandbox: Sandbox) -> Iterator[tuple[Path, str]]:
    """The configuration, and words about where its systems are; the sandbox's last as long as the block."""
    if not sandbox.wanted and sandbox.faults:
        stop(Exit.USAGE, "--fault is for the sandbox: add --sandbox")
    if sandbox.wanted and file is not None:
        stop(Exit.USAGE, "--sandbox makes a configuration of its own: leave out --config")
    if sandbox.wanted:
        with staging.staged(0, sandbox.faults) as stage:
            played = ", ".join(f"{each.system.name} by {each.backend}" for each in stage.played)
            yield stage.file, f" (a demo; vendors' pretend servers play {played}; see {stage.file})"
    elif file is not None:
        yield file, ""
    else:
        file = embedded.configuration()
        yield file, f" (a demo; its seven systems are in {file.parent})"


def application(file: Path, overrides: Mapping[str, Any]) -> ASGIApp:
    """The web of one process; each worker makes its own."""
    settings = read(file, server=overrides)
    observability.configure(settings.log)
    web = create_app(settings)
    gc.freeze()  # what is here now stays: no need to look at it again
    return web


def _serve(config: Config, served: socket) -> None:
    if config.workers > 1:
        Multiprocess(config, sockets=[served]).run()
    else:
        Server(config).run(sockets=[served])


def _stop(number: int, frame: FrameType | None) -> None:
    """uvicorn raises the signal again after a graceful end: being asked to stop is no failure."""
    raise SystemExit(Exit.OK)


def _uvicorn(make: partial[ASGIApp], server: ServerTable, workers: int, served: socket) -> Config:
    return Config(
        make,
        factory=True,
        workers=workers,
        backlog=BACKLOG,
        lifespan="on",
        http=Protocol,
        ws="none",
        interface="asgi3",
        access_log=False,  # our own tells more
        log_config=None,
        log_level="warning",
        server_header=False,
        root_path=server.root_path,
        proxy_headers=server.proxy_headers,
        # Whoever reaches a Unix socket was let in by the folder's rights, and has no address.
        forwarded_allow_ips="*" if served.family == AF_UNIX else list(server.trusted_proxies),
        timeout_graceful_shutdown=LONGEST_FAREWELL,
    )


def _announce(served: socket, retailer: str, where: str) -> None:
    line = Text(f"{retailer} is served at ") + Text(f"{url(served)}/graphql", style="bold") + Text(where)
    out.print(line, soft_wrap=True)
