"""The log's lines of requests, and answers that are packed."""

import asyncio
import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import access
from gateway.packing import begun, takes_gzip
from gateway.sections import Log, Server
from tests.gateway.toy import serving, toy_app


async def told(capsys: pytest.CaptureFixture[str], log: Log, asked: int = 3) -> list[dict[str, Any]]:
    """The lines of some requests, once the application has ended."""
    async with serving(toy_app(log=log)) as client:
        for number in range(asked):
            await client.post("/graphql", json={"query": f'query Q{number} {{ hello(name: "Ada") }}'})
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


async def test_every_request_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = await told(capsys, Log(format="json"))
    assert [line["operation"] for line in lines] == ["Q0", "Q1", "Q2"]
    assert {line["event"] for line in lines} == {"request"}
    assert all(
        line["status"] == 200 and line["milliseconds"] >= 0 and line["timestamp"].endswith("Z") for line in lines
    )
    assert len({line["trace_id"] for line in lines}) == 3
    assert "Ada" not in str(lines)


async def test_silent_above_info(capsys: pytest.CaptureFixture[str]) -> None:
    assert await told(capsys, Log(format="json", level="warning")) == []


async def test_lines_do_not_wait_for_long(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "DELAY", 0.01)
    async with serving(toy_app(log=Log(format="json"))) as client:
        await client.post("/graphql", json={"query": "{hello}"})
        await asyncio.sleep(0.1)
        assert '"request"' in capsys.readouterr().err


async def test_no_more_than_so_many_wait(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "MOST", 2)
    async with serving(toy_app(log=Log(format="json"))) as client:
        for expected in (0, 2, 0, 2):
            await client.post("/graphql", json={"query": "{hello}"})
            assert capsys.readouterr().err.count("\n") == expected


LONG = {"query": "{ things(first: 500) { id name } }"}


async def test_long_answers_are_packed() -> None:
    async with serving(toy_app()) as client:
        packed = await client.post("/graphql", json=LONG, headers={"accept-encoding": "gzip"})
        plain = await client.post("/graphql", json=LONG, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json()["data"] == plain.json()["data"]
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 5
    assert "Accept-Encoding" in packed.headers["vary"]
    assert "Accept-Encoding" in plain.headers["vary"]


@pytest.mark.parametrize(("size", "query"), [(0, LONG), (2_000, {"query": "{hello}"})], ids=["turned off", "short"])
async def test_not_packed(size: int, query: Any) -> None:
    async with serving(toy_app(server=Server(compress_from=size))) as client:
        answer = await client.post("/graphql", json=query, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers


async def test_very_long_answers_are_packed() -> None:
    """In a thread."""
    long = {"query": "{ things(first: 9000) { id name } }"}
    async with serving(toy_app()) as client:
        packed = await client.post("/graphql", json=long, headers={"accept-encoding": "br, GZIP; q=0.8"})
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.json()["data"]["things"]) == 9000


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        (b"gzip", True),
        (b"deflate, gzip;q=0.1, *;q=0", True),
        (b"gzip; q=0", False),
        (b"gzip;q=0.000", False),
        (b"gzip;q=0.001", True),
        (b"x-gzipped", False),
        (b"*", False),
        (b"", False),
    ],
)
def test_who_takes_gzip(accepted: bytes, takes: bool) -> None:
    assert takes_gzip(accepted) is takes


@given(st.binary(), st.binary(max_size=100))
async def test_packed_in_two_parts(text: bytes, end: bytes) -> None:
    whole = (await begun(text)).with_end(end)
    assert gzip.decompress(whole) == text + end


async def test_a_long_text_packed_in_two_parts() -> None:
    """In a thread."""
    text = b"0123456789" * 20_000
    assert gzip.decompress((await begun(text)).with_end(b"end")) == text + b"end"
