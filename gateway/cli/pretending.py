"""`comptoir sandbox`: the vendors' pretend servers, until interrupted."""

import signal
import threading
from collections.abc import Sequence
from types import FrameType

from rich.table import Table
from rich.text import Text

from backends.sandbox.configuration import Connection
from gateway.cli.consoles import out
from gateway.cli.exits import Exit
from gateway.cli.staging import staged


def run(port: int, faults: Sequence[str]) -> None:
    """Serve them, and say where they are, how to sign in, and how to serve a gateway on them."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    with staged(port, faults) as stage:
        out.print(_table(stage.played))
        out.print(Text("To serve a gateway on them, and on the demo's files for the other systems:"))
        out.print(Text(f"comptoir serve --config {stage.file}", style="bold"), soft_wrap=True)
        threading.Event().wait()


def _table(played: Sequence[Connection]) -> Table:
    table = Table("system", "played by", "address", "to sign in")
    for each in played:
        words = (each.system.name, each.backend, str(each.keys["base_url"]))
        table.add_row(*map(Text, words), Text("\n".join(_signing_in(each))), end_section=True)
    return table


def _signing_in(told: Connection) -> list[str]:
    """The keys of the configuration that are plain texts; what is longer than a line stands there only."""
    texts = {key: value for key, value in told.keys.items() if isinstance(value, str) and key != "base_url"}
    return [f"{key} = {'(in the configuration)' if chr(10) in value else value}" for key, value in texts.items()]


def _stop(number: int, frame: FrameType | None) -> None:
    """Being asked to stop is no failure."""
    raise SystemExit(Exit.OK)
