"""Questions at random: whatever is asked, the answer is one, and tells nothing of our insides."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from graphql import build_schema, parse, print_ast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from backends.sandbox.sqlite import write
from tests.architecture.sources import ROOT
from tests.cli.servers import serving
from tests.fuzz.conformity import possible, problems
from tests.fuzz.everything import everything
from tests.fuzz.known import QUESTION, REGULAR, Known, gathered
from tests.fuzz.leaks import leaks
from tests.fuzz.questions import Question, questions
from tests.stories.retailer import PATIENT

OPERATIONS = int(os.environ.get("FUZZ_OPERATIONS", "2000"))  # noqa: TID251  # how long to try is for who tries
TEXT = (ROOT / "schema.graphql").read_text(encoding="utf-8")
SCHEMA = build_schema(TEXT)
assert SCHEMA.query_type is not None
NODES = sorted(type_.name for type_ in possible(SCHEMA, "Node"))
PATIENCE = 90  # seconds
STARTS = ("*", *SCHEMA.query_type.fields, *NODES)
DAYS = ("good", "bad")
SHARE = -(-OPERATIONS // (len(STARTS) * len(DAYS)))  # together at least as many as wanted
JSON, RESPONSE = "application/json", "application/graphql-response+json"
QUIETLY = (HealthCheck.too_slow, HealthCheck.data_too_large)
ASKED = Question(parse(QUESTION), {"regular": REGULAR})

Ask = Callable[[Question, str], httpx.Response]


class Shop(Struct):
    """A gateway on the demo retailer, in a process of its own, and what the retailer knows."""

    day: str
    ask: Ask
    known: Known


@pytest.fixture(scope="module", params=DAYS)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    home = tmp_path_factory.mktemp("fuzz")
    folder = home / "demo"
    write(folder)
    with (
        serving(home, "--config", folder / "comptoir.toml", "--port", "0", **PATIENT) as gateway,
        httpx.Client(base_url=gateway.url, timeout=PATIENCE) as client,
    ):

        def ask(question: Question, media: str) -> httpx.Response:
            body = {"query": print_ast(question.document), "variables": question.variables}
            return client.post("/graphql", json=body, headers={"accept": media})

        answer = ask(ASKED, JSON).json()
        assert "errors" not in answer, answer["errors"]
        if request.param == "bad":
            harm(folder)
        yield Shop(request.param, ask, gathered(answer["data"]))
        assert gateway.stop() == 0, gateway.log
        assert "Traceback" not in gateway.log
        assert '"level":"error"' not in gateway.log


def harm(folder: Path) -> None:
    """A system is gone, one is garbage, one has lost columns, and two say what nobody understands."""
    (folder / "wms.sqlite").unlink()
    (folder / "tms.sqlite").write_bytes(b"This is no database. " * 1_000)
    for system, statement in (
        ("erp", "ALTER TABLE comptoir_inbound RENAME COLUMN eta TO arrival"),
        ("oms", "UPDATE comptoir_orders SET placed_at = 'SELECT a day FROM /etc/calendar' WHERE rowid % 3 = 0"),
        ("pim", "UPDATE comptoir_variants SET image_width = 'TypeError()' WHERE rowid % 3 = 0"),
    ):
        with closing(sqlite3.connect(folder / f"{system}.sqlite")) as database, database:
            database.execute(statement)


@pytest.mark.parametrize("typename", NODES)
def test_all_that_can_be_asked(shop: Shop, typename: str) -> None:
    """Of one thing every field, and what hangs on it; on a good day without an error."""
    question = Question(everything(SCHEMA, typename, shop.known[typename][0]), {})
    answer = judged(shop, question, RESPONSE)
    if shop.day == "good":
        assert "errors" not in answer
        assert answer["data"]["node"]["__typename"] == typename


@pytest.mark.parametrize("start", STARTS)
def test_whatever_is_asked(shop: Shop, start: str) -> None:
    """No status of ours but 200, or 400 for a question refused; an answer of the schema; nothing of our insides."""

    @settings(max_examples=SHARE, deadline=None, suppress_health_check=QUIETLY)
    @given(questions(TEXT, shop.known, start), st.sampled_from([JSON, RESPONSE]))
    def asked(question: Question, media: str) -> None:
        judged(shop, question, media)

    asked()


def judged(shop: Shop, question: Question, media: str) -> dict[str, Any]:
    """The answer to a question, which must be one."""
    response = shop.ask(question, media)
    answer: dict[str, Any] = response.json()
    refused = "data" not in answer
    assert response.status_code == (400 if refused and media == RESPONSE else 200), response.text
    assert response.headers["content-type"].partition(";")[0] == media
    assert list(problems(SCHEMA, question.document, answer)) == []
    assert list(leaks(answer, said(question))) == []
    assert "INTERNAL" not in {error["extensions"]["code"] for error in answer.get("errors", [])}
    return answer


def said(question: Question) -> str:
    """A question's text and variables, as they may be quoted."""
    return print_ast(question.document) + orjson.dumps(question.variables).decode()
