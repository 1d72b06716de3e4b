"""One of the seven systems is silent: the others answer as ever, the gap is named, and it closes without a restart."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from backends.records import Ref
from backends.sandbox import stories
from tests.stories.comparing import GONE, Difference, at, differences, without
from tests.stories.retailer import CLEMENCE, SYSTEMS, THREE_SIXTY, Counter, id_of, key, serving

WHOLE = THREE_SIXTY.replace("first: 20", "first: 50")  # all her orders, so that no page's end moves
TIMES = ("fetchedAt", "freshness", "endCursor")  # differ from one answer to the next, or are looked at apart
MARGAUX = {**CLEMENCE, "key": key(stories.MERGED)}  # the till's card names the CRM's entry

CODES = {
    "removed": "SYSTEM_UNAVAILABLE",
    "locked": "SYSTEM_UNAVAILABLE",
    "garbage": "SYSTEM_UNREADABLE",
    "torn": "SYSTEM_UNREADABLE",
    "empty": "SYSTEM_UNREADABLE",
}

Check = Callable[[Any, Any], bool]

ORDER = "customer.orders.nodes[]"
LINE = f"{ORDER}.lines[]"
STOCK = f"{LINE}.variant.stock"
PLACE = f"{STOCK}.positions.nodes[]"


def is_null(_: Any, now: Any) -> bool:
    return now is None


def is_later(before: Any, now: Any) -> bool:
    return bool(now > before)


def is_unknown(_: Any, now: Any) -> bool:
    return now == "UNKNOWN"


def is_no_more(before: Any, now: Any) -> bool:
    """A lower bound."""
    return 0 <= now <= before


def changed(*words: str) -> Check:
    return lambda _, now: now in words


def incomplete(place: str, system: str) -> Mapping[str, Check]:
    """A part of the answer that says that one system's part is missing."""

    def names_it(before: Any, now: Any) -> bool:
        return before == GONE and now["system"] == system and now["reason"] in CODES.values()

    return {f"{place}.complete": changed(False), f"{place}.missing[]": names_it}


# For each system, where an answer may differ when it is silent, and how. Nowhere else.
POORER: Mapping[str, Mapping[str, Check]] = {
    "crm": {
        "customer.loyalty": is_null,
        "customer.metrics": is_null,
        "customer.consents[].state": is_unknown,
        "customer.consents[].source": changed("pos"),
        "customer.contacts[].source": changed("pos"),
        "customer.contacts[].verified": changed(False),
        "customer.identities[]": lambda before, now: GONE in (before, now) or now["system"] == "pos",
        "customer.identities[].system": changed("pos"),
        "customer.identities[].role": changed("POS"),
        "customer.identities[].externalId": changed(stories.MERGED_CARD.key),
        "customer.identities[].matchedBy": changed("key"),
        "customer.identities[].primary": changed(True),
        "customer.orders.nodes[]": lambda before, now: (
            (before["id"], now) == (id_of("Order", stories.OLD_KEY_ORDER), GONE)
        ),
        **incomplete("customer.orders.completeness", "crm"),
    },
    "pos": {
        "customer.consents[].state": is_unknown,
        "customer.identities[]": lambda before, now: (before["system"], now) == ("pos", GONE),
        "customer.orders.nodes[]": lambda before, now: (before["channel"], now) == ("STORE", GONE),
        **incomplete("customer.orders.completeness", "pos"),
        f"{STOCK}.onHand": is_no_more,
        f"{STOCK}.availableToSell": is_no_more,
        f"{STOCK}.availableToPromise": is_no_more,
        f"{PLACE}.signal": is_unknown,
        f"{PLACE}.onHand": is_null,
        f"{PLACE}.availableToSell": is_null,
        **incomplete(f"{STOCK}.completeness", "pos"),
    },
    "oms": {
        f"{ORDER}": lambda before, now: (before["status"], now) == ("PLACED", GONE),  # not in the books yet
        f"{ORDER}.number": lambda _, now: now.startswith(
            ("SO45", "PAR-")
        ),  # the books', or the till's for what she collected
        f"{ORDER}.placedAt": is_later,
        f"{ORDER}.status": changed("IN_PROGRESS"),
        f"{ORDER}.fulfilmentStatus": changed("FULFILLED"),
        f"{ORDER}.returnStatus": is_unknown,
        f"{ORDER}.promise": is_null,
        f"{LINE}.delivered": is_no_more,  # the books see goods leave, not arrive; the line is the same line
        **incomplete("customer.orders.completeness", "oms"),
        f"{STOCK}.signal": is_unknown,
        f"{STOCK}.availableToSell": is_null,
        f"{STOCK}.availableToPromise": is_null,
        f"{PLACE}.signal": is_unknown,
        f"{PLACE}.committed": is_null,
        f"{PLACE}.availableToSell": is_null,
        **incomplete(f"{STOCK}.completeness", "oms"),
    },
    "erp": {
        f"{ORDER}.store": is_null,
        f"{STOCK}.availableToPromise": is_null,
        f"{PLACE}.location": is_null,
        **incomplete("customer.orders.completeness", "erp"),
    },
    "wms": {
        f"{STOCK}.signal": changed("LOW_STOCK", "UNKNOWN"),
        f"{STOCK}.onHand": is_no_more,
        f"{STOCK}.availableToSell": is_no_more,
        f"{STOCK}.availableToPromise": is_null,
        f"{PLACE}.signal": is_unknown,
        f"{PLACE}.onHand": is_null,
        f"{PLACE}.availableToSell": is_null,
        **incomplete(f"{STOCK}.completeness", "wms"),
    },
    "tms": {f"{ORDER}.shipments": is_null},
    "pim": {f"{LINE}.variant.title": is_null, f"{LINE}.variant.options": is_null},
}

