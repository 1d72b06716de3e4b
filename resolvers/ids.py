"""Opaque global ids: base64url of the type's name and the parts of its key.

The parts of a noun's id are the system that names it and that system's key.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote

from strawberry import ID

from backends.records import Ref
from resolvers.problems import BadInput

MAX_LENGTH = 2048
REMEMBERED = 10_000  # ids: the same few hundred are in most answers, with every line and every place
_PLAIN = re.compile(r"[\w.~:-]*", re.ASCII)


@lru_cache(maxsize=REMEMBERED)
def encode(typename: str, *parts: str) -> ID:
    """The opaque id of a thing of a type."""
    text = ":".join((typename, *parts))
    if text.count(":") > len(parts) or not _PLAIN.fullmatch(text):  # most need no change: that is found out sooner
        text = ":".join((typename, *(quote(part, safe="") for part in parts)))
    return ID(urlsafe_b64encode(text.encode()).decode().rstrip("="))


def decode(id_: str) -> tuple[str, tuple[str, ...]]:
    """The type's name and the parts of its key; raises `BadInput` for what is no id of ours."""
    if len(id_) > MAX_LENGTH:
        raise malformed()
    try:
        text = urlsafe_b64decode(id_ + "=" * (-len(id_) % 4)).decode()
    except ValueError:
        raise malformed() from None
    typename, *parts = text.split(":")
    decoded = tuple(unquote(part) for part in parts)
    if not parts or encode(typename, *decoded) != id_.rstrip("="):
        raise malformed()
    return typename, decoded


def of(typename: str, ref: Ref) -> ID:
    """The id of a noun under its name."""
    return encode(typename, ref.system, ref.key)


def maybe(typename: str, ref: Ref | None) -> ID | None:
    """The id of a noun that may not be there."""
    return None if ref is None else of(typename, ref)


def ref(id_: str, typename: str, argument: str) -> Ref:
    """The name in an id that must be of a type; `argument` says where it was found."""
    found, parts = decode(id_)
    if found != typename or len(parts) != 2:
        raise BadInput(f"{argument}: expected the id of a {typename}, found the id of a {found}.", code="WRONG_ID_TYPE")
    return Ref(*parts)


def refs(ids: Iterable[str], typename: str, argument: str) -> tuple[Ref, ...]:
    """The names in several ids of one type."""
    return tuple(ref(id_, typename, argument) for id_ in ids)


def malformed() -> BadInput:
    """The refusal of what is no id of ours."""
    return BadInput("This is not an id that this gateway gave out.", code="INVALID_ID")
