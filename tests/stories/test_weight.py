"""Questions whose answers may be too large, over HTTP: refused before any system is asked."""

import tracemalloc

import pytest
from graphql import get_introspection_query

from tests.backends.sql.statements import statements
from tests.stories.retailer import CLEMENCE, THREE_SIXTY, Counter


def nested(levels: int, first: object = 100) -> str:
    """Orders, of whose customers the orders, of whose customers …"""
    below = "id" if levels == 1 else f"customer {{ {nested(levels - 1, first)} }}"
    return f"orders(first: {first}) {{ nodes {{ {below} }} }}"


async def test_orders_of_customers_of_orders(counter: Counter) -> None:
    """Four levels would be a hundred million orders; nobody is asked for one of them."""
    question = f"{{ {nested(4)} }}"
    await counter.post(question)
    tracemalloc.start()
    with statements() as seen:
        response = await counter.post(question)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen == []
    assert peak < 5_000_000
    answer = response.json()
    assert answer.keys() == {"errors", "extensions"}
    assert answer["extensions"].keys() == {"traceId"}
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
    assert error["message"] == (
        "The answer may have 204040402 fields and objects of lists; the limit is 120000. Of these 200000000 are in "
        "orders.nodes.customer.orders.nodes.customer.orders.nodes.customer.orders.nodes."
    )
    assert [one["state"] for one in (await counter.data("{ systems { state } }"))["systems"]] == ["LIVE"] * 7


async def test_the_status_is_that_of_a_question_refused(counter: Counter) -> None:
    headers = {"accept": "application/graphql-response+json"}
    response = await counter.client.post("/graphql", json={"query": f"{{ {nested(3)} }}"}, headers=headers)
    assert response.status_code == 400


@pytest.mark.parametrize(("levels", "first", "allowed"), [(2, 100, True), (3, 30, True), (3, 50, False)])
async def test_variables_decide(counter: Counter, levels: int, first: int, allowed: bool) -> None:
    answer = await counter.ask(f"query($first: Int!) {{ {nested(levels, '$first')} }}", first=first)
    assert ("data" in answer) is allowed


async def test_what_is_left_out_weighs_nothing(counter: Counter) -> None:
    query = f"query($deep: Boolean!) {{ systems {{ system }} ... @include(if: $deep) {{ {nested(4)} }} }}"
    assert "data" in await counter.ask(query, deep=False)
    assert "data" not in await counter.ask(query, deep=True)


async def test_only_the_operation_that_runs_is_weighed(counter: Counter) -> None:
    query = f"query Small {{ systems {{ system }} }} query Large {{ {nested(4)} }}"
    small = await counter.client.post("/graphql", json={"query": query, "operationName": "Small"})
    assert small.json()["extensions"]["cost"]["weight"] < 100
    large = await counter.client.post("/graphql", json={"query": query, "operationName": "Large"})
    assert large.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_COMPLEX"


async def test_the_whole_question_has_room(counter: Counter) -> None:
    """Three such questions in one would still be answered."""
    answer = await counter.ask(THREE_SIXTY, **CLEMENCE)
    assert 0 < answer["extensions"]["cost"]["weight"] * 3 < 120_000


async def test_tools_may_look_at_the_schema(counter: Counter) -> None:
    query = get_introspection_query(input_value_deprecation=True, directive_is_repeatable=True)
    answer = await counter.ask(query)
    assert 0 < answer["extensions"]["cost"]["weight"] * 2 < 120_000
