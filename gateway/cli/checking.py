"""`comptoir check`: does every system answer?"""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from backends.errors import Advice
from backends.manifest import Served
from backends.registry import Probed
from backends.vocabulary import FACETS, Facet
from gateway.app import open_systems
from gateway.cli import embedded
from gateway.cli.configuration import configured, quietly
from gateway.cli.consoles import out
from gateway.cli.exits import Exit
from gateway.clock import clock_from
from gateway.settings import Settings


def run(file: Path | None, *, as_json: bool) -> None:
    """Ask all systems at once, each within its own time, and show how they fare."""
    settings = quietly(configured(file or embedded.configuration()))
    probed = asyncio.run(_probed(settings))
    if as_json:
        typer.echo(json.dumps([_entry(each) for each in probed], indent=2))
    else:
        out.print(_table(probed))
        for each in probed:
            if each.advice is not None:
                out.print(_told(each.served.name, each.advice), soft_wrap=True)
    if any(each.failure for each in probed):
        raise typer.Exit(Exit.WRONG)


async def _probed(settings: Settings) -> Sequence[Probed]:
    systems = open_systems(settings, clock_from(settings.clock.pinned_to, settings.clock.pinned_at))
    try:
        return await systems.probe_all()
    finally:
        await systems.close()


def _table(probed: Sequence[Probed]) -> Table:
    table = Table("system", "role", "backend", "serves", "state", "latency", "what is wrong")
    for each in probed:
        state = Text("down", style="bold red") if each.failure else Text("up", style="green")
        wrong = each.failure.message if each.failure else ""
        words = (each.served.name, each.served.role, each.served.backend, ", ".join(each.served.facets))
        latency = Text(f"{each.seconds * 1000:.0f} ms", justify="right")
        table.add_row(*map(Text, words), state, latency, Text(wrong))
    return table


def _told(system: str, advice: Advice) -> Text:
    """What to do about a system that is down, in one line."""
    return Text(system, style="bold").append(f": {advice.what} See {advice.page}", style="not bold")


def _entry(each: Probed) -> dict[str, Any]:
    return {
        "system": each.served.name,
        "role": each.served.role,
        "backend": each.served.backend,
        "serves": _serves(each.served),
        "state": "down" if each.failure else "up",
        "seconds": round(each.seconds, 4),
        "code": each.failure.code if each.failure else None,
        "wrong": each.failure.message if each.failure else None,
        "advice": each.advice.what if each.advice else None,
        "page": each.advice.page if each.advice else None,
    }


def _serves(served: Served) -> list[str]:
    """As the configuration writes it: `noun` for all its facets, otherwise `noun.facet`."""
    words: list[str] = []
    for noun, facets in served.facets.items():
        parts = sorted(facets - {Facet.HEAD})
        words += [noun] if facets == FACETS[noun] else [f"{noun}.{facet}" for facet in parts] or [noun]
    return words
