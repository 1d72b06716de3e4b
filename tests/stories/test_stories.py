"""What the demo retailer tells, over HTTP: one answer from seven systems, with the values that the stories promise."""

import pytest

from backends.records import Ref
from backends.sandbox import stories
from tests.stories.retailer import CLEMENCE, SYSTEMS, THREE_SIXTY, Counter, id_of, key

PERSON = """
query Person($key: CustomerKey!) {
  customer(key: $key) {
    __typename
    ... on Customer {
      id
      displayName
      mergedIds
      identities { system role externalId matchedBy confidence primary }
      orders(first: 100) { nodes { id channel } pageInfo { hasNextPage } completeness { complete } }
    }
  }
}
"""

ORDER = """
query Order($id: ID!) {
  node(id: $id) {
    id
    ... on Order {
      number
      status
      fulfilmentStatus
      returnStatus
      customerId
      customer { id }
      total { amountMinor currency exponent amount }
      promise { by breached atRisk lateBySeconds }
      lines { id sku unit ordered delivered returnRequested returned unitPrice total { amount } }
      returns { status refund { amount } lines { orderLineId quantity } }
      shipments {
        id
        direction
        status
        deliveredAt
        trackingNumber
        promise { by breached atRisk lateBySeconds current }
        packages { trackingNumber }
        lines { sku quantity }
        events { at recordedAt status }
      }
    }
  }
}
"""

GOODS = """
query Goods($sku: String!, $scope: StockScope!) {
  variants(skus: [$sku]) {
    nodes {
      gtin
      unit
      fr: title(locale: "fr")
      en: title(locale: "en")
      de: title(locale: "de")
      swiss: title(locale: "fr-CH")
      japanese: title(locale: "ja")
      plain: title
      product { fr: title(locale: "fr") en: title(locale: "en") de: title(locale: "de") }
      stock(scope: $scope) {
        unit
        signal
        onHand
        netPosition
        availableToSell
        completeness { complete reason missing { system } }
        d0: availableToPromise(on: "2026-03-18")
        d3: availableToPromise(on: "2026-03-21")
        d7: availableToPromise(on: "2026-03-25")
        d10: availableToPromise(on: "2026-03-28")
        atpSchedule { from to quantity }
        inbound { id stage originCountry eta expectedQuantity confirmedQuantity destinationId supplier }
        positions { nodes { locationId signal onHand netPosition availableToSell } }
      }
    }
  }
}
"""


async def person(counter: Counter, ref: Ref) -> dict:
    return (await counter.data(PERSON, key=key(ref)))["customer"]


async def order(counter: Counter, ref: Ref) -> dict:
    return (await counter.data(ORDER, id=id_of("Order", ref)))["node"]


async def goods(counter: Counter, sku: str, **scope: object) -> dict:
    [variant] = (await counter.data(GOODS, sku=sku, scope={"channel": "ECOMMERCE", **scope}))["variants"]["nodes"]
    return variant


def linked(entry: Ref, card: Ref, how: str, confidence: float) -> list[dict]:
    """The identities of somebody whom the CRM and the tills know."""
    return [
        {
            "system": "crm",
            "role": "CRM",
            "externalId": entry.key,
            "matchedBy": "key",
            "confidence": 1,
            "primary": True,
        },
        {
            "system": "pos",
            "role": "POS",
            "externalId": card.key,
            "matchedBy": how,
            "confidence": confidence,
            "primary": False,
        },
    ]


# ------------------------------------------------------------------------------------------------------- people


@pytest.mark.parametrize(
    ("entry", "card", "how", "confidence"),
    [
        (stories.REGULAR, stories.REGULAR_CARD, "reference", 1),
        (stories.BY_LOYALTY, stories.BY_LOYALTY_CARD, "loyalty-number", 1),
        (stories.BY_EMAIL, stories.BY_EMAIL_CARD, "email", 0.95),
        (stories.MERGED, stories.MERGED_CARD, "reference", 1),
    ],
)
async def test_same_person(counter: Counter, entry: Ref, card: Ref, how: str, confidence: float) -> None:
    """Whichever of the two systems' keys is asked for, and whichever of the ways links them."""
    by_entry, by_card = await person(counter, entry), await person(counter, card)
    assert by_entry["id"] == id_of("Customer", entry)
    assert by_entry["identities"] == linked(entry, card, how, confidence)
    assert by_card == by_entry


