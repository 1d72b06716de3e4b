"""What a database says: one row type per view of `docs/views.sql`, and which views make up each noun.

The types are the contract in Python: the columns that are asked for, which of them a view must have, and what their
values must be. The tables of SQLAlchemy are made from them for each database, with the columns that it has.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from backends.sql.wire.base import AddressRow, RefRow, Row
from backends.sql.wire.contract import CONTRACT, ColumnSpec, breach, columns, read
from backends.sql.wire.customers import (
    CustomerAddressRow,
    CustomerConsentRow,
    CustomerContactRow,
    CustomerDateRow,
    CustomerLifetimeValueRow,
    CustomerLoyaltyRow,
    CustomerMergeRow,
    CustomerMetricsRow,
    CustomerPreferenceRow,
    CustomerRefRow,
    CustomerRow,
    CustomerSegmentRow,
    CustomerVoucherRow,
)
from backends.sql.wire.orders import (
    OrderLineRow,
    OrderPaymentRow,
    OrderRefRow,
    OrderReturnLineRow,
    OrderReturnRow,
    OrderRow,
)
from backends.sql.wire.products import (
    LocationRefRow,
    LocationRow,
    PriceRow,
    ProductMediaRow,
    ProductRow,
    ProductTitleRow,
    VariantOptionRow,
    VariantRow,
    VariantTitleRow,
)
from backends.sql.wire.shipments import ShipmentEventRow, ShipmentLineRow, ShipmentPackageRow, ShipmentRow
from backends.sql.wire.stock import (
    DemandRow,
    InboundRefRow,
    InboundRow,
    NetworkHoldRow,
    StockPositionRow,
    StockSafetyRow,
    UntrackedSkuRow,
)
from backends.vocabulary import Facet, Noun


class Shape(Struct, frozen=True, kw_only=True):
    """A noun's views: the head, one row for each thing (stock has none), those of each facet, and its references."""

    head: type[Row] | None = None
    facets: Mapping[Facet, tuple[type[Row], ...]] = {}
    refs: type[RefRow] | None = None


SHAPES: Final[Mapping[Noun, Shape]] = {
    Noun.CUSTOMER: Shape(
        head=CustomerRow,
        refs=CustomerRefRow,
        facets={
            Facet.IDENTITIES: (CustomerRefRow, CustomerMergeRow),
            Facet.CONTACTS: (CustomerContactRow, CustomerAddressRow),
            Facet.CONSENTS: (CustomerConsentRow,),
            Facet.LOYALTY: (CustomerLoyaltyRow, CustomerVoucherRow),
            Facet.PROFILE: (CustomerSegmentRow, CustomerPreferenceRow, CustomerDateRow),
            Facet.METRICS: (CustomerMetricsRow, CustomerLifetimeValueRow),
        },
    ),
    Noun.ORDER: Shape(
        head=OrderRow,
        refs=OrderRefRow,
        facets={
            Facet.IDENTITIES: (OrderRefRow,),
            Facet.LINES: (OrderLineRow,),
            Facet.PAYMENTS: (OrderPaymentRow,),
            Facet.RETURNS: (OrderReturnRow, OrderReturnLineRow),
        },
    ),
    Noun.SHIPMENT: Shape(
        head=ShipmentRow,
        facets={
            Facet.PACKAGES: (ShipmentPackageRow,),
            Facet.LINES: (ShipmentLineRow,),
            Facet.EVENTS: (ShipmentEventRow,),
        },
    ),
    Noun.PRODUCT: Shape(
        head=ProductRow,
        facets={Facet.TEXTS: (ProductTitleRow,), Facet.MEDIA: (ProductMediaRow,)},
    ),
    Noun.VARIANT: Shape(
        head=VariantRow,
        facets={Facet.TEXTS: (VariantTitleRow, VariantOptionRow), Facet.PRICES: (PriceRow,)},
    ),
    Noun.LOCATION: Shape(
        head=LocationRow,
        refs=LocationRefRow,
        facets={Facet.IDENTITIES: (LocationRefRow,)},
    ),
    Noun.STOCK: Shape(
        facets={
            Facet.COUNTS: (StockPositionRow, UntrackedSkuRow),
            Facet.RESERVATIONS: (StockPositionRow, NetworkHoldRow),
            Facet.SAFETY: (StockSafetyRow,),
        },
    ),
    Noun.INBOUND: Shape(
        head=InboundRow,
        refs=InboundRefRow,
        facets={Facet.IDENTITIES: (InboundRefRow,)},
    ),
    Noun.DEMAND: Shape(head=DemandRow),
}

__all__ = [
    "CONTRACT",
    "SHAPES",
    "AddressRow",
    "ColumnSpec",
    "CustomerAddressRow",
    "CustomerConsentRow",
    "CustomerContactRow",
    "CustomerDateRow",
    "CustomerLifetimeValueRow",
    "CustomerLoyaltyRow",
    "CustomerMergeRow",
    "CustomerMetricsRow",
    "CustomerPreferenceRow",
    "CustomerRefRow",
    "CustomerRow",
    "CustomerSegmentRow",
    "CustomerVoucherRow",
    "DemandRow",
    "InboundRefRow",
    "InboundRow",
    "LocationRefRow",
    "LocationRow",
    "NetworkHoldRow",
    "OrderLineRow",
    "OrderPaymentRow",
    "OrderRefRow",
    "OrderReturnLineRow",
    "OrderReturnRow",
    "OrderRow",
    "PriceRow",
    "ProductMediaRow",
    "ProductRow",
    "ProductTitleRow",
    "RefRow",
    "Row",
    "Shape",
    "ShipmentEventRow",
    "ShipmentLineRow",
    "ShipmentPackageRow",
    "ShipmentRow",
    "StockPositionRow",
    "StockSafetyRow",
    "UntrackedSkuRow",
    "VariantOptionRow",
    "VariantRow",
    "VariantTitleRow",
    "breach",
    "columns",
    "read",
]
