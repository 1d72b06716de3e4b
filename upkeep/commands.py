"""The page of commands, made from what can be typed."""

from collections.abc import Iterator
from typing import Final, TypeAlias

import typer.main
from rich.text import Text
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from gateway.cli.commands import EPILOG, app
from upkeep.markdown import code, page, sentence, table

Command: TypeAlias = TyperCommand | TyperGroup
Parameter: TypeAlias = TyperOption | TyperArgument

INTRODUCTION: Final = """\
`comptoir` is one command with others under it; each explains itself with `--help`. From a clone, without installing
anything but what it runs on, it is `.venv/bin/python -m gateway`."""


def commands() -> str:
    """The page."""
    return page("Commands", INTRODUCTION, *_epilog(), *(part for path, one in every() for part in _command(path, one)))


def every() -> Iterator[tuple[str, Command]]:
    """Every command with what is typed to reach it; those that only hold others are left out."""
    root = typer.main.get_group(app)
    yield "comptoir", root
    yield from _below("comptoir", root)


def _below(path: str, group: TyperGroup) -> Iterator[tuple[str, Command]]:
    for name, one in group.commands.items():
        if isinstance(one, TyperGroup):
            yield from _below(f"{path} {name}", one)
        elif isinstance(one, TyperCommand):
            yield f"{path} {name}", one


def parameters(command: Command) -> Iterator[Parameter]:
    """What can be given to a command, beside the help that each one has."""
    return (one for one in command.params if isinstance(one, TyperOption | TyperArgument) and one.name != "help")


def spelled(parameter: Parameter) -> str:
    """A parameter as it is typed."""
    metavar = parameter.metavar or ""
    if isinstance(parameter, TyperOption):
        return f"{', '.join(parameter.opts)} {'' if parameter.is_flag else metavar}".strip()
    return metavar


def _command(path: str, command: Command) -> Iterator[str]:
    yield f"## `{path}`"
    yield _plain(command.help or "")
    rows = [_row(one) for one in parameters(command)]
    if rows:
        yield table(("", "What it says", "Default"), rows)


def _row(parameter: Parameter) -> tuple[str, str, str]:
    words = _plain(getattr(parameter, "help", None) or "")
    if parameter.envvar:
        words = f"{sentence(words)} Also the variable `{parameter.envvar}`."
    return code(spelled(parameter)), words, _default(parameter)


def _default(parameter: Parameter) -> str:
    if parameter.required:
        return "required"
    shown = getattr(parameter, "show_default", None)
    if isinstance(shown, str):
        return shown
    return "" if parameter.default in (None, False) else code(str(parameter.default))


def _epilog() -> Iterator[str]:
    examples, _, codes = _marked(EPILOG).partition("Exit codes")
    yield f"```sh\n{examples.removeprefix('Examples').strip()}\n```"
    yield "## Exit codes"
    rows = (line.split(maxsplit=1) for line in codes.strip().splitlines())
    yield table(("Code", "When"), ((code(number), sentence(words[:1].upper() + words[1:])) for number, words in rows))


def _plain(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in _marked(text).split("\n\n"))


def _marked(text: str) -> str:
    """A help text without the marks that make it bold on a terminal."""
    return Text.from_markup(text).plain
