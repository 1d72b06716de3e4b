"""What is wrong with a question is told precisely, with the right status; nobody else notices, and nothing piles up."""

import asyncio
import gc
import tracemalloc
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from backends.records import Ref
from backends.sandbox import stories
from resolvers import ids
from tests.stories.retailer import PATIENT, Counter, id_of, key, serving

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
GOOD = "query($key: CustomerKey!) { customer(key: $key) { ... on Customer { id } } }"
ORDER_ID = id_of("Order", stories.WEB_ORDER)


async def sent(counter: Counter, content: bytes, **headers: str) -> httpx.Response:
    return await counter.client.post("/graphql", content=content, headers={"content-type": JSON} | headers)


async def asked(counter: Counter, query: str, **variables: Any) -> httpx.Response:
    """As a client asks that knows the newer media type, where statuses tell."""
    body = {"query": query, "variables": variables}
    return await counter.client.post("/graphql", json=body, headers={"accept": RESPONSE})


def codes(response: httpx.Response) -> set[str]:
    errors = response.json()["errors"]
    assert all(error["extensions"]["traceId"] and not error["extensions"]["retryable"] for error in errors)
    return {error["extensions"]["code"] for error in errors}


@pytest.fixture(autouse=True)
async def still_answers(counter: Counter) -> AsyncIterator[None]:
    """After whatever was sent, a good question is answered."""
    yield
    found = await counter.data(GOOD, key=key(stories.REGULAR))
    assert found == {"customer": {"id": id_of("Customer", stories.REGULAR)}}


# -------------------------------------------------------------------------------------------------------- requests

