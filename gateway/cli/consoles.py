"""Where the command writes: answers to `out`, everything else to `err`."""

from typing import Final

from rich.console import Console

out: Final = Console(highlight=False)
err: Final = Console(highlight=False, stderr=True)
