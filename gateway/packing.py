"""Long answers go out compressed to whoever takes gzip."""

import asyncio
import struct
import zlib
from functools import lru_cache
from typing import Final

from msgspec import Struct
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Scope

_LEVEL: Final = 3  # the quick levels pack JSON nearly as well as the slow ones
_GZIP: Final = 16 + zlib.MAX_WBITS
_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # of a file made by gzip, with no name and no time
_IN_A_THREAD: Final = 128 * 1024  # bytes and more, that others need not wait for it


async def pack(scope: Scope, start: Message, message: Message) -> None:
    """Pack the body of an answer if it is there in one piece, as ours are, and its asker takes that."""
    if message.get("more_body", False):
        return
    _vary(start["headers"])
    if any(name == b"content-encoding" for name, _ in start["headers"]):
        return
    if not any(name == b"accept-encoding" and takes_gzip(value) for name, value in scope["headers"]):
        return
    body = message["body"]
    if len(body) < _IN_A_THREAD:
        packed = zlib.compress(body, _LEVEL, _GZIP)
    else:
        packed = await asyncio.to_thread(zlib.compress, body, _LEVEL, _GZIP)
    headers = MutableHeaders(raw=start["headers"])
    headers["content-encoding"], headers["content-length"] = "gzip", str(len(packed))
    message["body"] = packed


def _vary(headers: list[tuple[bytes, bytes]]) -> None:
    """Say that another asker may get other bytes."""
    for place, (name, value) in enumerate(headers):
        if name == b"vary":
            if b"Accept-Encoding" not in value:
                headers[place] = (name, value + b", Accept-Encoding")
            return
    headers.append((b"vary", b"Accept-Encoding"))


class Beginning(Struct, frozen=True):
    """How a packed text begins: its bytes, and the checksum and the number of those that they were."""

    packed: bytes
    checksum: int
    length: int

    def with_end(self, end: bytes) -> bytes:
        """The whole, packed: the end (of less than 64 KB) is stored as it is (RFC 1951 section 3.2.4, RFC 1952)."""
        stored = struct.pack("<BHH", 1, len(end), 0xFFFF - len(end))
        trailer = struct.pack("<II", zlib.crc32(end, self.checksum), (self.length + len(end)) & 0xFFFFFFFF)
        return b"".join((self.packed, stored, end, trailer))


async def begun(text: bytes) -> Beginning:
    """A text, packed once and for all, to which an end is still to come."""
    return _begun(text) if len(text) < _IN_A_THREAD else await asyncio.to_thread(_begun, text)


def _begun(text: bytes) -> Beginning:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = _HEAD + packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
    return Beginning(packed, zlib.crc32(text), len(text))


@lru_cache(maxsize=64)
def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether gzip is among the codings that are accepted (RFC 9110 section 12.5.3); `*` alone does not ask for it."""
    members = (member.lower().replace(b" ", b"").split(b";") for member in accept_encoding.split(b","))
    return any(coding == b"gzip" and not _is_zero(weight) for coding, *weight in members)


def _is_zero(weight: list[bytes]) -> bool:
    return bool(weight) and weight[0].startswith(b"q=0") and not weight[0].strip(b"q=.0")
