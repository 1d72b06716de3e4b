"""The configuration that a command works with; a wrong one ends the command."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import typer
from msgspec.structs import replace
from rich.table import Table
from rich.text import Text

from gateway import observability
from gateway.cli.consoles import err
from gateway.cli.exits import Exit, stop, why
from gateway.execution.run import core_schema
from gateway.problems import SettingsError
from gateway.sections import Limits
from gateway.settings import Settings, read
from gateway.sizing import misnamed
from resolvers.schema import build_schema


def configured(file: Path, server: Mapping[str, Any] | None = None) -> Settings:
    """Read a configuration, or say everything that is wrong with it at once; `server` as `read` takes it."""
    try:
        settings = read(file, server=server)
        _check_lists(file, settings.limits)
        return settings
    except SettingsError as error:
        _refuse(error)
    except OSError as error:
        stop(Exit.USAGE, f"cannot read the configuration {file}: {why(error)}")


def quietly(settings: Settings) -> Settings:
    """The same; only warnings are logged from now on, because the command's answer says the rest."""
    quiet = replace(settings, log=settings.log.model_copy(update={"level": "warning"}))
    observability.configure(quiet.log)
    return quiet


def _check_lists(file: Path, limits: Limits) -> None:
    if limits.list_sizes == Limits().list_sizes:
        return  # these are right, and a schema takes its time
    problems = [*misnamed(limits.list_sizes, core_schema(build_schema()))]
    if problems:
        raise SettingsError(str(file), problems)


def _refuse(error: SettingsError) -> NoReturn:
    count = len(error.problems)
    err.print(Text(f"comptoir: {error.source} cannot be used: {count} problem{'s' * (count > 1)}", style="bold red"))
    err.print(_table(error))
    raise typer.Exit(Exit.USAGE)


def _table(error: SettingsError) -> Table:
    table = Table("key", "found", "expected")
    for problem in error.problems:
        table.add_row(Text(problem.key, style="bold"), Text(problem.found), Text(problem.expected))
    return table