@pytest.mark.parametrize(
    ("known_by", "entry"),
    [
        ({"loyaltyNumber": stories.LOYALTY_NUMBER}, stories.BY_LOYALTY),
        ({"email": stories.EMAIL}, stories.BY_EMAIL),
        ({"email": " Annika.Eichenroth.3@EXAMPLE.org"}, stories.BY_EMAIL),
        ({"id": id_of("Customer", stories.BY_EMAIL_CARD)}, stories.BY_EMAIL),
    ],
)
async def test_by_any_key(counter: Counter, known_by: dict, entry: Ref) -> None:
    found = await counter.data(PERSON, key=known_by)
    assert found["customer"] == await person(counter, entry)


async def test_her_orders_on_every_channel(counter: Counter) -> None:
    """From the web and from the tills: 17 orders and seven tickets, each once."""
    orders = (await person(counter, stories.REGULAR))["orders"]
    assert orders["pageInfo"] == {"hasNextPage": False}
    assert orders["completeness"] == {"complete": True}
    in_stores = [one["id"] for one in orders["nodes"] if one["channel"] == "STORE"]
    elsewhere = [one["id"] for one in orders["nodes"] if one["channel"] != "STORE"]
    assert (len(set(in_stores)), len(set(elsewhere)), len(orders["nodes"])) == (7, 17, 24)


async def test_two_people_with_one_phone(counter: Counter) -> None:
    """Both, and the card that has it too: three candidates, of whom no two are one."""
    query = """query($phone: String!) { customer(key: {phone: $phone}) {
        ... on AmbiguousCustomer {
            completeness { complete }
            candidates { matchedOn confidence customer { id identities { system externalId } } }
        } } }"""
    found = (await counter.data(query, phone=stories.SHARED_PHONE))["customer"]
    assert found == {
        "completeness": {"complete": True},
        "candidates": [
            {
                "matchedOn": ["phone"],
                "confidence": 0.3,
                "customer": {
                    "id": id_of("Customer", ref),
                    "identities": [{"system": ref.system, "externalId": ref.key}],
                },
            }
            for ref in (*stories.SHARING, stories.SHARING_CARD)
        ],
    }
    card = await person(counter, stories.SHARING_CARD)
    assert [one["externalId"] for one in card["identities"]] == [stories.SHARING_CARD.key]


@pytest.mark.parametrize("selection", ["id", "id displayName mergedIds", "id contacts { value }"])
async def test_a_merged_customers_old_id(counter: Counter, selection: str) -> None:
    """It resolves, and so does the card's: an id is the same whatever else is asked."""
    query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Customer {{ {selection} }} }} }}"
    asked = (stories.MERGED, stories.MERGED_OLD, stories.MERGED_CARD)
    found = (await counter.data(query, ids=[id_of("Customer", ref) for ref in asked]))["nodes"]
    assert [one["id"] for one in found] == [id_of("Customer", stories.MERGED)] * 3


async def test_an_order_under_her_old_key(counter: Counter) -> None:
    margaux = await person(counter, stories.MERGED)
    old = id_of("Order", stories.OLD_KEY_ORDER)
    assert margaux["mergedIds"] == [id_of("Customer", stories.MERGED_OLD)]
    assert old in [one["id"] for one in margaux["orders"]["nodes"]]
    assert (await order(counter, stories.OLD_KEY_ORDER))["customer"] == {"id": margaux["id"]}


async def test_conflicting_consents(counter: Counter) -> None:
    """Granted in the CRM, withdrawn at the till: withdrawn."""
    query = (
        "query($key: CustomerKey!) { customer(key: $key) { ... on Customer { consents { purpose state source } } } }"
    )
    found = (await counter.data(query, key=key(stories.CONFLICTING_CONSENTS)))["customer"]["consents"]
    assert {"purpose": "EMAIL_MARKETING", "state": "WITHDRAWN", "source": "pos"} in found
    assert [one["purpose"] for one in found].count("EMAIL_MARKETING") == 1


# ------------------------------------------------------------------------------------------------------- orders


@pytest.mark.parametrize(
    ("original", "copies"),
    [
        (stories.WEB_ORDER, [stories.WEB_ORDER_IN_ERP]),
        (stories.COLLECTED_ORDER, [stories.COLLECTED_ORDER_IN_POS, stories.COLLECTED_ORDER_IN_ERP]),
    ],
)
async def test_copies_are_the_original(counter: Counter, original: Ref, copies: list[Ref]) -> None:
    """By any system's id, and in the list of her orders once."""
    as_owned = await order(counter, original)
    assert as_owned["id"] == id_of("Order", original)
    assert (as_owned["status"], as_owned["fulfilmentStatus"]) == ("COMPLETED", "DELIVERED")
    for copy in copies:
        assert await order(counter, copy) == as_owned
    only_ids = await counter.data(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[id_of("Order", ref) for ref in copies]
    )
    assert only_ids["nodes"] == [{"id": as_owned["id"]}] * len(copies)
    hers = [one["id"] for one in (await person(counter, stories.BY_LOYALTY))["orders"]["nodes"]]
    assert hers.count(as_owned["id"]) == 1
    assert not {id_of("Order", copy) for copy in copies} & set(hers)


