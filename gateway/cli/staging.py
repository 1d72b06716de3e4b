"""The vendors' pretend servers on loopback, filled with the demo world, and a configuration that serves them."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import repeat
from pathlib import Path
from typing import Final

from msgspec import Struct

from backends.ports import Clock
from backends.sandbox import configuration, sqlite
from backends.sandbox.configuration import Connection
from backends.sandbox.faults import WELL, Faulty, Misbehaviour, parse
from backends.sandbox.holdings import Holdings, everything
from backends.sandbox.hosting import HOST, hosted
from backends.sandbox.pretending import OWNERS, Pretender, cast, found
from backends.sandbox.systems import CONFIGURATION, SYSTEMS, PretendSystem
from backends.sandbox.world.moments import ANCHOR
from gateway.cli import embedded
from gateway.cli.exits import Exit, stop
from gateway.cli.sockets import cannot_listen
from gateway.clock import clock_from, system_clock

_SCALE: Final = 1
_SEED: Final = 7


class Stage(Struct, frozen=True, kw_only=True):
    """The systems that vendors play, and the configuration with which all seven are served.

    `servers`: by the systems' names, to make them misbehave.
    """

    played: Sequence[Connection]
    servers: Mapping[str, Faulty]
    file: Path


@contextmanager
def staged(port: int, specifications: Sequence[str], files: Path | None = None) -> Iterator[Stage]:
    """Serves every system that a vendor can play, on ports from `port` on (0: free ones), until the block's end.

    Those that nobody plays stay the SQLite files of a demo: of the one in the folder `files`, or of the embedded one.
    `specifications` are faults, for a backend or for a system by name. Ends the command where a fault or a port is
    none; faults are looked at before anything is written or served.
    """
    playing = cast(found())
    faults = _faults(specifications, playing)
    files = files or embedded.configuration().parent
    began = system_clock()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="comptoir-sandbox-")))
        stalls = _stalls(playing, faults, clock_from(ANCHOR, began))
        ports = range(port, port + len(stalls)) if port else repeat(0)
        urls = [_hosted(stack, stall.server, each) for stall, each in zip(stalls, ports, strict=False)]
        played = {stall.system.name: stall.connection(url) for stall, url in zip(stalls, urls, strict=True)}
        connections = [played.get(system.name) or sqlite.connection(system, f"{files}/") for system in SYSTEMS]
        file = folder / CONFIGURATION  # nobody else may read the folder: there are keys in it
        file.write_text(configuration.render(connections, pinned_at=began.isoformat()), encoding="utf-8")
        servers = {stall.system.name: stall.server for stall in stalls}
        yield Stage(played=tuple(played.values()), servers=servers, file=file)


class _Stall(Struct, frozen=True, kw_only=True):
    """One system, who plays it, with what."""

    system: PretendSystem
    pretender: Pretender
    holdings: Holdings
    server: Faulty

    def connection(self, url: str) -> Connection:
        return Connection(
            system=self.system,
            backend=self.pretender.backend,
            serves=self.pretender.plays[self.system.name],
            keys=self.pretender.keys(self.holdings, url, OWNERS),
        )


def _stalls(playing: Mapping[str, Pretender], faults: Mapping[str, Misbehaviour], clock: Clock) -> list[_Stall]:
    world = everything(_SCALE, _SEED)
    return [
        _stall(system, playing[system.name], world[system.name], faults.get(system.name, WELL), clock)
        for system in SYSTEMS
        if system.name in playing
    ]


def _stall(system: PretendSystem, pretender: Pretender, holdings: Holdings, does: Misbehaviour, clock: Clock) -> _Stall:
    server = Faulty(pretender.app(holdings, clock), does, pretender.bodies)
    return _Stall(system=system, pretender=pretender, holdings=holdings, server=server)


def _hosted(stack: ExitStack, app: Faulty, port: int) -> str:
    try:
        return stack.enter_context(hosted(app, port=port))
    except OSError as error:
        cannot_listen(HOST, port, error)


def _faults(specifications: Sequence[str], playing: Mapping[str, Pretender]) -> dict[str, Misbehaviour]:
    """What each system does wrong."""
    faults: dict[str, Misbehaviour] = {}
    for specification in specifications:
        try:
            name, does = parse(specification)
        except ValueError as error:
            stop(Exit.USAGE, f"--fault: {error}")
        meant = [system for system, pretender in playing.items() if name in (system, pretender.backend)]
        if not meant:
            known = ", ".join(sorted({*playing, *(pretender.backend for pretender in playing.values())}))
            stop(Exit.USAGE, f"--fault: nothing here is called {name!r}; there are {known}")
        twice = sorted(faults.keys() & set(meant))
        if twice:
            stop(Exit.USAGE, f"--fault: {twice[0]} is told twice what to do; say it in one --fault, comma by comma")
        faults |= dict.fromkeys(meant, does)
    return faults
