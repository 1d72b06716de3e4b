"""Which media type a response has, and which status goes with it (GraphQL over HTTP, and RFC 9110 section 12)."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from gateway.execution.run import Outcome


class MediaType(StrEnum):
    """What a response can be."""

    RESPONSE = "application/graphql-response+json"
    JSON = "application/json"

    @property
    def content_type(self) -> bytes:
        """As the header says it."""
        return _CONTENT_TYPES[self]

    def status(self, outcome: Outcome) -> int:
        """As plain JSON, a well-formed request is 200 whatever GraphQL makes of it; legacy clients count on that."""
        if outcome is Outcome.BROKEN:
            return 500
        return 400 if outcome is Outcome.REFUSED and self is MediaType.RESPONSE else 200


_CONTENT_TYPES: Final = {media: f"{media}; charset=utf-8".encode() for media in MediaType}


class Range(NamedTuple):
    """One member of an Accept header."""

    media: str
    charset: str
    quality: float


class Match(NamedTuple):
    """How well a media type is accepted; the greatest is chosen."""

    quality: float
    specificity: int
    preferred: bool


@lru_cache(maxsize=256)
def negotiated(accept: bytes) -> MediaType | None:
    """The media type that the asker likes best; None if it accepts neither.

    Who does not say gets plain JSON, and so does who accepts anything; who names both gets the newer.
    """
    ranges = [_range(member) for member in accept.decode("latin-1").split(",") if member.strip()]
    if not ranges:
        return MediaType.JSON
    matches = {media: _match(media, ranges) for media in MediaType}
    best = max(matches, key=lambda media: matches[media])
    return best if matches[best].quality > 0 else None


def _range(member: str) -> Range:
    media, *parameters = (part.strip().lower() for part in member.split(";"))
    values = dict(parameter.partition("=")[::2] for parameter in parameters)
    return Range(media, values.get("charset", "utf-8").strip('"'), _quality(values.get("q", "1")))


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _match(media: MediaType, ranges: Iterable[Range]) -> Match:
    """By the most specific range that covers the type, as RFC 9110 has it."""
    specificity = {str(media): 2, "application/*": 1, "*/*": 0}
    covering = [each for each in ranges if each.media in specificity and each.charset in ("utf-8", "utf8")]
    if not covering:
        return Match(0.0, 0, False)
    nearest = max(covering, key=lambda each: specificity[each.media])
    exact = nearest.media == media
    return Match(nearest.quality, specificity[nearest.media], (media is MediaType.RESPONSE) is exact)
