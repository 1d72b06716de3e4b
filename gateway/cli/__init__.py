"""The command `comptoir`.

`commands` is what can be typed; the work is in one module for each command, imported when it is asked for.
"""

import gc
from typing import Final

from gateway.cli.commands import app

# A start makes much and drops nothing: looking for garbage at the usual pace (700) costs a fifth of it.
GARBAGE_PACE: Final = (50_000, 20, 20)


def main() -> None:
    """Run the command line, and exit with one of the codes of `gateway.cli.exits.Exit`."""
    gc.set_threshold(*GARBAGE_PACE)
    app(prog_name="comptoir")