REQUESTS: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "malformed JSON": (b'{"query": "{systems{system}}"', {}, 400, "MALFORMED_JSON"),
    "not UTF-8": (b'{"query": "\xff"}', {}, 400, "MALFORMED_JSON"),
    "nothing": (b"", {}, 400, "MALFORMED_JSON"),
    "no object": (b'"query"', {}, 400, "BAD_REQUEST"),
    "no query": (b'{"variables": {}}', {}, 400, "BAD_REQUEST"),
    "variables are a list": (b'{"query": "{systems{system}}", "variables": []}', {}, 400, "BAD_REQUEST"),
    "a batch": (b'[{"query": "{systems{system}}"}]', {}, 400, "BATCHING_NOT_SUPPORTED"),
    "a form": (b"query={systems{system}}", {"content-type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    "no content type": (b'{"query": "{systems{system}}"}', {"content-type": ""}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    "a charset": (b'{"query": ""}', {"content-type": f"{JSON}; charset=latin1"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    "an answer in XML": (b'{"query": "{systems{system}}"}', {"accept": "text/xml"}, 406, "NOT_ACCEPTABLE"),
}


@pytest.mark.parametrize("name", REQUESTS)
async def test_no_request(counter: Counter, name: str) -> None:
    content, headers, status, code = REQUESTS[name]
    response = await sent(counter, content, **headers)
    assert (response.status_code, codes(response)) == (status, {code})


@pytest.mark.parametrize("announced", [True, False])
async def test_10_mb(counter: Counter, announced: bool) -> None:
    """Refused by its announced length, or as soon as it is too long; what still comes is thrown away."""

    async def body() -> AsyncIterator[bytes]:
        for _ in range(1_000):
            yield b" " * 10_000

    headers = {"content-type": JSON} | ({"content-length": "10000000"} if announced else {})
    tracemalloc.start()
    response = await counter.client.post("/graphql", content=body(), headers=headers)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (response.status_code, codes(response)) == (413, {"BODY_TOO_LARGE"})
    assert peak < 2_000_000


async def test_other_methods(counter: Counter) -> None:
    response = await counter.client.put("/graphql", json={"query": GOOD})
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


# ------------------------------------------------------------------------------------------------------- documents

CIRCLE = """query { systems { ...A } }
fragment A on SystemHealth { ...B } fragment B on SystemHealth { ...A }"""
DOCUMENTS = {
    "a syntax error": ("{ systems { system }", "GRAPHQL_PARSE_FAILED"),
    "an empty document": ("", "GRAPHQL_PARSE_FAILED"),
    "an unknown field": ("{ systems { password } }", "GRAPHQL_VALIDATION_FAILED"),
    "an unknown argument": ("{ orders(last: 3) { nodes { id } } }", "GRAPHQL_VALIDATION_FAILED"),
    "an unknown type": ("query($x: Secret) { systems { system } }", "GRAPHQL_VALIDATION_FAILED"),
    "no selection": ("{ systems }", "GRAPHQL_VALIDATION_FAILED"),
    "a literal of another type": ('{ orders(first: "3") { nodes { id } } }', "GRAPHQL_VALIDATION_FAILED"),
    "an impossible literal day": (
        '{ stock(variantIds: [], scope: {channel: STORE}) { availableToPromise(on: "2026-02-30") } }',
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "two keys": ('{ customer(key: {email: "a@b.de", phone: "1"}) { __typename } }', "GRAPHQL_VALIDATION_FAILED"),
    "circular fragments": (CIRCLE, "GRAPHQL_VALIDATION_FAILED"),
    "1,000 deep": ("{ orders " + "{ nodes { customer { orders " * 333 + "{ nodes { id } }" + "} } }" * 333 + "}", "?"),
    "31 deep": (
        "{ orders { nodes " + "{ customer { orders { nodes " * 10 + "{ id }" + " } } }" * 10 + " } }",
        "QUERY_TOO_DEEP",
    ),
    "20,000 aliases": ("{" + " ".join(f"a{n}: systems {{ system }}" for n in range(20_000)) + "}", "?"),
    "500 aliases": (
        "{ systems {" + " ".join(f"a{n}: system" for n in range(500)) + "} }",
        "TOO_MANY_ALIASES",
    ),
    "60 root fields": ("{" + " ".join(f"a{n}: systems {{ system }}" for n in range(60)) + "}", "TOO_MANY_ROOT_FIELDS"),
    "a mutation": ("mutation { pay }", "GRAPHQL_VALIDATION_FAILED"),
    "no operation": ("fragment A on SystemHealth { system }", "GRAPHQL_VALIDATION_FAILED"),
    "which of two": ("query A { systems { system } } query B { systems { role } }", "OPERATION_RESOLUTION_FAILURE"),
}
REFUSED_BY_SIZE = {"QUERY_TOO_DEEP", "QUERY_TOO_LARGE", "BODY_TOO_LARGE", "TOO_MANY_ALIASES"}


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_no_document(counter: Counter, name: str) -> None:
    """Refused whole, before anybody is asked; 400 for clients that know the newer media type, 200 for the others."""
    query, code = DOCUMENTS[name]
    response = await asked(counter, query)
    found = codes(response)
    assert found <= REFUSED_BY_SIZE if code == "?" else found == {code}
    assert response.status_code == (413 if found == {"BODY_TOO_LARGE"} else 400)
    assert "data" not in response.json()
    assert len(response.content) < 50_000
    older = await counter.post(query)
    assert (older.status_code, codes(older)) == (413 if found == {"BODY_TOO_LARGE"} else 200, found)


async def test_unknown_operation(counter: Counter) -> None:
    body = {"query": "query A { systems { system } }", "operationName": "B"}
    response = await counter.client.post("/graphql", json=body, headers={"accept": RESPONSE})
    assert (response.status_code, codes(response)) == (400, {"OPERATION_RESOLUTION_FAILURE"})


SINCE = "query($d: DateTime) { orders(where: {placedAt: {gte: $d}}) { nodes { id } } }"
PAGE = "query($n: Int) { orders(first: $n) { nodes { id } } }"
CHANNEL = "query($c: Channel!) { orders(where: {channels: [$c]}) { nodes { id } } }"
PROMISE = "query($d: Date!) { stock(variantIds: [], scope: {channel: STORE}) { availableToPromise(on: $d) } }"
SCAN = "query($key: ScanKey!) { variantByScan(key: $key) { sku } }"
VARIABLES: dict[str, tuple[str, dict[str, Any]]] = {
    "unknown": (GOOD, {"key": key(stories.REGULAR), "reveal": True}),
    "missing": (GOOD, {}),
    "null": (GOOD, {"key": None}),
    "of another type": (GOOD, {"key": "C-00001"}),
    "no key": (GOOD, {"key": {}}),
    "two keys": (GOOD, {"key": {"email": "a@example.org", "phone": "+33612345678"}}),
    "an unknown key": (GOOD, {"key": {"name": "Clémence"}}),
    "an unknown word": (CHANNEL, {"c": "MAIL"}),
    "beyond 32 bits": (PAGE, {"n": 2**31}),
    "a broken number": (PAGE, {"n": 1.5}),
    "February 30th": (SINCE, {"d": "2026-02-30T00:00:00Z"}),
    "no offset": (SINCE, {"d": "2026-02-28T00:00:00"}),
    "an offset of 99 hours": (SINCE, {"d": "2026-02-28T00:00:00+99:00"}),
    "before the first year": (SINCE, {"d": "0001-01-01T00:00:00+14:00"}),
    "a 13th month": (PROMISE, {"d": "2026-13-01"}),
    "a day in words": (PROMISE, {"d": "tomorrow"}),
    "a GTIN as a number": (SCAN, {"key": {"gtin": 3760246000109}}),
}


@pytest.mark.parametrize("name", VARIABLES)
async def test_no_variables(counter: Counter, name: str) -> None:
    query, variables = VARIABLES[name]
    response = await asked(counter, query, **variables)
    assert (response.status_code, codes(response)) == (400, {"BAD_USER_INPUT"})
    assert "data" not in response.json()


async def test_unknown_variables_are_named(counter: Counter) -> None:
    [error] = (await asked(counter, GOOD, key=key(stories.REGULAR), reveal=True)).json()["errors"]
    assert error["message"] == "Unknown variables: $reveal. The operation declares $key."


# ---------------------------------------------------------------------------------------------------------- values


async def refused(counter: Counter, query: str, field: str, **variables: Any) -> tuple[str, str]:
    """The code and the message with which one root field is refused, while the one beside it is answered."""
    answer = await counter.ask(query.replace("{", "{ beside: locations { id }", 1), **variables)
    assert len(answer["data"]["beside"]) == 8
    assert answer["data"][field] is None
    [error] = answer["errors"]
    assert error["path"] == [field]
    assert error["extensions"]["retryable"] is False
    return error["extensions"]["code"], error["message"]


MALFORMED = {
    "empty": "",
    "one letter": "x",
    "no base64": "????",
    "a word": "garbage",
    "a letter short": ORDER_ID[:-1],
    "with a blank": f" {ORDER_ID}",
    "a name too many": str(ids.encode("Order", "oms", "a", "b")),
    "a name too few": str(ids.encode("Order", "oms")),
    "an unknown type": str(ids.encode("Secret", "oms", "a")),
    "another's type": str(ids.encode("Query", "oms", "a")),
    "no scope": str(ids.encode("StockSummary", "sku", "{}")),
    "a scope of garbage": str(ids.encode("StockSummary", "sku", "[" * 500)),
    "very long": "A" * 100_000,
    "not ASCII": "Ünïcödé",
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_malformed_ids(counter: Counter, name: str) -> None:
    query = "query($id: ID!) { node(id: $id) { id } }"
    assert (await refused(counter, query, "node", id=MALFORMED[name]))[0] == "INVALID_ID"


@pytest.mark.parametrize(
    "id_",
    [
        id_of("Order", Ref("oms", "O99999999")),
        id_of("Order", Ref("nowhere", "1")),
        id_of("Customer", Ref("crm", "C-00001' OR 1=1")),
        id_of("Shipment", Ref("tms", "\x00")),
        id_of("Product", Ref("pim", "P" * 500)),
        str(ids.encode("OrderLine", "oms", stories.WEB_ORDER.key, "99")),
    ],
)
async def test_unknown_ids(counter: Counter, id_: str) -> None:
    """Nobody is not an error."""
    found = await counter.data("query($id: ID!) { node(id: $id) { id } }", id=id_)
    assert found == {"node": None}


async def test_one_bad_id_among_many(counter: Counter) -> None:
    """It costs only its own place."""
    unknown = id_of("Order", Ref("oms", "O99999999"))
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    answer = await counter.ask(query, ids=[ORDER_ID, "garbage", unknown, ORDER_ID])
    assert answer["data"]["nodes"] == [{"id": ORDER_ID}, None, None, {"id": ORDER_ID}]
    assert [(error["path"], error["extensions"]["code"]) for error in answer["errors"]] == [
        (["nodes", 1], "INVALID_ID")
    ]


@pytest.mark.parametrize(
    ("query", "field", "id_"),
    [
        ("query($id: ID!) { order(id: $id) { id } }", "order", id_of("Customer", stories.REGULAR)),
        ("query($id: ID!) { shipment(id: $id) { id } }", "shipment", ORDER_ID),
        ("query($id: ID!) { customer(key: {id: $id}) { __typename } }", "customer", ORDER_ID),
        ("query($id: ID!) { orders(where: {customerId: $id}) { nodes { id } } }", "orders", ORDER_ID),
        ("query($id: ID!) { orders(where: {storeIds: [$id]}) { nodes { id } } }", "orders", ORDER_ID),
        ("query($id: ID!) { stock(variantIds: [$id], scope: {channel: STORE}) { id } }", "stock", ORDER_ID),
        ("query($id: ID!) { inbound(locationId: $id) { id } }", "inbound", ORDER_ID),
    ],
)
async def test_ids_of_another_type(counter: Counter, query: str, field: str, id_: str) -> None:
    code, message = await refused(counter, query, field, id=id_)
    assert code == "WRONG_ID_TYPE"
    assert ids.decode(id_)[0] in message


LIST = "query($after: String) { orders(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } }"


async def cursor(counter: Counter) -> str:
    return str((await counter.data(LIST))["orders"]["pageInfo"]["endCursor"])


@pytest.mark.parametrize(
    "forge",
    [
        lambda _: "",
        lambda _: "x",
        lambda _: "!!!!",
        lambda _: "ö",
        lambda given: given[:-4],
        lambda given: given[::-1],
        lambda given: given + "AAAA",
        lambda given: given * 100,
        lambda _: ORDER_ID,
        lambda given: repacked(given, lambda found: [1, 2, 3]),
        lambda given: repacked(given, lambda found: {"a": 1}),
        lambda given: repacked(given, lambda found: [found[0], {"oms": {"value": 5, "key": "k"}}]),
        lambda given: repacked(given, lambda found: [found[0], {"oms": "k"}]),
    ],
)
async def test_forged_cursors(counter: Counter, forge: Any) -> None:
    code, _ = await refused(counter, LIST, "orders", after=forge(await cursor(counter)))
    assert code == "INVALID_CURSOR"


@pytest.mark.parametrize(
    "positions",
    [
        {"oms": {"value": "'; DROP TABLE comptoir_orders; --", "key": "'"}},
        {"oms": {"value": None, "key": "k"}},
        {"oms": {"value": "2026-13-45", "key": "\x00"}},
        {"nowhere": {"value": "2026-01-01T00:00:00Z", "key": "k"}},
        {},
    ],
)
async def test_cursors_forged_with_care(counter: Counter, positions: Any) -> None:
    """A place that nobody gave out is a place all the same: rows after it, and nothing else."""
    forged = repacked(await cursor(counter), lambda found: [found[0], positions])
    assert len((await counter.data(LIST, after=forged))["orders"]["nodes"]) == 2


def repacked(given: str, change: Any) -> str:
    """A cursor with something else in it."""
    found = msgspec.msgpack.decode(urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    return urlsafe_b64encode(msgspec.msgpack.encode(change(found))).decode().rstrip("=")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("orders(after: $after, where: {channels: [STORE]}) { nodes { id } }", "orders"),
        ("orders(after: $after, where: {status: [PLACED]}) { nodes { id } }", "orders"),
        ("orders(after: $after, sort: {field: UPDATED_AT}) { nodes { id } }", "orders"),
        ("orders(after: $after, sort: {field: PLACED_AT, direction: ASC}) { nodes { id } }", "orders"),
        ('customers(after: $after, search: "a") { nodes { id } }', "customers"),
        ("variants(after: $after) { nodes { id } }", "variants"),
    ],
)
async def test_cursors_of_another_list(counter: Counter, query: str, field: str) -> None:
    whole = f"query($after: String) {{ {query} }}"
    code, message = await refused(counter, whole, field, after=await cursor(counter))
    assert code == "INVALID_CURSOR"
    assert message == "after: This cursor belongs to a list with another parent, filter or sort."


async def test_a_cursor_of_another_customer(counter: Counter) -> None:
    query = """query($key: CustomerKey!, $after: String) { customer(key: $key) { ... on Customer {
        orders(first: 1, after: $after) { nodes { id } pageInfo { endCursor } } } } }"""
    hers = (await counter.data(query, key=key(stories.REGULAR)))["customer"]["orders"]["pageInfo"]["endCursor"]
    answer = await counter.ask(query, key=key(stories.BY_LOYALTY), after=hers)
    assert answer["data"] == {"customer": {"orders": None}}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID_CURSOR"]


@pytest.mark.parametrize("first", [-1, 101, 2**31 - 1])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("query($n: Int) { orders(first: $n) { nodes { id } } }", "orders"),
        ('query($n: Int) { customers(search: "a", first: $n) { nodes { id } } }', "customers"),
        ("query($n: Int) { variants(first: $n) { nodes { id } } }", "variants"),
    ],
)
async def test_page_sizes(counter: Counter, query: str, field: str, first: int) -> None:
    code, message = await refused(counter, query, field, n=first)
    assert (code, message) == ("BAD_PAGE_SIZE", f"first: expected 0 to 100, found {first}.")


