"""The `sql` backend over a SQLite file with the documented views."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from backends.ports import ParentKind
from backends.sandbox.holdings import Holdings
from backends.sandbox.sqlite.files import GrowingFile
from backends.sandbox.sqlite.rows import rows
from backends.sandbox.systems import SYSTEMS, file_name
from backends.sql import MANIFEST
from backends.vocabulary import Noun, SortField
from tests.backends.toy import ManualClock
from tests.contract.harness import Harness, Listing, Pretended


@contextmanager
def serve(holdings: Holdings, clock: ManualClock, folder: Path) -> Iterator[Pretended]:
    (system,) = (system for system in SYSTEMS if system.name == holdings.name)
    with closing(GrowingFile(folder, system)) as file:
        for shelf in holdings.__struct_fields__[1:]:
            for record in getattr(holdings, shelf):
                for view, row in rows(record):
                    file.add(view, row)
        file.finish()
    yield Pretended(table={"url": f"sqlite:///{folder / file_name(system)}"}, clock=clock)


HARNESS = Harness(
    manifest=MANIFEST,
    holds={system.name: system.serves for system in SYSTEMS},
    serve=serve,
    lists=(
        Listing("crm", Noun.CUSTOMER, ParentKind.ROOT, SortField.NAME),
        Listing("crm", Noun.CUSTOMER, ParentKind.EMAIL, SortField.KEY),
        Listing("crm", Noun.CUSTOMER, ParentKind.PHONE, SortField.KEY),
        Listing("crm", Noun.CUSTOMER, ParentKind.LOYALTY, SortField.KEY),
        Listing("oms", Noun.ORDER, ParentKind.ROOT, SortField.PLACED_AT),
        Listing("oms", Noun.ORDER, ParentKind.CUSTOMER, SortField.PLACED_AT),
        Listing("erp", Noun.ORDER, ParentKind.ROOT, SortField.UPDATED_AT),
        Listing("oms", Noun.ORDER, ParentKind.NUMBER, SortField.KEY),
        Listing("oms", Noun.DEMAND, ParentKind.SKU, SortField.DUE),
        Listing("erp", Noun.INBOUND, ParentKind.SKU, SortField.ETA),
        Listing("tms", Noun.SHIPMENT, ParentKind.ORDER, SortField.SHIPPED_AT),
        Listing("tms", Noun.SHIPMENT, ParentKind.TRACKING, SortField.KEY),
        Listing("pim", Noun.VARIANT, ParentKind.PRODUCT, SortField.KEY),
        Listing("pim", Noun.VARIANT, ParentKind.GTIN, SortField.KEY),
    ),
)
