"""Bodies that come compressed, unpacked no further than they may be large."""

import zlib
from collections.abc import Callable
from typing import Final, Protocol

import brotli

from backends.transport.failures import Packed, TooLarge

ACCEPTED: Final = "gzip, deflate, br"

_STEP: Final = 65_536


def unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    """The body that was packed, of at most `limit` bytes.

    Raises TooLarge beyond that, Packed for what is broken, cut short or packed in a way that was not asked for.
    """
    for packing in reversed([each for each in map(str.strip, encoding.lower().split(",")) if each]):
        if packing == "identity":
            continue
        unpack = _UNPACKERS.get(packing)
        if unpack is None:
            raise Packed
        body = unpack(body, limit)
    return body


def _inflated(body: bytes, limit: int, bits: int) -> bytes:
    try:
        unpacker = zlib.decompressobj(bits)
        found = unpacker.decompress(body, limit + 1)
    except zlib.error:
        raise Packed from None
    if len(found) > limit:
        raise TooLarge
    if not unpacker.eof:
        raise Packed
    return found


def _gunzipped(body: bytes, limit: int) -> bytes:
    return _inflated(body, limit, 16 + zlib.MAX_WBITS)


def _deflated(body: bytes, limit: int) -> bytes:
    """As RFC 9110 has it, and as some servers send it: without the header of zlib."""
    try:
        return _inflated(body, limit, zlib.MAX_WBITS)
    except Packed:
        return _inflated(body, limit, -zlib.MAX_WBITS)


class _Unbrotli(Protocol):
    def process(self, data: bytes, output_buffer_limit: int) -> bytes: ...

    def is_finished(self) -> bool: ...

    def can_accept_more_data(self) -> bool: ...


def _unbrotlied(body: bytes, limit: int) -> bytes:
    unpacker: _Unbrotli = brotli.Decompressor()
    found = bytearray()
    try:
        found += unpacker.process(body, output_buffer_limit=_STEP)
        while not unpacker.is_finished() and not unpacker.can_accept_more_data():
            if len(found) > limit:
                raise TooLarge
            found += unpacker.process(b"", output_buffer_limit=_STEP)
    except brotli.error:
        raise Packed from None
    if len(found) > limit:
        raise TooLarge
    if not unpacker.is_finished():
        raise Packed
    return bytes(found)


_UNPACKERS: Final[dict[str, Callable[[bytes, int], bytes]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _deflated,
    "br": _unbrotlied,
}
