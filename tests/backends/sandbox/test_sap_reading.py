"""The pretend SAP system's services, read over HTTP."""

from collections.abc import Mapping
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from backends.sandbox.holdings import Holdings, everything
from backends.sandbox.sap.credentials import Limits
from tests.backends.sandbox.sap_asking import DELIVERIES, JSON, ORDERS, PARTNERS, PHYSICAL, STOCK, Server, served


@pytest.fixture(scope="module")
def world() -> Mapping[str, Holdings]:
    return everything(1, 7)


@pytest.fixture(scope="module")
def wms(world: Mapping[str, Holdings]) -> Server:
    return served(world["wms"])


@pytest.fixture(scope="module")
def erp(world: Mapping[str, Holdings]) -> Server:
    return served(world["erp"], Limits(page_rows=100))


async def test_rows_add_up_to_what_was_told(world: Mapping[str, Holdings], wms: Server) -> None:
    stock = world["wms"].stocks[0]
    place = stock.positions[0]
    wanted = f"Material eq '{stock.key}' and Plant eq '{place.location.key}' and InventorySpecialStockType eq ''"
    rows = await wms.rows(f"{STOCK}/A_MatlStkInAcctMod", filter=wanted)
    assert sum(Decimal(row["MatlWrhsStkQtyInMatlBaseUnit"]) for row in rows) == place.on_hand
    assert {row["InventoryStockType"] for row in rows} <= {"01", "07"}
    wanted = f"EWMWarehouse eq '{place.location.key}' and Product eq '{stock.key}'"
    quants = await wms.rows(f"{PHYSICAL}/WarehousePhysicalStockProducts", filter=wanted)
    assert sum(quant["EWMStockQuantityInBaseUnit"] for quant in quants) == place.on_hand


async def test_v2_quirks(erp: Server) -> None:
    """Numbers are strings, times are in brackets, a to-many link that is not followed is deferred."""
    key = (await erp.rows(f"{ORDERS}/A_SalesOrder", top=1, filter="SoldToParty ne 'CPD'"))[0]["SalesOrder"]
    reply = await erp.get(f"{ORDERS}/A_SalesOrder('{key}')")
    order = reply.json()["d"]
    assert isinstance(order["TotalNetAmount"], str)
    assert order["CreationDate"].startswith("/Date(")
    assert order["CreationDate"].endswith("00000)/")
    assert order["LastChangeDateTime"].endswith("+0000)/")
    assert order["to_Item"] == {"__deferred": {"uri": f"{order['__metadata']['uri']}/to_Item"}}
    assert order["__metadata"]["type"] == "API_SALES_ORDER_SRV.A_SalesOrderType"
    assert order["YY1_Managed_SDH"] is False


async def test_v4_quirks(wms: Server) -> None:
    reply = await wms.get(
        f"{PHYSICAL}/WarehousePhysicalStockProducts", top=3, count="true", select="Product,EWMWarehouse"
    )
    document = reply.json()
    assert set(document) >= {"@odata.context", "@odata.count", "value"}
    assert document["@odata.count"] > 900
    assert [set(row) for row in document["value"]] == [{"Product", "EWMWarehouse"}] * 3


async def test_v4_numbers_are_strings_for_who_wants_them_exact(wms: Server) -> None:
    asked = {"top": 1, "select": "EWMStockQuantityInBaseUnit"}
    (inexact,) = await wms.rows(f"{PHYSICAL}/WarehousePhysicalStockProducts", **asked)
    accept = {"accept": "application/json;IEEE754Compatible=true"}
    reply = await wms.get(f"{PHYSICAL}/WarehousePhysicalStockProducts", headers=accept, **asked)
    assert reply.headers["content-type"].endswith("IEEE754Compatible=true")
    (exact,) = reply.json()["value"]
    assert isinstance(exact["EWMStockQuantityInBaseUnit"], str)
    assert float(exact["EWMStockQuantityInBaseUnit"]) == inexact["EWMStockQuantityInBaseUnit"]


async def test_expanding_and_selecting(erp: Server) -> None:
    rows = await erp.rows(
        f"{ORDERS}/A_SalesOrder",
        top=2,
        select="SalesOrder,to_Item/Material,to_Item/to_ScheduleLine",
        expand="to_Item,to_Item/to_ScheduleLine",
    )
    for row in rows:
        assert set(row) == {"__metadata", "SalesOrder", "to_Item"}
        for item in row["to_Item"]["results"]:
            assert set(item) == {"__metadata", "Material", "to_ScheduleLine"}
            assert item["to_ScheduleLine"]["results"]
    (row,) = await erp.rows(f"{ORDERS}/A_SalesOrder", top=1, select="SalesOrder", expand="to_Item")
    assert set(row) == {"__metadata", "SalesOrder"}, "what is not selected is not followed"


