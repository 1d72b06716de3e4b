"""The system query options of a request, checked against the entity that they are asked of."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from backends.sandbox.sap.edm import Entity, Service, Version
from backends.sandbox.sap.errors import NO_PROPERTY, SYNTAX, Refused, syntax, unknown_property
from backends.sandbox.sap.grammar import parsed
from backends.sandbox.sap.syntax import Expression

Pairs = Sequence[tuple[str, str]]

_COMMON: Final = frozenset({"$filter", "$select", "$expand", "$orderby", "$top", "$skip", "$skiptoken", "$format"})
_COUNT: Final[Mapping[Version, str]] = {Version.V2: "$inlinecount", Version.V4: "$count"}
_COUNTED: Final[Mapping[Version, Mapping[str, bool]]] = {
    Version.V2: {"allpages": True, "none": False},
    Version.V4: {"true": True, "false": False},
}
_NUMBER: Final = re.compile(r"\d{1,9}")
_TOKEN: Final = re.compile(r"D(\d{1,9})_")


class Tree(Struct, frozen=True):
    """What is selected of an entity: its properties (all if none is named), and which links are followed."""

    properties: frozenset[str] = frozenset()
    links: Mapping[str, "Tree"] = {}


class Query(Struct, frozen=True, kw_only=True):
    """One question to an entity set; `start` is where an earlier page ended."""

    condition: Expression | None = None
    by: Sequence[tuple[str, bool]] = ()
    top: int | None = None
    skip: int = 0
    start: int | None = None
    counted: bool = False
    tree: Tree = Tree()


def query(given: Pairs, entity: Entity, service: Service) -> Query:
    """The question that these options ask; raises Refused for one that there is not, or that is said twice."""
    options = _options(given, service.version)
    told = options.get("$filter")
    start = options.get("$skiptoken")
    return Query(
        condition=None if told is None else parsed(told, service.version),
        by=_order(options.get("$orderby", ""), entity),
        top=_number("$top", options["$top"]) if "$top" in options else None,
        skip=_number("$skip", options.get("$skip", "0")),
        start=None if start is None else _start(start),
        counted=_counted(options, service.version),
        tree=tree(options.get("$select", ""), options.get("$expand", ""), entity, service),
    )


def token(place: int) -> str:
    """Where the next page starts."""
    return f"D{place:09d}_"


def tree(selected: str, expanded: str, entity: Entity, service: Service) -> Tree:
    """What $select and $expand ask for; links that are not selected are not followed, as V2 has it."""
    followed = [path.split("/") for path in _list(expanded)]
    wanted = [path.split("/") for path in _list(selected)]
    return _tree(wanted, followed, entity, service)


def _tree(wanted: Sequence[list[str]], followed: Sequence[list[str]], entity: Entity, service: Service) -> Tree:
    _known(wanted, followed, entity)
    names = {path[0] for path in wanted}
    every = not wanted or "*" in names
    links = {}
    for name in dict.fromkeys(path[0] for path in followed):
        if every or name in names:
            target = service.entities[entity.links[name].target]
            below = [path[1:] for path in wanted if path[0] == name]
            links[name] = _tree(
                [] if [] in below else below,
                [path[1:] for path in followed if path[0] == name and path[1:]],
                target,
                service,
            )
    properties = frozenset() if every else frozenset(names & entity.properties.keys())
    return Tree(properties or (frozenset() if every else frozenset(entity.keys)), links)


def _known(wanted: Sequence[list[str]], followed: Sequence[list[str]], entity: Entity) -> None:
    for path in wanted:
        known = path[0] in entity.links or (len(path) == 1 and (path[0] in entity.properties or path[0] == "*"))
        if not known:
            raise unknown_property(path[0], entity.name)
        if len(path) > 1 and path[0] not in {each[0] for each in followed}:
            raise Refused(400, SYNTAX, f"Invalid $select: {path[0]} is not expanded.")
    for path in followed:
        if path[0] not in entity.links:
            raise Refused(400, NO_PROPERTY, f"Navigation property {path[0]} does not exist in type {entity.name}Type.")


def _options(given: Pairs, version: Version) -> Mapping[str, str]:
    known = _COMMON | {_COUNT[version]}
    found: dict[str, str] = {}
    for name, value in given:
        if not name.startswith("$"):
            continue  # sap-client, sap-language and custom options
        if name not in known:
            raise Refused(400, SYNTAX, f"System query option '{name}' is not supported.")
        if name in found:
            raise Refused(400, SYNTAX, f"System query option '{name}' is specified more than once.")
        found[name] = value
    return found


def _order(told: str, entity: Entity) -> Sequence[tuple[str, bool]]:
    found = []
    for part in _list(told):
        name, _, way = part.partition(" ")
        if way.strip() not in ("", "asc", "desc"):
            raise syntax("$orderby", told.find(part))
        if name not in entity.properties:
            raise unknown_property(name, entity.name)
        found.append((name, way.strip() == "desc"))
    return found


def _counted(options: Mapping[str, str], version: Version) -> bool:
    name = _COUNT[version]
    told = options.get(name)
    if told is None:
        return False
    if told not in _COUNTED[version]:
        raise Refused(400, SYNTAX, f"Invalid value '{told}' of system query option '{name}'.")
    return _COUNTED[version][told]


def _number(name: str, told: str) -> int:
    if not _NUMBER.fullmatch(told):
        raise Refused(400, SYNTAX, f"Invalid value of system query option '{name}'.")
    return int(told)


def _start(told: str) -> int:
    found = _TOKEN.fullmatch(told)
    if found is None:
        raise Refused(400, SYNTAX, "Invalid $skiptoken.")
    return int(found[1])


def _list(told: str) -> list[str]:
    return [part.strip() for part in told.split(",")] if told else []
