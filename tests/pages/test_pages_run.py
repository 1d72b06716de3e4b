"""What the manual tells a reader to do, done word for word; what it shows is what happens."""

import json
import re
import urllib.request
from urllib.parse import urlencode

import asyncpg
import pytest
from graphql import GraphQLScalarType, build_schema, parse, print_ast, validate
from sqlalchemy import make_url

from tests.architecture.sources import ROOT
from tests.pages.reader import Reader, follow
from tests.pages.reading import DOCS, Block, blocks, differs, essence, steps

SCHEMA = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
PAGES = sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md") if page.parent.name != "decisions")
QUESTIONS = [
    pytest.param(block, id=f"{page}:{block.title}")
    for page in PAGES
    for block in blocks(page)
    if block.language == "graphql" and "type " not in block.text and "@deprecated" not in block.text
]


def test_the_tutorial(one: Reader) -> None:
    done = follow("tutorial.md", one)
    assert len(done) > 12


def test_bring_your_own_database(one: Reader) -> None:
    done = follow("how-to/database.md", one)
    assert [block.title for block in done if block.is_file][-1] == "postgresql.toml"


async def test_bring_your_own_postgresql(one: Reader, postgresql_url: str) -> None:
    """The page's statements and configuration, with a real server."""
    follow("how-to/database.md", one)
    server = make_url(postgresql_url)
    connection = await asyncpg.connect(
        host=str(server.query["host"]), user=server.username, password=server.password, database="postgres"
    )
    await connection.execute("CREATE DATABASE tills TEMPLATE template0")
    await connection.close()
    connection = await asyncpg.connect(host=str(server.query["host"]), user=server.username, database="tills")
    await connection.execute((one.folder / "postgresql.sql").read_text(encoding="utf-8"))
    await connection.close()
    one.environment["TILLS_URL"] = postgresql_url.replace("/retailer", "/tills")
    question = "{ orders { nodes { number placedAt total { amount } } } }"
    said = one.run(f"echo '{question}' | comptoir query - --config postgresql.toml")
    (order,) = json.loads(said)["data"]["orders"]["nodes"]
    assert order == {"number": "T-5001", "placedAt": "2026-03-16T09:12:00Z", "total": {"amount": "128.00"}}


def test_pandas(one: Reader) -> None:
    follow("how-to/pandas.md", one, but={"127.0.0.1:8000": f"127.0.0.1:{one.port}"})
    assert (one.folder / "lines.parquet").exists()


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_can_be_asked(question: Block) -> None:
    assert validate(SCHEMA, parse(question.text)) == []


def test_there_are_questions() -> None:
    assert len(QUESTIONS) > 5


@pytest.mark.parametrize(
    ("shown", "found", "same"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": {"b": None}}, {"a": {"b": 0}}, False),
        ({"a": 1}, {}, False),
        ([1, 2], [1, 2], True),
        ([1], [1, 2], False),
        ([1, "…"], [1, 2], True),
        ([1, 2, "…"], [1], False),
        ([], [1], False),
        ("…", {"a": 1}, True),
    ],
)
def test_what_counts_as_the_same(shown: object, found: object, same: bool) -> None:
    assert (differs(shown, found) is None) is same


def test_the_essence_of_a_table() -> None:
    assert essence("┃ crm │   51 ms │\n└─┘\nexit code 2") == ["crm # ms", "exit code #"]


def test_an_output_that_is_wrong_is_found(one: Reader) -> None:
    wrong = Block("text", None, "another\n")
    step = next(iter(steps("tutorial.md")))
    with pytest.raises(AssertionError, match="another"):
        one.compare(type(step)(step.block, wrong), "something\n")


def test_what_power_bi_sends(one: Reader) -> None:
    """The request of the page's formula: its one-line question by GET, and the fields that it goes on with."""
    (formula,) = (block.text for block in blocks("how-to/power-bi.md") if block.language == "powerquery")
    (question,) = re.findall(r'Question = "(.+)"', formula)
    (shown,) = (block.text for block in blocks("how-to/power-bi.md") if block.language == "graphql")
    assert print_ast(parse(question)) == print_ast(parse(shown))
    one.serve("comptoir serve")
    variables = {"from": "2026-03-01T00:00:00Z", "to": "2026-03-08T00:00:00Z", "after": None}
    query = urlencode({"query": question, "variables": json.dumps(variables)})
    request = urllib.request.Request(  # our own server
        f"http://127.0.0.1:{one.port}/graphql?{query}", headers={"accept": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
        orders = json.load(response)["data"]["orders"]
    assert orders["completeness"]["complete"]
    assert orders["pageInfo"]["hasNextPage"]
    assert set(orders["nodes"][0]) == {"number", "channel", "placedAt", "store", "total"}


def test_what_the_page_of_react_shows_is_what_is_compiled() -> None:
    shown = {block.title: block.text for block in blocks("how-to/react.md")}
    assert shown["Shelf.tsx"] == (ROOT / "tests/clients/codegen/Shelf.tsx").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["how-to/react.md", "how-to/mobile.md"])
def test_every_scalar_of_ours_is_mapped(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    standard = {"Int", "Float", "String", "Boolean", "ID"}
    ours = {name for name, one in SCHEMA.type_map.items() if isinstance(one, GraphQLScalarType)} - standard
    assert ours
    assert {name for name in ours if f"`{name}`" not in text and f"{name}:" not in text} == set()
