"""What operators watch, over HTTP."""

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.gateway.toy import serving, toy_app


async def told(client: httpx.AsyncClient) -> dict[str, float]:
    """The samples by name, and by executor where there are several."""
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    samples = (sample for family in families for sample in family.samples)
    return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}


async def test_who_executed_what_and_why() -> None:
    async with serving(toy_app()) as client:
        before = await told(client)
        assert before["comptoir_operations_total plan"] == before["comptoir_plans"] == 0
        for query in ("{ hello }", "{ hello }", "{ h: hello }", "{ __schema { description } }", "mutation { write }"):
            assert (await client.post("/graphql", json={"query": query})).status_code == 200
        assert await told(client) == before | {
            "comptoir_operations_total plan": 3,
            "comptoir_operations_total introspection": 1,
            "comptoir_operations_total mutation": 1,
            "comptoir_plans_compiled_total": 2,
            "comptoir_plans": 2,
        }