# What must be missing at least: otherwise the fault was none.
MISSED: Mapping[str, str] = {
    "crm": "customer.loyalty",
    "pos": f"{STOCK}.onHand",
    "oms": f"{STOCK}.availableToSell",
    "erp": f"{PLACE}.location",
    "wms": f"{STOCK}.onHand",
    "tms": f"{ORDER}.shipments",
    "pim": f"{LINE}.variant.title",
}


@contextmanager
def removed(file: Path) -> Iterator[None]:
    kept = file.with_suffix(".kept")
    file.rename(kept)
    yield
    kept.rename(file)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """By another program, for itself alone."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def overwritten(file: Path) -> Iterator[None]:
    """The same file, with other bytes in it."""
    content = file.read_bytes()
    file.write_bytes(b"This is no database. " * 1_000)
    yield
    file.write_bytes(content)


@contextmanager
def torn(file: Path) -> Iterator[None]:
    """Half of it is written, as by a copy that is under way."""
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    yield
    file.write_bytes(content)


@contextmanager
def emptied(file: Path) -> Iterator[None]:
    """Another database stands in its place."""
    kept = file.with_suffix(".kept")
    file.rename(kept)
    sqlite3.connect(file).close()
    yield
    kept.replace(file)


FAULTS = {"removed": removed, "locked": locked, "garbage": overwritten, "torn": torn, "empty": emptied}


def whom(system: str) -> dict[str, Any]:
    """Whom to ask for: without the CRM, of these two only the one whose card names her entry is found by its key."""
    return MARGAUX if system == "crm" else CLEMENCE


def check(system: str, code: str, healthy: Any, answer: Any) -> None:
    """Only what is the silent system's is poorer, and the gap is named."""
    found = differences(without(healthy["data"], *TIMES), without(answer["data"], *TIMES))
    wrong = {place: bad for place, values in found.items() if (bad := unexpected(POORER[system].get(place), values))}
    assert not wrong
    assert MISSED[system] in found
    check_errors(system, code, answer)
    states = {one["system"]: (one["state"], one["errorCode"]) for one in answer["extensions"]["freshness"]}
    assert states == dict.fromkeys(SYSTEMS, ("LIVE", None)) | {system: ("UNAVAILABLE", code)}


def unexpected(check: Check | None, values: list[Difference]) -> list[Difference]:
    return [value for value in values if check is None or not check(*value)]


def check_errors(system: str, code: str, answer: Any) -> None:
    """Each is at a place that is null, and is the silent system's."""
    for error in answer.get("errors", []):
        if error["extensions"]["code"] == "MORE_ERRORS":
            continue
        assert at(answer["data"], error["path"]) is None
        assert (error["extensions"]["system"], error["extensions"]["code"]) == (system, code)
        assert error["extensions"]["traceId"] == answer["extensions"]["traceId"]
        assert "sqlite:" not in error["message"]
        assert "SELECT" not in error["message"]


