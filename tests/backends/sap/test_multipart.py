"""The bodies of batches."""

import pytest

from backends.errors import Unreadable
from backends.sap.multipart import Part, read, written

REPLY = (
    b"--A1\r\nContent-Type: application/http\r\nContent-Length: 100\r\ncontent-transfer-encoding: binary\r\n\r\n"
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n{"d":{"results":[]}}\r\n'
    b"--A1\r\nContent-Type: application/http\r\n\r\n"
    b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\r\n\r\n"
    b"--A1--\r\n"
)


def test_what_is_asked() -> None:
    lines = written(["A?$top=1", "B"]).decode().split("\r\n")
    assert lines.count("--comptoir") == 2
    assert [line for line in lines if line.startswith("GET")] == ["GET A?$top=1 HTTP/1.1", "GET B HTTP/1.1"]
    assert lines[-2:] == ["--comptoir--", ""]


@pytest.mark.parametrize("kind", ["multipart/mixed; boundary=A1", 'Multipart/Mixed;charset=utf-8; boundary="A1"'])
def test_what_is_answered(kind: str) -> None:
    first, second = read(kind, REPLY, 2)
    assert first == Part(200, {"content-type": "application/json", "content-length": "19"}, b'{"d":{"results":[]}}')
    assert (second.status, second.body) == (404, b"")


@pytest.mark.parametrize(
    ("kind", "body", "count"),
    [
        ("multipart/mixed; boundary=A1", REPLY, 3),
        ("multipart/mixed; boundary=A1", REPLY[:-20], 2),
        ("multipart/mixed; boundary=A1", REPLY.replace(b"HTTP/1.1 200", b"HTTP 200"), 2),
        ("multipart/mixed; boundary=B2", REPLY, 2),
        ("multipart/mixed", REPLY, 2),
        ("application/json", b"{}", 1),
        ("", b"", 1),
    ],
)
def test_what_cannot_be_read(kind: str, body: bytes, count: int) -> None:
    with pytest.raises(Unreadable):
        read(kind, body, count)
