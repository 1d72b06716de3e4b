"""Python's `gql`, which checks a question against the schema that it asks the gateway for."""

from collections.abc import AsyncIterator

import pytest
from gql import Client, gql
from gql.client import AsyncClientSession
from gql.transport.httpx import HTTPXAsyncTransport
from graphql import GraphQLError

from tests.stories.retailer import CLEMENCE, THREE_SIXTY

PATIENCE = 60  # seconds


@pytest.fixture
async def session(url: str) -> AsyncIterator[AsyncClientSession]:
    transport = HTTPXAsyncTransport(url=f"{url}/graphql", timeout=PATIENCE)
    client = Client(
        transport=transport,
        fetch_schema_from_transport=True,
        introspection_args={"input_object_one_of": True},
        parse_results=True,
        execute_timeout=PATIENCE,
    )
    async with client as one:
        yield one


async def test_the_whole_question(session: AsyncClientSession) -> None:
    """Checked by introspection, answered without an error, read as the schema says."""
    question = gql(THREE_SIXTY)
    question.variable_values = CLEMENCE
    answer = await session.execute(question)
    orders = answer["customer"]["orders"]["nodes"]
    assert (answer["customer"]["displayName"], len(orders)) == ("Clémence Aubrival", 20)
    assert all(line["ordered"] >= line["shipped"] for order in orders for line in order["lines"])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{ systems { password } }", "Cannot query field 'password'"),
        ('{ customer(key: {email: "a@example.org", phone: "1"}) { __typename } }', "OneOf"),
        ("{ orders(where: {status: [LOST]}) { nodes { id } } }", "LOST"),
    ],
)
async def test_what_the_schema_does_not_have(session: AsyncClientSession, query: str, said: str) -> None:
    """Refused before it is sent."""
    with pytest.raises(GraphQLError, match=said):
        await session.execute(gql(query))