@pytest.mark.parametrize("system", SYSTEMS)
async def test_not_there_at_start(system: str, folder: Path, counter: Counter) -> None:
    """A gateway that starts without a system serves the others, and then that one too."""
    healthy = await counter.ask(WHOLE, **whom(system))
    with removed(folder / f"{system}.sqlite"):
        async with serving(folder) as one:
            check(system, CODES["removed"], healthy, await one.ask(WHOLE, **whom(system)))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_lost_while_serving(system: str, fault: str, folder: Path) -> None:
    async with serving(folder) as counter:
        healthy = await counter.ask(WHOLE, **whom(system))
        assert "errors" not in healthy
        with FAULTS[fault](folder / f"{system}.sqlite"):
            silent = await counter.ask(WHOLE, **whom(system))
        check(system, CODES[fault], healthy, silent)
        again = await counter.ask(WHOLE, **whom(system))
        assert without(again, *TIMES, "traceId") == without(healthy, *TIMES, "traceId")


async def test_asked_by_the_key_of_a_silent_system(folder: Path) -> None:
    """Nobody else knows whose key it is: null, and an error that says why; never just nobody."""
    (folder / "crm.sqlite").unlink()
    async with serving(folder) as counter:
        answer = await counter.ask(WHOLE, **CLEMENCE)
        assert answer["data"] == {"customer": None}
        [error] = answer["errors"]
        assert (error["path"], error["extensions"]["system"]) == (["customer"], "crm")
        assert (error["extensions"]["code"], error["extensions"]["retryable"]) == (CODES["removed"], True)


@pytest.mark.parametrize("known_by", [{"loyaltyNumber": stories.LOYALTY_NUMBER}, key(stories.REGULAR_CARD)])
async def test_her_orders_under_unknown_names(known_by: dict[str, Any], folder: Path) -> None:
    """Without the CRM nobody knows the web orders' name for her: what is found does not pretend to be all."""
    (folder / "crm.sqlite").unlink()
    query = """query($key: CustomerKey!) { customer(key: $key) { ... on Customer {
        orders { nodes { channel } completeness { complete missing { system } } } } } }"""
    async with serving(folder) as counter:
        orders = (await counter.data(query, key=known_by))["customer"]["orders"]
    assert {one["channel"] for one in orders["nodes"]} <= {"STORE"}
    assert orders["completeness"] == {"complete": False, "missing": [{"system": "crm"}]}


async def test_orders_narrowed_to_her(folder: Path) -> None:
    """A filter means all her names, and says so when one may be missing."""
    query = """query($id: ID!) { orders(where: {customerId: $id}, first: 50) {
        nodes { id } completeness { complete missing { system } } } }"""
    her = id_of("Customer", stories.REGULAR)
    async with serving(folder) as counter:
        every = (await counter.data(query, id=her))["orders"]
        (folder / "crm.sqlite").unlink()
        fewer = (await counter.data(query, id=her))["orders"]
    assert (len(every["nodes"]), every["completeness"]["complete"]) == (24, True)
    assert [one for one in every["nodes"] if one in fewer["nodes"]] == fewer["nodes"]
    assert (len(fewer["nodes"]), fewer["completeness"]) == (17, {"complete": False, "missing": [{"system": "crm"}]})


STOCK_OF = """query($ids: [ID!]!) { stock(variantIds: $ids, scope: {channel: ECOMMERCE}) {
    onHand committed availableToSell signal freshness { system state }
    completeness { complete missing { system role reason } }
    availableToPromise(on: "2026-03-21") atpSchedule { quantity }
    positions { nodes { onHand netPosition availableToSell locationId } } } }"""


async def stock_without(folder: Path, system: str, sku: str) -> tuple[Any, Any]:
    """What there is of a SKU with all systems, and without one."""
    variables = {"ids": [id_of("Variant", Ref("pim", sku))]}
    async with serving(folder) as counter:
        [before] = (await counter.data(STOCK_OF, **variables))["stock"]
        (folder / f"{system}.sqlite").unlink()
        answer = await counter.ask(STOCK_OF, **variables)
        check_errors(system, CODES["removed"], answer)
    [now] = answer["data"]["stock"]
    assert now["completeness"]["complete"] is False
    [gap] = now["completeness"]["missing"]
    assert (gap["system"], gap["role"], gap["reason"]) == (system, system.upper(), CODES["removed"])
    assert {one["system"]: one["state"] for one in now["freshness"]}[system] == "UNAVAILABLE"
    return before, now


async def test_reservations_unknown(folder: Path) -> None:
    """What is on hand less nothing would be an upper bound: there is no total at all."""
    before, now = await stock_without(folder, "oms", stories.PROMISE_SKU)
    assert (before["availableToSell"], now["availableToSell"]) == (2, None)
    assert (now["onHand"], now["committed"], now["signal"]) == (10, None, "UNKNOWN")
    assert (now["availableToPromise"], now["atpSchedule"]) == (None, None)


