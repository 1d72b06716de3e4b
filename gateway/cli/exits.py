"""How the command ends: its exit codes, and the one line that says why."""

from enum import IntEnum
from typing import NoReturn

import typer
from rich.text import Text

from gateway.cli.consoles import err


class Exit(IntEnum):
    """The exit codes, as `comptoir --help` documents them."""

    OK = 0
    WRONG = 1  # it ran, and something is down, differs or failed
    USAGE = 2  # wrong usage or configuration: nothing was done
    UNABLE = 3  # a port, a socket or a folder refuses us


def stop(code: Exit, message: str) -> NoReturn:
    """Say why in one line, and end with a code."""
    err.print(Text("comptoir: ", style="bold red") + Text(message, style="default"), soft_wrap=True)
    raise typer.Exit(code)


def why(error: OSError) -> str:
    """The operating system's words for what went wrong."""
    words = (error.strerror or type(error).__name__).partition(" (while ")[0]  # asyncio and socket repeat the address
    return words[:1].lower() + words[1:]
