"""Drives an account with the PyPI package netsuite as it is; told by JSON, tells by JSON.

It runs in an environment of its own, which has an older httpx.
"""

import asyncio
import json
import sys
from typing import Any

from netsuite import Config, NetSuiteRestApi, TokenAuth
from netsuite.exceptions import NetsuiteAPIRequestError


def connected(host: str, account: str, **keys: str) -> NetSuiteRestApi:
    api = NetSuiteRestApi(Config(account=account, auth=TokenAuth(**keys)))
    api.hostname = host  # it derives one from the account otherwise
    return api


async def every_page(api: NetSuiteRestApi, query: str, limit: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while True:
        page = await api.suiteql(query, limit=limit, offset=len(rows))
        rows += page["items"]
        if not page["hasMore"]:
            assert len(rows) == page["totalResults"]
            return rows


async def problem(api: NetSuiteRestApi, query: str) -> list[Any]:
    try:
        await api.suiteql(query)
    except NetsuiteAPIRequestError as error:
        return [error.status_code, json.loads(error.response_text)["o:errorDetails"][0]["o:errorCode"]]
    return []


async def main(host: str, account: str, **keys: str) -> dict[str, Any]:
    api = connected(host, account, **keys)
    rows = await every_page(api, "SELECT id, externalid FROM customer ORDER BY id", 100)
    some = [row["id"] for row in rows[:3]]
    batch = await api.suiteql(f"SELECT id, externalid FROM customer WHERE id IN ({', '.join(some)}, 999999999)")
    listed = await api.get("/record/v1/customer", params={"limit": 2})
    one = await api.get(f"/record/v1/customer/{some[0]}")
    schema = await api.jsonschema("customer")
    stranger = connected(host, account, **keys | {"token_secret": "another"})
    together = await asyncio.gather(*(api.suiteql("SELECT COUNT(*) AS n FROM customer") for _ in range(4)))
    return {
        "all": [row["externalid"] for row in rows],
        "batch": sorted(row["externalid"] for row in batch["items"]),
        "one": one["externalId"],
        "links": all(row["links"] == [] for row in rows),
        "listed": [listed["count"], listed["hasMore"]],
        "described": "externalId" in schema["properties"],
        "at once": len({page["items"][0]["n"] for page in together}),
        "malformed": await problem(api, "SELEC id FROM customer"),
        "unknown": await problem(api, "SELECT nope FROM customer"),
        "refused": await problem(stranger, "SELECT id FROM customer"),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(**json.load(sys.stdin)))))