async def test_warehouses_unknown(folder: Path) -> None:
    """Paris counts its 42.35 kg, the warehouse does not: at least so much."""
    before, now = await stock_without(folder, "wms", stories.WEIGHED_SKU)
    assert (before["onHand"], before["availableToSell"]) == (127.85, 127.85)
    assert (now["onHand"], now["availableToSell"]) == (42.35, 42.35)


async def test_stores_unknown(folder: Path) -> None:
    """Only reservations are left, no place is counted: nothing is claimed, not even none."""
    before, now = await stock_without(folder, "pos", stories.OVERSOLD_SKU)
    assert (before["availableToSell"], now["availableToSell"]) == (4, None)
    assert (now["onHand"], now["committed"], now["signal"]) == (None, 3, "UNKNOWN")
    assert {place["netPosition"] for place in now["positions"]["nodes"]} == {None}


async def test_consents_of_a_silent_till(folder: Path) -> None:
    """It may hold a refusal: what was granted is not known any more, what was refused stays refused."""
    query = "query($key: CustomerKey!) { customer(key: $key) { ... on Customer { consents { purpose state } } } }"
    async with serving(folder) as counter:
        granted = await counter.data(query, key=key(stories.REGULAR))
        (folder / "pos.sqlite").unlink()
        doubted = await counter.data(query, key=key(stories.REGULAR))
    before, now = (
        {one["purpose"]: one["state"] for one in answer["customer"]["consents"]} for answer in (granted, doubted)
    )
    assert "GRANTED" in before.values()
    assert now == {purpose: "UNKNOWN" if state == "GRANTED" else state for purpose, state in before.items()}


@pytest.mark.parametrize("copy", [stories.WEB_ORDER_IN_ERP, stories.WEB_ORDER])
async def test_a_copy_stands_in(copy: Ref, folder: Path) -> None:
    """Under the original's id, by either system's; it claims no lateness that it cannot know of."""
    (folder / "oms.sqlite").unlink()
    query = """query($id: ID!) { node(id: $id) { id ... on Order {
        managed promise { breached } total { amount } freshness { system state } } } }"""
    async with serving(folder) as counter:
        found = (await counter.data(query, id=id_of("Order", copy)))["node"]
    assert found == {
        "id": id_of("Order", stories.WEB_ORDER),
        "managed": False,
        "promise": None,
        "total": {"amount": "213.00"},
        "freshness": [{"system": "erp", "state": "LIVE"}, {"system": "oms", "state": "UNAVAILABLE"}],
    }


async def test_all_order_systems_silent(folder: Path) -> None:
    """An empty list never means that nobody answered."""
    for system in ("oms", "pos", "erp"):
        (folder / f"{system}.sqlite").unlink()
    async with serving(folder) as counter:
        answer = await counter.ask("{ orders { nodes { id } } }")
    assert answer["data"] == {"orders": None}
    assert [error["path"] for error in answer["errors"]] == [["orders"]]


async def test_all_systems_silent(folder: Path) -> None:
    for system in SYSTEMS:
        (folder / f"{system}.sqlite").unlink()
    async with serving(folder) as counter:
        answer = await counter.ask(WHOLE, **CLEMENCE)
        assert answer["data"] == {"customer": None}
        ready = await counter.client.get("/readyz")
        assert ready.status_code == 200
        assert {one["system"] for one in ready.json()["missing"]} == set(SYSTEMS)
        health = (await counter.data("{ systems { system state errorCode } }"))["systems"]
        assert {(one["state"], one["errorCode"]) for one in health} == {("UNAVAILABLE", CODES["removed"])}


async def test_stale_answers_say_so(folder: Path) -> None:
    """With a cache, what was read before stands in for a system that is lost, and is told to be old."""
    fast = {"COMPTOIR_CACHE__CUSTOMER__FRESH": "0.05", "COMPTOIR_CACHE__CUSTOMER__SOFT": "0"}
    query = """query($key: CustomerKey!) { customer(key: $key) {
        ... on Customer { displayName freshness { system state } } } }"""
    async with serving(folder, fast) as counter:
        before = (await counter.data(query, key=key(stories.COMPANY)))["customer"]
        (folder / "crm.sqlite").unlink()
        await asyncio.sleep(0.1)
        stale = (await counter.data(query, key=key(stories.COMPANY)))["customer"]
    assert before["freshness"] == [{"system": "crm", "state": "LIVE"}]
    assert stale == {**before, "freshness": [{"system": "crm", "state": "STALE"}]}