@pytest.mark.parametrize("first", [-1, 101])
@pytest.mark.parametrize(
    "query",
    [
        'query($n: Int!) { order(number: "%s") { shipments { events(first: $n) { at } } } }',
        'query($n: Int!) { order(number: "%s") { lines { variant { product { media(first: $n) { url } } } } } }',
        """query($n: Int!) { order(number: "%s") {
            lines { variant { stock(scope: {channel: STORE}) { positions(first: $n) { nodes { id } } } } } } }""",
    ],
)
async def test_page_sizes_within(counter: Counter, query: str, first: int) -> None:
    number = (await counter.data("query($id: ID!) { order(id: $id) { number } }", id=ORDER_ID))["order"]["number"]
    answer = await counter.ask(query % number, n=first)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_PAGE_SIZE"}


@pytest.mark.parametrize(
    ("scanned", "why"),
    [
        ({"gtin": "3760246000108"}, "expected check digit 9, found 8"),
        ({"gtin": "03760246000100"}, "expected check digit 9, found 0"),
        ({"gtin": "123"}, "found 3 digits"),
        ({"gtin": ""}, "found"),
        ({"gtin": "376024600010X"}, "found other characters"),
        ({"digitalLink": "https://id.example.org/01/03760246000108"}, "expected check digit 9, found 8"),
        ({"digitalLink": "https://id.example.org/"}, "found no /01/"),
        ({"digitalLink": "3760246000109"}, "found no http"),
        ({"digitalLink": "javascript:alert(1)"}, "found no http"),
    ],
)
async def test_scans(counter: Counter, scanned: dict[str, str], why: str) -> None:
    code, message = await refused(counter, SCAN, "variantByScan", key=scanned)
    assert code == "INVALID_SCAN"
    assert why in message


