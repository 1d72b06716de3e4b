"""A vendor's own words, as they may stand in an error of ours: for support, without what may be personal or secret."""

import re
from typing import Final

LONGEST: Final = 240

_NAMING: Final = frozenset(
    {"attribute", "column", "entity", "feature", "field", "identifier", "method", "object", "parameter", "permission"}
    | {"property", "record", "relationship", "role", "scope", "segment", "service", "table", "type"}
)
"""A quoted name stays beside these; whatever else is quoted may be a value."""

_APOSTROPHE: Final = r"(?<=\w)'(?=(?:d|ll|m|re|s|t|ve)\b)"
_QUOTED: Final = re.compile(
    rf"(?!{_APOSTROPHE})(?P<mark>['\"])(?P<what>(?:\\.|(?!(?P=mark)).)*)(?:(?P=mark)|$)|[“«][^”»]*[”»]?"
)
_NAME: Final = re.compile(r"[A-Za-z_][\w.]{0,60}|[A-Z][a-z]+ -> [A-Za-z ]{1,40}", re.ASCII)  # or as in a menu
_BEFORE: Final = re.compile(r"([A-Za-z]+)[\s:]*$")
_AFTER: Final = re.compile(r"\s*([A-Za-z]+)")
_VALUE: Final = re.compile(
    r"(?P<id>\berror ?id\b[^\d.@…]{0,40}[\w-]{4,40}(?: \(-?\d+\))?)"  # what a vendor's support asks for first
    r"|\S*@\S*|\w+://\S*|\+?\d[\d ()/.:-]{4,}\d|(?=\S*\d)(?=\S*[A-Za-z])[\w+/=.!~-]{16,}",
    re.IGNORECASE,
)


def kept(text: str) -> str:
    """One line of what a vendor says, with `…` for values, addresses, long numbers and tokens; "" if nothing is left.

    Names in quotes stay where the word before says that they are names: `field 'custbody_x'`. Numbers stay that name an
    error in the vendor's log.
    """
    line = " ".join(text[: 4 * LONGEST].split())
    told = _VALUE.sub(lambda found: found["id"] or "…", _QUOTED.sub(_named, line))[:LONGEST].rstrip(" .:;")
    return told if any(map(str.isalpha, told)) else ""


def _named(quoted: re.Match[str]) -> str:
    beside = (_BEFORE.search(quoted.string, 0, quoted.start()), _AFTER.match(quoted.string, quoted.end()))
    words = {found[1].casefold().removesuffix("s") for found in beside if found}
    return quoted[0] if words & _NAMING and _NAME.fullmatch(quoted["what"] or "") else "…"
