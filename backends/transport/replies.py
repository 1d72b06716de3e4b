"""What a backend sees of an answer."""

from collections.abc import Iterator, Mapping

from msgspec import Struct


class Headers(Mapping[str, str]):
    """The headers of an answer, decoded when somebody reads them: most answers' are never read."""

    __slots__ = ("raw",)

    def __init__(self, raw: Mapping[bytes, bytes]) -> None:
        self.raw = raw

    def __getitem__(self, name: str) -> str:
        return self.raw[name.encode("latin-1", "replace")].decode("latin-1")

    def __iter__(self) -> Iterator[str]:
        return (name.decode("latin-1") for name in self.raw)

    def __len__(self) -> int:
        return len(self.raw)


class Reply(Struct, frozen=True):
    """What a system answered, whatever the status; the names of headers are in lower case.

    The values of a header that came more than once are joined by ", ", those of `set-cookie` by line breaks.
    """

    status: int
    headers: Headers
    body: bytes