@pytest.mark.parametrize(
    "known_by",
    [
        {"phone": "12"},
        {"phone": "not a phone"},
        {"phone": ""},
        {"phone": "+33" + "1" * 300},
        {"email": "nobody"},
        {"email": "a@b@c"},
        {"email": ""},
        {"loyaltyNumber": ""},
        {"id": ""},
    ],
)
async def test_customer_keys(counter: Counter, known_by: dict[str, str]) -> None:
    query = "query($key: CustomerKey!) { customer(key: $key) { __typename } }"
    assert (await refused(counter, query, "customer", key=known_by))[0] == "INVALID_KEY"


@pytest.mark.parametrize(
    "known_by", [{"loyaltyNumber": "LV00000000"}, {"email": "nobody@example.org"}, {"phone": "+33612345678"}]
)
async def test_nobody(counter: Counter, known_by: dict[str, str]) -> None:
    assert await counter.data(GOOD, key=known_by) == {"customer": None}


async def test_a_key_of_no_system(counter: Counter) -> None:
    query = "query($key: CustomerKey!) { customer(key: $key) { __typename } }"
    code, message = await refused(counter, query, "customer", key=key(Ref("nowhere", "1")))
    assert code == "BAD_USER_INPUT"
    assert "no system of this name" in message


RANGE = '{gte: "2026-01-02T00:00:00Z", lt: "2026-01-01T00:00:00Z"}'


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("{ order { id } }", "order"),
        ('{ order(number: "1", id: "x") { id } }', "order"),
        ('{ customers(search: " ") { nodes { id } } }', "customers"),
        (f'{{ customers(search: "{"a" * 201}") {{ nodes {{ id }} }} }}', "customers"),
        (f"{{ orders(where: {{placedAt: {RANGE}}}) {{ nodes {{ id }} }} }}", "orders"),
        ("{ locations(near: {latitude: 91, longitude: 0, radiusKm: 1}) { id } }", "locations"),
        ("{ locations(near: {latitude: 0, longitude: 0, radiusKm: -1}) { id } }", "locations"),
    ],
)
async def test_values_that_cannot_be(counter: Counter, query: str, field: str) -> None:
    assert (await refused(counter, query, field))[0] == "BAD_USER_INPUT"


