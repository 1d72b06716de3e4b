"""The configuration: one TOML file and the environment, read once, typed and frozen.

From the weakest to the strongest: defaults, the file, `COMPTOIR_SECTION__KEY` in the environment (a list or table as
JSON), the command line. A text in the file may refer to what must not stand in it: `${NAME}` is a variable of the
environment and `${file:PATH}` the content of a file without its last line break; `$${` is a plain `${`. Relative
paths, those of SQLite URLs included, start from the file's folder.
"""

import os
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

import orjson
from msgspec import Struct
from pydantic import BaseModel, ValidationError

from backends.manifest import Manifest, Served
from backends.registry import BACKENDS, manifest
from backends.vocabulary import Noun
from gateway.problems import KeyPath, Problem, SettingsError, dotted, found_in, one_of, problems_of
from gateway.references import Told, Unresolved, resolved
from gateway.sections import (
    AskerTable,
    Cache,
    ClockTable,
    Limits,
    Log,
    NounTable,
    Retailer,
    Section,
    Server,
    SystemTable,
)

Table: TypeAlias = dict[str, Any]
SomeTable = TypeVar("SomeTable", bound=BaseModel)

PREFIX: Final = "COMPTOIR_"
SECTIONS: Final[Mapping[str, type[Section]]] = {
    "server": Server,
    "limits": Limits,
    "cache": Cache,
    "retailer": Retailer,
    "clock": ClockTable,
    "asker": AskerTable,
    "log": Log,
}
_SYSTEM_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_RELATIVE_SQLITE: Final = re.compile(r"(sqlite(?:\+\w+)?:///)(?!/|:memory:)(.+)", re.DOTALL)


class ConfiguredSystem(Struct, frozen=True, kw_only=True):
    """A system as configured: `options` are its backend's own keys, `parallel` its calls under way at once."""

    served: Served
    options: BaseModel
    parallel: int | None


class Settings(Struct, frozen=True, kw_only=True):
    """Everything that can be set."""

    systems: Mapping[str, ConfiguredSystem]
    authority: Mapping[Noun, tuple[str, ...]]
    server: Server
    limits: Limits
    cache: Cache
    retailer: Retailer
    clock: ClockTable
    asker: AskerTable
    log: Log


