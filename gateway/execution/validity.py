"""How long an answer serves that is kept, as HTTP says it."""

from msgspec import Struct


class Validity(Struct, frozen=True):
    """How long an answer serves: its entity tag, its age and what is left of its life, in whole seconds."""

    etag: bytes
    age: int
    left: int

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """As RFC 9111 and RFC 9110 say it; nobody but the asker may keep it."""
        return [
            (b"cache-control", b"private, max-age=%d" % (self.age + self.left)),
            (b"age", b"%d" % self.age),
            (b"etag", self.etag),
        ]

    def is_known(self, if_none_match: bytes) -> bool:
        """Whether a client that has these tags has this answer (RFC 9110 section 13.1.2, weak comparison)."""
        weak = self.etag.removeprefix(b"W/")
        return any(tag.strip().removeprefix(b"W/") in (b"*", weak) for tag in if_none_match.split(b","))