async def test_a_day_that_is_past(counter: Counter) -> None:
    query = """query($ids: [ID!]!) { stock(variantIds: $ids, scope: {channel: STORE}) {
        onHand availableToPromise(on: "2026-03-17") } }"""
    answer = await counter.ask(query, ids=[id_of("Variant", Ref("pim", stories.PROMISE_SKU))])
    assert answer["data"]["stock"] == [{"onHand": 10, "availableToPromise": None}]
    [error] = answer["errors"]
    assert error["message"] == "availableToPromise(on:): 2026-03-17 is past in Europe/Paris."


@pytest.mark.parametrize("text", ["%", "_%_", "'", "\\", "\x00", "' OR 1=1 --", "\U0001f9f5"])
async def test_searches_are_only_text(counter: Counter, text: str) -> None:
    found = await counter.data("query($text: String!) { customers(search: $text) { nodes { id } } }", text=text)
    assert found["customers"]["nodes"] == []


async def test_what_nobody_may_see(counter: Counter) -> None:
    query = """query($key: CustomerKey!) { customer(key: $key) { ... on Customer {
        contacts { masked } open: contacts(reveal: true) { value } birthday importantDates { on } } } }"""
    answer = await counter.ask(query, key=key(stories.REGULAR))
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["customer", "open"], "FORBIDDEN")
    her = answer["data"]["customer"]
    assert her["birthday"] is None
    assert all(one["masked"] for one in her["contacts"])
    assert {day["on"] for day in her["importantDates"]} <= {None}


# ---------------------------------------------------------------------------------------------------------- memory


async def test_memory_stays_flat(written: Path) -> None:
    """Bad questions of which no two are alike: once the store of documents is full, nothing grows with them."""

    async def ask_badly(counter: Counter, numbers: range) -> None:
        for number in numbers:
            await counter.post(f"{{ systems {{ unknown{number} }} }}")
            await counter.post(f"{{ systems {{ system{number} }}")
            await sent(counter, b'{"query": ' + str(number).encode())
            await counter.post("query($id: ID!) { node(id: $id) { id } }", id=f"garbage{number}")
            await counter.post(LIST, after=f"forged{number}")
            await asyncio.sleep(0)  # none of these waits for anything: the loop must get to run what they cancelled

    async with serving(written, PATIENT | {"COMPTOIR_LIMITS__DOCUMENTS": "20"}) as counter:
        await ask_badly(counter, range(100))
        tracemalloc.start()
        await ask_badly(counter, range(100, 150))
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        await ask_badly(counter, range(150, 350))
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert after - before < 200_000