async def test_a_walk_over_pages(erp: Server, world: Mapping[str, Holdings]) -> None:
    path, keys = f"{ORDERS}/A_SalesOrder?$select=SalesOrder&$orderby=SalesOrder desc&$inlinecount=allpages", []
    while path:
        page = (await erp.client.get(path, headers=JSON)).json()["d"]
        assert page["__count"] == str(len(world["erp"].orders))
        assert len(page["results"]) <= 100
        keys += [row["SalesOrder"] for row in page["results"]]
        path = page.get("__next", "")
        assert not path or path.startswith("http://sap.example/sap/opu/odata/sap/API_SALES_ORDER_SRV/A_SalesOrder?")
    assert keys == sorted((order.key for order in world["erp"].orders), reverse=True)


async def test_top_and_skip(erp: Server) -> None:
    first = await erp.rows(f"{ORDERS}/A_SalesOrder", top=10, orderby="LastChangeDateTime desc,SalesOrder")
    later = await erp.rows(f"{ORDERS}/A_SalesOrder", top=5, skip=5, orderby="LastChangeDateTime desc,SalesOrder")
    assert later == first[5:]
    reply = await erp.get(f"{ORDERS}/A_SalesOrder", top=150, select="SalesOrder")
    following = reply.json()["d"]["__next"]
    assert len((await erp.client.get(following, headers=JSON)).json()["d"]["results"]) == 50


async def test_below_one_row(world: Mapping[str, Holdings]) -> None:
    crm = served(world["crm"])
    (found,) = await crm.rows(
        f"{PARTNERS}/A_AddressEmailAddress", filter="SearchEmailAddress eq 'CLEMENCE.AUBRIVAL.1@'"
    )
    (place,) = await crm.rows(f"{PARTNERS}/A_BusinessPartnerAddress", filter=f"AddressID eq '{found['AddressID']}'")
    below = await crm.rows(f"{PARTNERS}/A_BusinessPartner('{place['BusinessPartner']}')/to_BuPaIdentification")
    assert {row["BPIdentificationType"] for row in below} == {"ZLOYAL", "ZPOS"}
    count = await crm.get(f"{PARTNERS}/A_BusinessPartner/$count")
    assert count.text == str(len(world["crm"].customers))


async def test_the_version_in_the_path_is_needed(world: Mapping[str, Holdings]) -> None:
    tms = served(world["tms"])
    assert len(await tms.rows(f"{DELIVERIES}/A_OutbDeliveryHeader", top=1)) == 1
    error = await tms.refused(f"{DELIVERIES.partition(';')[0]}/A_OutbDeliveryHeader", 404)
    assert error["message"] == {"lang": "en", "value": "No service found for this namespace, name and version."}


async def test_atom_unless_json_is_asked_for(erp: Server) -> None:
    reply = await erp.get(f"{ORDERS}/A_SalesOrder", headers={}, top=2)
    assert reply.headers["content-type"].startswith("application/atom+xml")
    assert len(ElementTree.fromstring(reply.text).findall("{http://www.w3.org/2005/Atom}entry")) == 2  # noqa: S314 - ours
    reply = await erp.get(f"{ORDERS}/A_SalesOrder", headers={}, top=2, format="json")
    assert len(reply.json()["d"]["results"]) == 2
    reply = await erp.get(f"{ORDERS}/A_SalesOrder", top=2, format="xml")
    assert reply.headers["content-type"].startswith("application/atom+xml")


async def test_the_service_document_is_atom_too(erp: Server) -> None:
    told = ElementTree.fromstring((await erp.get(f"{ORDERS}/", headers={})).text)  # noqa: S314 - ours
    sets = [each.get("href") for each in told.iter("{http://www.w3.org/2007/app}collection")]
    assert sets == (await erp.get(f"{ORDERS}/")).json()["d"]["EntitySets"]


async def test_each_answer_says_its_version(erp: Server, wms: Server) -> None:
    for path in ("A_SalesOrder", "A_Nope", "$metadata"):
        assert (await erp.get(f"{ORDERS}/{path}")).headers["dataserviceversion"] == "2.0"
    for path in ("WarehousePhysicalStockProducts", "Nope", "$metadata"):
        assert (await wms.get(f"{PHYSICAL}/{path}")).headers["odata-version"] == "4.0"