async def test_two_parcels(counter: Counter) -> None:
    found = await order(counter, stories.TWO_PARCELS_ORDER)
    [shipment] = found["shipments"]
    assert shipment["id"] == id_of("Shipment", stories.TWO_PARCELS)
    numbers = [parcel["trackingNumber"] for parcel in shipment["packages"]]
    assert len(set(numbers)) == 2
    for number in numbers:  # either parcel's number finds it
        query = "query($number: String!) { shipment(trackingNumber: $number) { id orderId } }"
        assert (await counter.data(query, number=number))["shipment"] == {
            "id": shipment["id"],
            "orderId": found["id"],
        }


async def test_split_shipments(counter: Counter) -> None:
    """A line each: one is there, one is under way, and the order is not complete."""
    found = await order(counter, stories.TWO_SHIPMENTS_ORDER)
    assert [(one["id"], one["status"]) for one in found["shipments"]] == [
        (id_of("Shipment", stories.TWO_SHIPMENTS[0]), "DELIVERED"),
        (id_of("Shipment", stories.TWO_SHIPMENTS[1]), "IN_TRANSIT"),
    ]
    sent = [line["sku"] for one in found["shipments"] for line in one["lines"]]
    assert sent == [line["sku"] for line in found["lines"]]
    assert [line["delivered"] for line in found["lines"]] == [1, 0]
    assert (found["status"], found["fulfilmentStatus"]) == ("IN_PROGRESS", "FULFILLED")


async def test_late(counter: Counter) -> None:
    """Promised for four days ago; late until the carrier's estimate, not only until now."""
    found = await order(counter, stories.LATE_ORDER)
    [shipment] = found["shipments"]
    assert shipment["id"] == id_of("Shipment", stories.LATE)
    assert shipment["status"] == "DELAYED"
    assert found["promise"]["by"] == shipment["promise"]["by"] == "2026-03-14T17:00:00Z"
    for promise in (found["promise"], shipment["promise"]):
        assert (promise["breached"], promise["atRisk"]) == (True, False)
    assert shipment["promise"]["current"] == "2026-03-19T10:00:00Z"
    assert shipment["promise"]["lateBySeconds"] == 4 * 86_400 + 17 * 3_600


async def test_at_risk(counter: Counter) -> None:
    """In customs, expected twenty hours after what was promised: there is time to call."""
    found = await order(counter, stories.AT_RISK_ORDER)
    [shipment] = found["shipments"]
    assert (shipment["id"], shipment["status"]) == (id_of("Shipment", stories.AT_RISK), "CUSTOMS")
    expected = {"by": "2026-03-19T17:00:00Z", "breached": False, "atRisk": True, "lateBySeconds": 20 * 3_600}
    assert shipment["promise"] == {**expected, "current": "2026-03-20T13:00:00Z"}
    assert found["promise"] == expected


async def test_events_out_of_order(counter: Counter) -> None:
    """Sorted by when they happened; two scans told after the delivery do not take it back."""
    [shipment] = (await order(counter, stories.OUT_OF_ORDER_ORDER))["shipments"]
    assert shipment["id"] == id_of("Shipment", stories.OUT_OF_ORDER)
    assert (shipment["status"], shipment["deliveredAt"]) == ("DELIVERED", "2026-03-17T04:00:00Z")
    happened = [event["at"] for event in shipment["events"]]
    told = [event["recordedAt"] for event in shipment["events"]]
    assert happened == sorted(happened, reverse=True)
    assert told != sorted(told, reverse=True)
    assert [event["status"] for event in shipment["events"]] == [
        "IN_TRANSIT",
        "DELIVERED",
        "IN_TRANSIT",
        "IN_TRANSIT",
        "PICKED_UP",
    ]


