"""python-odata, as it comes from PyPI, drives the pretend warehouse's V4 services over TLS."""

from collections.abc import Mapping

from backends.sandbox.holdings import Holdings
from backends.sandbox.hosting import Certificate, hosted
from backends.sandbox.sap.app import server
from backends.sandbox.sap.credentials import Limits
from tests.backends.sandbox.sap_asking import KEYS, PHYSICAL
from tests.thirdparty.certificates import the_time
from tests.thirdparty.running import seen_by

PAGE = 500


def test_sign_in_query_pages_batch_and_errors(world: Mapping[str, Holdings], tls: Certificate) -> None:
    held = world["wms"]
    skus = sorted(stock.key for stock in held.stocks if any(each.on_hand for each in stock.positions))[:2]
    with hosted(server(held, KEYS, the_time, Limits(page_rows=PAGE)), certificate=tls) as url:
        told = {
            "url": f"{url}{PHYSICAL}",
            "user": KEYS.username,
            "password": KEYS.password,
            "entity": "WarehousePhysicalStockProducts",
            "skus": skus,
        }
        seen = seen_by("python-odata", "drive_python_odata.py", told, tls.chain)
    assert seen.pop("all") == seen.pop("counted") > PAGE
    assert seen == {
        "reflected": ["WarehousePhysicalStockProducts"],
        "one": skus[:1],
        "batch": skus,
        "first": 2,
        "unknown": ["HTTP 400", "/IWBEP/CM_MGW_RT/021"],
        "refused": "HTTP 401",
    }
