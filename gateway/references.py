"""What a configuration file refers to instead of saying it: `${NAME}` of the environment, `${file:PATH}`."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_REFERENCE: Final = re.compile(r"\$\$\{|\$\{(?P<file>file:)?(?P<name>[^}]*)\}")
_LARGEST: Final = 65_536


class Told(str):
    """A text of the configuration that is shown otherwise than it reads, because it may be secret."""

    shown: str

    def __new__(cls, text: str, shown: str) -> "Told":
        told = super().__new__(cls, text)
        told.shown = shown
        return told


class Unresolved(Exception):
    """A reference leads nowhere; `found` and `expected` say how."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"found {found}, expected {expected}")
        self.found = found
        self.expected = expected


def resolved(text: str, environ: Mapping[str, str], folder: Path) -> str:
    """The text with what it refers to; `$${` is a plain `${`. Raises `Unresolved`."""
    if "${" not in text:
        return text
    return Told(_REFERENCE.sub(lambda match: _target(match, environ, folder), text), f'"{text}"')


def _target(match: re.Match[str], environ: Mapping[str, str], folder: Path) -> str:
    name = match["name"]
    if name is None:
        return "${"
    if match["file"]:
        return _content(folder / name)
    if name not in environ:
        raise Unresolved(f"${{{name}}}", f"a variable {name} in the environment")
    return environ[name]


def _content(path: Path) -> str:
    shown = f"${{file:{path}}}"
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise Unresolved(shown, f"a file of at most {_LARGEST} bytes")
        return content.decode().removesuffix("\n").removesuffix("\r")
    except OSError as error:
        raise Unresolved(shown, f"a file that can be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise Unresolved(shown, "a file in UTF-8") from None
