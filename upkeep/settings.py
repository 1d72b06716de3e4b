"""The page of settings, made from the types that read them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from pydantic import BaseModel

from backends.registry import BACKENDS, manifest
from backends.vocabulary import FACETS, Noun
from gateway.sections import Cache, Limits, NounTable, SystemTable, Times
from gateway.settings import PREFIX, SECTIONS
from upkeep.markdown import code, page, sentence, table

Shape: TypeAlias = Mapping[str, Any]
"""A JSON schema, of a table or of one key."""

HEAD: Final = ("Key", "What it says", "May be", "Default")
INTRODUCTION: Final = f"""\
Everything that can be set, table by table of the configuration file (TOML). Times are in seconds.

From the weakest to the strongest: the defaults below, the file, the environment, the command line. In the environment a
key is `{PREFIX}` and its path with two underscores between its parts, so that `[server] port` is
`{PREFIX}SERVER__PORT`; a list or a table is JSON there. In the file `${{NAME}}` stands for a variable of the
environment and `${{file:PATH}}` for what a file holds, so that no secret need be in it; `$${{` is a plain `${{`.
Relative paths start from the file's folder.

A wrong file is told with all its problems at once: the key, what was found, what is expected. Nothing is served then,
and `comptoir` ends with the code 2. `comptoir check --config FILE` tries a file without serving."""


def settings() -> str:
    """The page."""
    sections = (_section(name, kind) for name, kind in SECTIONS.items() if kind is not Cache)
    return page("Settings", INTRODUCTION, *_systems(), _nouns(), *sections, *_cache(), *_variables())


def keys(kind: type[BaseModel]) -> Iterator[tuple[str, str, str, str]]:
    """A row for each key of a table: its name, what it says, what it may be, its default."""
    shape = kind.model_json_schema(mode="validation")
    for name, own in shape["properties"].items():
        asked = name in shape.get("required", ())
        yield (
            code(name),
            sentence(own.get("description", "")),
            may_be(own, shape.get("$defs", {})),
            "required" if asked else _default(own),
        )


def may_be(shape: Shape, named: Mapping[str, Shape]) -> str:
    """What a key's value may be, in words."""
    if "$ref" in shape:
        return may_be(named[shape["$ref"].rpartition("/")[2]], named)
    if "allOf" in shape:
        return may_be(shape["allOf"][0], named)
    if "anyOf" in shape:
        return may_be(next(option for option in shape["anyOf"] if option.get("type") != "null"), named)
    if "const" in shape:
        return code(shape["const"])
    if "enum" in shape:
        return ", ".join(code(word) for word in shape["enum"] if word != "UNKNOWN")  # systems say it, nobody sets it
    if shape["type"] == "array":
        return f"a list: {may_be(shape['items'], named)}"
    return _WORDS[shape["type"], shape.get("format")] + _bounds(shape)


_WORDS: Final = {
    ("string", None): "a text",
    ("string", "date"): "a date",
    ("string", "date-time"): "an instant",
    ("string", "file-path"): "the path of a file",
    ("string", "password"): "a text, secret",
    ("integer", None): "a whole number",
    ("number", None): "a number",
    ("boolean", None): "`true` or `false`",
    ("object", None): "a table",
}


_ENDLESS: Final = 1_000_000_000  # a bound that only keeps numbers sane


def _bounds(shape: Shape) -> str:
    low, high = shape.get("minimum"), shape.get("maximum")
    if "exclusiveMinimum" in shape:
        above = f" above {shape['exclusiveMinimum']:,}"
        return above if high is None else f"{above}, up to {high:,}"
    if low is None or high is None:
        return ""
    return f", {low:,} to {high:,}" if high < _ENDLESS else f" from {low:,} on"


def _default(shape: Shape) -> str:
    default = shape.get("default")
    if isinstance(default, bool):
        return code(str(default).lower())
    if isinstance(default, int | float):
        return code(f"{default:g}" if isinstance(default, float) else str(default))
    if isinstance(default, Mapping):
        return "see below" if default else "`{}`"
    if isinstance(default, list):
        return ", ".join(code(str(value)) for value in default) or "none"
    return "none" if default is None else code(str(default) or '""')


def _section(name: str, kind: type[BaseModel]) -> str:
    """A table of the file; its first sentence is what the type's docstring says after the table's name."""
    blocks = [f"## `[{name}]`", _purpose(kind), table(HEAD, keys(kind))]
    if name == "limits":
        blocks += ["`list_sizes` knows these; what a file says is put over them:", _list_sizes()]
    return "\n\n".join(blocks)


def _purpose(kind: type[BaseModel]) -> str:
    text = sentence((kind.__doc__ or "").partition(": ")[2])
    return text[:1].upper() + text[1:]


def _list_sizes() -> str:
    sizes: Mapping[str, Mapping[str, int]] = Limits().list_sizes
    rows = ((code(f"{kind}.{field}"), str(size)) for kind, fields in sizes.items() for field, size in fields.items())
    return table(("List", "Items expected"), (row for row in rows if not row[0].startswith("`__")))


def _systems() -> Iterator[str]:
    facets = (
        (code(noun), ", ".join(code(facet) for facet in sorted(FACETS[noun]) if facet != "head")) for noun in Noun
    )
    yield "## `[systems.NAME]`"
    yield "One table for each system, at least one; NAME is what the graph calls it, and part of its ids."
    yield table(HEAD, keys(SystemTable))
    yield "`serves` names nouns, or facets of nouns: groups of fields that a system answers together; the head always."
    yield table(("Noun", "Facets beside the head"), facets)
    for name in BACKENDS:
        backend = manifest(name)
        yield f'### `backend = "{name}"`'
        yield sentence(backend.summary)
        yield table(HEAD, keys(backend.settings))


def _nouns() -> str:
    rows = table(HEAD, keys(NounTable))
    return f"## `[nouns.NOUN]`\n\nWho is believed, noun by noun: {', '.join(map(code, Noun))}.\n\n{rows}"


def _cache() -> Iterator[str]:
    shape = Cache.model_json_schema()["properties"]
    own = [row for row in keys(Cache) if row[0].strip("`") not in set(Noun)]
    times = list(Times.model_fields)
    yield f"## `[cache]`\n\n{_purpose(Cache)}\n\n{table(HEAD, own)}"
    yield f"### `[cache.NOUN]`\n\n{_purpose(Times)}\n\n{table(HEAD[:3], (row[:3] for row in keys(Times)))}"
    yield "By default:"
    yield table(
        ("Noun", *map(code, times)),
        ((code(noun), *(f"{shape[noun]['default'][time]:,.0f}" for time in times)) for noun in Noun),
    )


def _variables() -> Iterator[str]:
    yield "## Variables of the environment that are no settings"
    rows = (
        (
            code(f"{PREFIX}DEMO_HOME"),
            "The folder in which the demo retailer is kept that is served without a configuration.",
        ),
        (
            code(f"{PREFIX}JOURNEY_URL"),
            "The database that `comptoir import complete-journey` writes into, as `--url` does.",
        ),
    )
    yield table(("Variable", "What it says"), rows)