def read(file: Path, *, server: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read a configuration; raises `SettingsError` with all its problems, `OSError` if the file cannot be read.

    `server` are the keys of `[server]` that the command line gives.
    """
    variables = os.environ if environ is None else environ  # noqa: TID251  # the one reader of the environment
    return _Reader(file, variables).read(server or {})


def demo_home(environ: Mapping[str, str] | None = None) -> Path | None:
    """The folder in which `COMPTOIR_DEMO_HOME` wants the embedded demo kept, None if it does not say."""
    variables = os.environ if environ is None else environ  # noqa: TID251  # the one reader of the environment
    named = variables.get(f"{PREFIX}DEMO_HOME")
    return Path(named) if named else None


class _Reader:
    """Reads one file and gathers what is wrong with it."""

    def __init__(self, file: Path, environ: Mapping[str, str]) -> None:
        self.file = file
        self.folder = file.resolve().parent
        self.environ = environ
        self.problems: list[Problem] = []
        self.nouns: dict[str, Collection[Noun]] = {}  # what each system serves, as far as it can be read

    def read(self, server: Mapping[str, Any]) -> Settings:
        tables = self._resolved(self._parsed(), ())
        _overlay(tables, self._from_environment())
        _overlay(tables, {"server": dict(server)})
        self._refuse_unknown(tables)
        sections = {name: self._checked(kind, tables.get(name, {}), (name,)) for name, kind in SECTIONS.items()}
        declared = self._named_tables(tables, "systems")
        systems = self._systems(declared)
        authority = self._authority(self._named_tables(tables, "nouns"), list(declared))
        if self.problems:
            first = {problem.key: problem for problem in reversed(self.problems)}  # the others follow from it
            raise SettingsError(str(self.file), reversed(first.values()))
        return Settings(systems=systems, authority=authority, **sections)  # type: ignore[arg-type]  # no problem, no None

    def _problem(self, path: KeyPath, found: str, expected: str) -> None:
        self.problems.append(Problem(key=dotted(path), found=found, expected=expected))

    def _parsed(self) -> Table:
        try:
            return tomllib.loads(self.file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problem = Problem(key="(the file)", found=f"a mistake: {error}", expected="TOML 1.0 in UTF-8")
            raise SettingsError(str(self.file), [problem]) from None

    def _resolved(self, value: Any, path: KeyPath) -> Any:
        """The same value with every reference in its texts followed."""
        if isinstance(value, dict):
            return {key: self._resolved(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._resolved(item, (*path, index)) for index, item in enumerate(value)]
        if not isinstance(value, str):
            return value
        try:
            return resolved(value, self.environ, self.folder)
        except Unresolved as error:
            self._problem(path, error.found, error.expected)
            return value

    def _from_environment(self) -> Table:
        """Variables of the form COMPTOIR_SECTION__KEY; others with our prefix are for references and the command."""
        tables: Table = {}
        for name, text in sorted(self.environ.items()):
            if name.startswith(PREFIX) and "__" in name:
                value = self._value(name, text)
                for part in reversed(name.removeprefix(PREFIX).lower().split("__")):
                    value = {part: value}
                _overlay(tables, value)
        return tables

    def _value(self, name: str, text: str) -> Any:
        if not text.startswith(("[", "{")):
            return Told(text, f'"{text}" in {name}')
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return Told(text, f"broken JSON in {name}")

    def _refuse_unknown(self, tables: Table) -> None:
        known = [*SECTIONS, "systems", "nouns"]
        for name in tables.keys() - set(known):
            self._problem((name,), "a section that does not exist", one_of(name, known))

    def _named_tables(self, tables: Table, section: str) -> Table:
        """The tables of a section whose keys are names."""
        named = tables.get(section, {})
        if isinstance(named, dict):
            return named
        self._problem((section,), found_in(named), f"tables [{section}.NAME]")
        return {}

    def _checked(self, kind: type[SomeTable], table: Any, path: KeyPath) -> SomeTable | None:
        try:
            return kind.model_validate(table)
        except ValidationError as error:
            self.problems.extend(problems_of(error, path, list(kind.model_fields)))
            return None

    def _systems(self, tables: Table) -> dict[str, ConfiguredSystem | None]:
        """Each system, None where something is wrong with it."""
        if not tables:
            self._problem(("systems",), "no system", "at least one table [systems.NAME]")
        return {name: self._system(name, table) for name, table in tables.items()}

    def _system(self, name: str, table: Any) -> ConfiguredSystem | None:
        path = ("systems", name)
        if not _SYSTEM_NAME.fullmatch(name):
            self._problem(path, f'the name "{name}"', "a small letter, then small letters, digits, - and _, 32 at most")
        common = self._checked(SystemTable, table, path)
        if common is not None:
            self.nouns[name] = common.nouns
        backend = self._backend(table, path)
        if backend is None:
            return None
        options = self._options(backend, table, path)
        if common is None or options is None or not self._can_serve(common, backend, path):
            return None
        served = Served(
            name=name,
            role=common.role,
            backend=backend.name,
            facets=common.facets(backend.facets),
            timeout=common.timeout,
            stock_convention=common.stock_convention or backend.stock_convention,
            history_from=None if common.history_from is None else common.history_from.isoformat(),
        )
        return ConfiguredSystem(served=served, options=options, parallel=common.parallel)

    def _backend(self, table: Any, path: KeyPath) -> Manifest | None:
        name = table.get("backend") if isinstance(table, dict) else None
        if not isinstance(name, str):
            return None  # told already
        if name not in BACKENDS:
            self._problem((*path, "backend"), found_in(name), one_of(name, BACKENDS))
            return None
        return manifest(name)

    def _options(self, backend: Manifest, table: Table, path: KeyPath) -> BaseModel | None:
        """The keys that are the backend's own; any of them may be a secret."""
        own = {key: self._anchored(value) for key, value in table.items() if key not in SystemTable.model_fields}
        try:
            return backend.settings.model_validate(own)
        except ValidationError as error:
            known = [*SystemTable.model_fields, *backend.settings.model_fields]
            self.problems.extend(problems_of(error, path, known, secret=True))
            return None

    def _anchored(self, value: Any) -> Any:
        """Relative SQLite files start from the configuration's folder."""
        if not isinstance(value, str):
            return value
        return _RELATIVE_SQLITE.sub(lambda match: f"{match[1]}{self.folder / match[2]}", value)

    def _can_serve(self, table: SystemTable, backend: Manifest, path: KeyPath) -> bool:
        """Whether the backend is able to serve what the system is said to serve."""
        able = {*backend.facets, *(f"{noun}.{facet}" for noun, facets in backend.facets.items() for facet in facets)}
        beyond = [(index, word) for index, word in enumerate(table.serves) if word not in able]
        for index, word in beyond:
            expected = f"what the backend {backend.name} can serve: {', '.join(backend.facets)}"
            self._problem((*path, "serves", index), found_in(word), expected)
        return not beyond

    def _authority(self, tables: Table, systems: list[str]) -> dict[Noun, tuple[str, ...]]:
        authority: dict[Noun, tuple[str, ...]] = {}
        for name, table in tables.items():
            if name not in set(Noun):
                self._problem(("nouns", name), "a noun that does not exist", one_of(name, list(Noun)))
                continue
            checked = self._checked(NounTable, table, ("nouns", name))
            authority[Noun(name)] = checked.authority if checked else ()
            for index, system in enumerate(authority[Noun(name)]):
                self._check_authority(Noun(name), system, systems, ("nouns", name, "authority", index))
        return authority

    def _check_authority(self, noun: Noun, name: str, systems: list[str], path: KeyPath) -> None:
        if name not in systems:
            self._problem(path, f'"{name}"', f"the name of a system: {one_of(name, systems)}")
        elif noun not in self.nouns.get(name, (noun,)):
            able = [system for system, nouns in self.nouns.items() if noun in nouns]
            self._problem(path, f'"{name}", which does not serve {noun}', f"one of those that do: {', '.join(able)}")


def _overlay(tables: Table, stronger: Table) -> None:
    """Put stronger values over others, table by table."""
    for key, value in stronger.items():
        weaker = tables.setdefault(key, value)
        if not isinstance(value, dict):
            tables[key] = value
        elif isinstance(weaker, dict) and weaker is not value:
            _overlay(weaker, value)  # what should be a table and is none stays, to be told