async def test_a_return_under_way(counter: Counter) -> None:
    """One of two pieces, not refunded yet, in a parcel of its own."""
    found = await order(counter, stories.RETURN_ORDER)
    line = found["lines"][0]
    assert (line["ordered"], line["delivered"], line["returnRequested"], line["returned"]) == (2, 2, 1, 0)
    assert found["returnStatus"] == "IN_TRANSIT"
    assert found["returns"] == [
        {"status": "IN_TRANSIT", "refund": None, "lines": [{"orderLineId": line["id"], "quantity": 1}]}
    ]
    ways = {one["direction"]: (one["id"], one["status"]) for one in found["shipments"]}
    assert ways["RETURN"] == (id_of("Shipment", stories.RETURN_SHIPMENT), "RETURNING")
    assert ways["OUTBOUND"][1] == "DELIVERED"


async def test_a_guest_order(counter: Counter) -> None:
    found = await order(counter, stories.GUEST_ORDER)
    assert (found["customerId"], found["customer"]) == (None, None)


async def test_weighed_goods(counter: Counter) -> None:
    """1.275 kg at 64.00: the quantity is a JSON number, the money a string."""
    response = await counter.post(ORDER, id=id_of("Order", stories.WEIGHED_TICKET))
    assert '"ordered":1.275' in response.text
    [line] = response.json()["data"]["node"]["lines"]
    assert (line["unit"], line["delivered"], line["unitPrice"]) == ("KGM", 1.275, "64.00")
    assert line["total"] == {"amount": "81.60"}
    stock = (await goods(counter, stories.WEIGHED_SKU, storeId=id_of("Location", stories.PARIS), includeNetwork=False))[
        "stock"
    ]
    assert (stock["unit"], stock["onHand"]) == ("KGM", 42.35)


async def test_money_beyond_32_bits(counter: Counter) -> None:
    found = await order(counter, stories.LARGE_ORDER)
    assert found["total"] == {
        "amountMinor": 2_500_000_000,
        "currency": "EUR",
        "exponent": 2,
        "amount": "25000000.00",
    }
    assert found["customer"] == {"id": id_of("Customer", stories.COMPANY)}


# -------------------------------------------------------------------------------------------------------- goods


async def test_an_oversold_shop(counter: Counter) -> None:
    """Paris has sold two more than it has, which takes nothing from the four in Lyon."""
    stock = (await goods(counter, stories.OVERSOLD_SKU))["stock"]
    assert {place["locationId"]: place for place in stock["positions"]["nodes"]} == {
        id_of("Location", stories.PARIS): {
            "locationId": id_of("Location", stories.PARIS),
            "signal": "OUT_OF_STOCK",
            "onHand": 1,
            "netPosition": -2,
            "availableToSell": 0,
        },
        id_of("Location", stories.LYON): {
            "locationId": id_of("Location", stories.LYON),
            "signal": "IN_STOCK",
            "onHand": 5,
            "netPosition": 4,
            "availableToSell": 4,
        },
    }
    assert (stock["netPosition"], stock["availableToSell"], stock["d0"]) == (2, 4, 4)
    assert stock["completeness"] == {"complete": True, "reason": None, "missing": []}


async def test_supply_in_three_stages(counter: Counter) -> None:
    """By ETA, with where they come from; what is only ordered is told, and not counted on."""
    stock = (await goods(counter, stories.ARRIVING_SKU))["stock"]
    assert [
        (one["stage"], one["originCountry"], one["expectedQuantity"], one["confirmedQuantity"], one["eta"])
        for one in stock["inbound"]
    ] == [
        ("CUSTOMS", "IN", 58, 60, "2026-03-20T08:00:00Z"),
        ("IN_TRANSIT", "TR", 25, 25, "2026-03-22T08:00:00Z"),
        ("CONFIRMED", "PT", 40, 40, "2026-03-24T08:00:00Z"),
        ("ORDERED", "MA", 100, None, "2026-04-07T08:00:00Z"),
    ]
    assert {one["destinationId"] for one in stock["inbound"]} == {id_of("Location", stories.WAREHOUSE_NORTH)}
    assert [stock[day] for day in ("d0", "d3", "d7", "d10")] == [3, 61, 126, 126]
    assert stock["atpSchedule"][-1]["quantity"] == 126


