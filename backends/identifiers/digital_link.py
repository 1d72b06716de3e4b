"""GS1 Digital Link URIs, as QR codes on labels carry them (GS1 Digital Link Standard: URI Syntax, 1.2 to 1.6).

    http(s)://host[:port]/any/prefix/01/{GTIN}[/22/{variant}][/10/{lot}][/21/{serial}][?17=261231&…]

After the GTIN the standard also has `/235/{third-party serial}` alone; it is accepted and left out. Query attributes
are checked for their characters and left out. Compressed links and alphabetic keys (`/gtin/`, gone since 1.3) are not
read.
"""

import re
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from msgspec import Struct

from backends.identifiers import InvalidIdentifier, check_length
from backends.identifiers.gtin import gtin

KIND: Final = "GS1 Digital Link"

_LONGEST: Final = 2048
_EXPECTED: Final = "https://host/01/{GTIN}, then /22/, /10/ and /21/ as far as they are known"
_KEY: Final = "01"
_THIRD_PARTY: Final = "235"
_QUALIFIERS: Final = {"22": 20, "10": 20, "21": 20, _THIRD_PARTY: 28}  # longest value, in the order of the standard
_IN_ORDER: Final = tuple(_QUALIFIERS)

_URI: Final = re.compile(r"[\x21-\x7e]+")
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_GTIN: Final = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_CSET_82: Final = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+""")  # GS1 General Specifications, 7.11
_ATTRIBUTE: Final = re.compile(r"[0-9]{2,4}")
_LONGEST_ATTRIBUTE: Final = 90


class DigitalLink(Struct, frozen=True, kw_only=True):
    """What a link names: a GTIN of 14 digits, and perhaps a variant, a lot and a serial number."""

    gtin: str
    variant: str | None = None
    lot: str | None = None
    serial: str | None = None


def digital_link(uri: str) -> DigitalLink:
    """Read a link of any domain, with any path before the key. Raises `InvalidIdentifier`."""
    parts = _split(uri)
    _check_attributes(parts.query)
    key, qualifiers = _elements(parts.path)
    _check_order([ai for ai, _ in qualifiers])
    values = {ai: _value(ai, text, _QUALIFIERS[ai]) for ai, text in qualifiers}
    return DigitalLink(gtin=gtin(unquote(key)), variant=values.get("22"), lot=values.get("10"), serial=values.get("21"))


def _split(uri: str) -> SplitResult:
    check_length(KIND, uri, _LONGEST)
    text = uri.strip()
    if not _URI.fullmatch(text):
        raise _wrong("characters that a URI cannot have")
    if _BAD_ESCAPE.search(text):
        raise _wrong("a % without two hexadecimal digits")
    try:
        parts = urlsplit(text)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:
        raise _wrong("a host or a port that cannot be") from None
    if parts.scheme not in ("http", "https"):
        raise _wrong("no http or https")
    if not host or "@" in parts.netloc:
        raise _wrong("a user name" if host else "no host")
    return parts


def _elements(path: str) -> tuple[str, list[tuple[str, str]]]:
    """The GTIN and the qualifiers, as written.

    The path before them may hold anything, `01` too; so the key is the first `01` that all the rest fits.
    """
    segments = path.removesuffix("/").split("/")
    starts = [place for place, segment in enumerate(segments[:-1]) if segment == _KEY]
    if not starts:
        raise _wrong("no /01/ with a GTIN")
    start = next((place for place in starts if _fits(segments[place + 1 :])), starts[-1])
    key, rest = segments[start + 1], segments[start + 2 :]
    if len(rest) % 2:
        raise _wrong("a key without a value after the GTIN")
    return key, list(zip(rest[::2], rest[1::2], strict=True))


def _fits(elements: list[str]) -> bool:
    return bool(_GTIN.fullmatch(unquote(elements[0]))) and all(ai in _QUALIFIERS for ai in elements[1::2])


def _check_order(keys: list[str]) -> None:
    if any(key not in _QUALIFIERS for key in keys):
        raise _wrong("another key after the GTIN")
    if len(set(keys)) < len(keys):
        raise _wrong("a key twice")
    if keys != sorted(keys, key=_IN_ORDER.index):
        raise _wrong("keys in another order")
    if _THIRD_PARTY in keys and len(keys) > 1:
        raise _wrong("/235/ beside other keys")


def _value(ai: str, text: str, longest: int) -> str:
    value = unquote(text)
    if not _CSET_82.fullmatch(value):
        raise _wrong(f"nothing, or characters that GS1 does not allow, for {ai}")
    if len(value) > longest:
        raise _wrong(f"more than {longest} characters for {ai}")
    return value


def _check_attributes(query: str) -> None:
    for attribute in re.split("[&;]", query):
        ai, _, text = attribute.partition("=")
        if _ATTRIBUTE.fullmatch(ai):
            _value(ai, text, _LONGEST_ATTRIBUTE)


def _wrong(found: str) -> InvalidIdentifier:
    return InvalidIdentifier(KIND, expected=_EXPECTED, found=found)
