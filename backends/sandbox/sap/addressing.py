"""The part of a URL behind the service: which entity set, which of its rows, what below it.

address  = set [predicate ["/" link]] ["/$count"]
predicate = "(" literal ")" | "(" name "=" literal ("," name "=" literal)* ")"
"""

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from backends.sandbox.sap.edm import Entity, Service
from backends.sandbox.sap.errors import NO_RESOURCE, Refused

_SEGMENT: Final = re.compile(r"(?P<set>\w+)(?:\((?P<predicate>(?:[^()']|'(?:[^']|'')*')*)\))?", re.ASCII)
_KEY: Final = re.compile(r"(?:(?P<name>\w+)=)?'(?P<value>(?:[^']|'')*)'(?:,|$)", re.ASCII)


class Address(Struct, frozen=True, kw_only=True):
    """`keys` None is the whole set; `link` leads from one row to those below it."""

    entity: Entity
    keys: Mapping[str, str] | None = None
    link: str | None = None
    count: bool = False


def address(path: str, service: Service) -> Address:
    """What a path names; raises Refused where there is no such thing."""
    rest, count = (path.removesuffix("/$count"), True) if path.endswith("/$count") else (path, False)
    found = _SEGMENT.match(rest)
    if found is None or found["set"] not in service.entities:
        raise _missing(rest)
    entity = service.entities[found["set"]]
    keys = None if found["predicate"] is None else _keys(found["predicate"], entity)
    behind = rest[found.end() :]
    if behind and (keys is None or behind[0] != "/" or behind[1:] not in entity.links):
        raise _missing(behind.strip("/"))
    return Address(entity=entity, keys=keys, link=behind[1:] or None, count=count)


def _keys(told: str, entity: Entity) -> Mapping[str, str]:
    """The values of all key properties; a single one may go without its name."""
    keys, place = {}, 0
    while place < len(told):
        found = _KEY.match(told, place)
        if found is None:
            raise _missing(entity.name)
        keys[found["name"] or entity.keys[0]] = found["value"].replace("''", "'")
        place = found.end()
    if keys.keys() != set(entity.keys):
        raise _missing(entity.name)
    return keys


def _missing(segment: str) -> Refused:
    return Refused(404, NO_RESOURCE, f"Resource not found for the segment '{segment.partition('(')[0]}'.")