async def test_one_supply_in_two_systems(counter: Counter) -> None:
    """What the ERP ordered and the warehouse counts is one supply of 60, under the ERP's id."""
    stock = (await goods(counter, stories.RECEIVING_SKU))["stock"]
    ours, copy = (id_of("InboundSupply", ref) for ref in stories.RECEIVING)
    assert [(one["id"], one["expectedQuantity"]) for one in stock["inbound"]] == [(ours, 60)]
    assert (stock["signal"], stock["d10"]) == ("INBOUND_ONLY", 60)
    found = await counter.data("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[ours, copy])
    assert found["nodes"] == [{"id": ours}] * 2


async def test_the_promise(counter: Counter) -> None:
    """Two now, seven from D+3 on, because 15 of what comes are wanted at D+7; 37 from D+10 on."""
    stock = (await goods(counter, stories.PROMISE_SKU))["stock"]
    assert stock["availableToSell"] == 2
    assert [(days, stock[f"d{days}"]) for days, _ in stories.PROMISE_SCHEDULE] == list(stories.PROMISE_SCHEDULE)
    schedule = stock["atpSchedule"]
    assert [step["quantity"] for step in schedule] == [2, 7, 37]
    assert [step["from"] for step in schedule[1:]] == ["2026-03-21T08:00:00Z", "2026-03-28T08:00:00Z"]
    assert [step["to"] for step in schedule] == ["2026-03-21T08:00:00Z", "2026-03-28T08:00:00Z", None]
    assert schedule[0]["from"].startswith("2026-03-18T10:00:")


async def test_a_product_without_gtin(counter: Counter) -> None:
    found = await goods(counter, stories.NO_GTIN_SKU)
    assert (found["gtin"], found["en"]) == (None, "One-off bag, black, U")
    by_sku = await counter.data(
        "query($sku: String!) { variantByScan(key: {sku: $sku}) { sku gtin } }", sku=stories.NO_GTIN_SKU
    )
    assert by_sku["variantByScan"] == {"sku": stories.NO_GTIN_SKU, "gtin": None}


@pytest.mark.parametrize(
    "scanned",
    [
        {"gtin": "3760246000109"},
        {"gtin": "03760246000109"},
        {"sku": stories.PROMISE_SKU},
        {"digitalLink": "https://id.example.org/some/path/01/03760246000109/21/12345?linkType=all"},
    ],
)
async def test_by_scan(counter: Counter, scanned: dict) -> None:
    found = await counter.data("query($key: ScanKey!) { variantByScan(key: $key) { sku gtin } }", key=scanned)
    assert found["variantByScan"] == {"sku": stories.PROMISE_SKU, "gtin": "03760246000109"}


async def test_titles_in_three_languages(counter: Counter) -> None:
    found = await goods(counter, stories.PROMISE_SKU)
    assert [found[language] for language in ("fr", "en", "de")] == [
        "Manteau Solène, écru, 38",
        "Solène coat, ecru, 38",
        "Mantel Solène, wollweiß, 38",
    ]
    assert found["product"] == {"fr": "Manteau Solène", "en": "Solène coat", "de": "Mantel Solène"}


async def test_a_title_with_a_gap(counter: Counter) -> None:
    """Nobody wrote the German one: the house's own stands in; a region falls back to its language."""
    found = await goods(counter, stories.UNTRANSLATED_SKU)
    assert (found["fr"], found["en"]) == ("Cape Bruine, bleu nuit, U", "Bruine cape, midnight blue, U")
    assert found["de"] == found["japanese"] == found["plain"] == found["swiss"] == found["fr"]
    assert found["product"]["de"] == found["product"]["fr"] == "Cape Bruine"


async def test_what_is_not_counted(counter: Counter) -> None:
    stock = (await goods(counter, stories.UNTRACKED_SKU))["stock"]
    assert (stock["signal"], stock["onHand"], stock["availableToSell"]) == ("NOT_TRACKED", None, None)


# ---------------------------------------------------------------------------------------------- the whole question


async def test_three_sixty(counter: Counter) -> None:
    """Who she is, what she ordered on every channel, where each parcel is, what there is of it, now and on a date."""
    answer = await counter.ask(THREE_SIXTY, **CLEMENCE)
    assert "errors" not in answer
    her = answer["data"]["customer"]
    assert her["id"] == id_of("Customer", stories.REGULAR)
    orders = her["orders"]["nodes"]
    assert (len(orders), her["orders"]["pageInfo"]["hasNextPage"]) == (20, True)
    assert {"STORE", "ECOMMERCE"} < {one["channel"] for one in orders}
    lines = [line for one in orders for line in one["lines"]]
    assert all(line["variant"]["stock"]["completeness"]["complete"] for line in lines)
    assert all(line["variant"]["stock"]["availableToPromise"] is not None for line in lines)
    assert any(shipment["events"] for one in orders for shipment in one["shipments"])
    assert {one["system"]: one["state"] for one in answer["extensions"]["freshness"]} == dict.fromkeys(SYSTEMS, "LIVE")