async def test_an_error_is_in_xml_unless_json_is_asked_for(erp: Server) -> None:
    reply = await erp.get(f"{ORDERS}/A_Nope", headers={})
    error = ElementTree.fromstring(reply.text)  # noqa: S314 - ours
    assert (reply.status_code, error.tag.rpartition("}")[2]) == (404, "error")
    asked = await erp.refused(f"{ORDERS}/A_Nope", 404)
    told = {each.tag.rpartition("}")[2]: each.text for each in error}
    assert (told["code"], told["message"]) == (asked["code"], asked["message"]["value"])


@pytest.mark.parametrize("path", [ORDERS, PHYSICAL])
async def test_metadata(erp: Server, path: str) -> None:
    reply = await erp.get(f"{path}/$metadata")
    names = {each.get("Name") for each in ElementTree.fromstring(reply.text).iter() if each.tag.endswith("}EntitySet")}  # noqa: S314 - ours
    document = (await erp.get(path)).json()
    told = document["d"]["EntitySets"] if "d" in document else [each["name"] for each in document["value"]]
    assert set(told) == names != set()


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        ({"filter": "salesOrder eq '1'"}, 400, "Property salesOrder does not exist"),
        ({"filter": "SalesOrder eq 1"}, 400, "types of the operands"),
        ({"filter": "SalesOrder eq"}, 400, "Syntax error in $filter"),
        ({"select": "Nope"}, 400, "Property Nope"),
        ({"select": "to_Item/Material"}, 400, "not expanded"),
        ({"expand": "to_Nope"}, 400, "Navigation property to_Nope"),
        ({"orderby": "SalesOrder sideways"}, 400, "Syntax error in $orderby"),
        ({"orderby": "Nope"}, 400, "Property Nope"),
        ({"top": "many"}, 400, "$top"),
        ({"skiptoken": "x"}, 400, "$skiptoken"),
        ({"count": "true"}, 400, "'$count' is not supported"),
        ({"inlinecount": "some"}, 400, "'$inlinecount'"),
        ({"search": "x"}, 400, "'$search' is not supported"),
    ],
)
async def test_what_is_refused(erp: Server, options: dict[str, str], status: int, said: str) -> None:
    error = await erp.refused(f"{ORDERS}/A_SalesOrder", status, **options)
    assert said in error["message"]["value"]
    assert error["innererror"]["errordetails"]


@pytest.mark.parametrize(
    "path", ["A_Nope", "A_SalesOrder('none')", "A_SalesOrder('1')/to_Nope", "A_SalesOrder(Nope='1')"]
)
async def test_what_is_not_there(erp: Server, path: str) -> None:
    await erp.refused(f"{ORDERS}/{path}", 404)


async def test_v4_errors_are_plain(wms: Server) -> None:
    error = await wms.refused(f"{PHYSICAL}/WarehousePhysicalStockProducts", filter="substringof('a',Product)")
    assert error["message"] == "Function substringof is not supported."


async def test_texts_that_no_property_can_hold(erp: Server, wms: Server) -> None:
    error = await erp.refused(f"{ORDERS}/A_SalesOrder", filter="SalesOrder eq '12345678901'")
    assert "SalesOrder" in error["message"]["value"]
    error = await wms.refused(f"{PHYSICAL}/WarehousePhysicalStockProducts", filter=f"'{'x' * 41}' eq Product")
    assert "Product" in error["message"]


@pytest.mark.parametrize(
    ("limit", "status", "code"), [("inactive", 404, "/IWFND/MED/170"), ("unauthorised", 403, "/IWFND/CM_CONSUMER/101")]
)
async def test_services_that_are_closed(world: Mapping[str, Holdings], limit: str, status: int, code: str) -> None:
    erp = served(world["erp"], Limits(**{limit: frozenset({"API_SALES_ORDER_SRV"})}))
    assert (await erp.refused(f"{ORDERS}/A_SalesOrder", status))["code"] == code
    assert (await erp.refused(f"{ORDERS}/$metadata", status))["code"] == code
    assert await erp.rows(f"{STOCK}/A_MaterialStock") == []


async def test_long_addresses_are_refused_as_html(erp: Server) -> None:
    reply = await erp.get(f"{ORDERS}/A_SalesOrder", filter=f"SalesOrder eq '{'x' * 9000}'")
    assert reply.status_code == 414
    assert reply.headers["content-type"].startswith("text/html")
