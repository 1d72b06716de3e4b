"""What a client must know of a pretend server: how to sign in, and in which fields the retailer keeps what.

These are the keys of a `[systems.NAME]` table as plain values; they name nothing but what `schema` has.
"""

from collections.abc import Mapping
from typing import Final

from backends.sandbox.holdings import Holdings
from backends.sandbox.sap.credentials import Credentials
from backends.sandbox.sap.order_rows import GUEST, paper_field
from backends.sandbox.sap.partner_rows import LOYALTY, number_type
from backends.sandbox.sap.schema import SERVICES
from backends.sandbox.sap.words import CHANNELS, METHODS, VERIFIED
from backends.vocabulary import Noun

_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "order": {
        "number": "PurchaseOrderByCustomer",
        "placed_at": "YY1_PlacedAt_SDH",
        "promised_from": "YY1_PromisedFrom_SDH",
        "promised_by": "YY1_PromisedBy_SDH",
        "promise_made_at": "YY1_PromiseMadeAt_SDH",
        "expected_at": "YY1_ExpectedAt_SDH",
        "shipping": "YY1_Shipping_SDH",
        "discount": "YY1_Discount_SDH",
        "version": "YY1_Version_SDH",
        "managed": "YY1_Managed_SDH",
    },
    "line": {"key": "ExternalItemID", "total": "Subtotal1Amount", "unit_price": "YY1_UnitPrice_SDI"},
    "shipment": {
        "key": "YY1_Key_DLH",
        "carrier": "YY1_Carrier_DLH",
        "tracking_url": "YY1_TrackingUrl_DLH",
        "pick_up": "YY1_PickUp_DLH",
        "eta_latest": "YY1_EtaLatest_DLH",
        "promised_from": "YY1_PromisedFrom_DLH",
        "promised_by": "YY1_PromisedBy_DLH",
        "promise_made_at": "YY1_PromiseMadeAt_DLH",
        "updated_at": "YY1_ChangedAt_DLH",
        "version": "YY1_Version_DLH",
    },
    "package": {"tracking_number": "HandlingUnitSecondExternalId"},
    "customer": {
        "sort_name": "YY1_SortName_bus",
        "locale": "YY1_Locale_bus",
        "loyalty_number": f"to_BuPaIdentification[{LOYALTY}]",
        "associate_key": "YY1_Seller_bus",
        "associate_name": "YY1_SellerName_bus",
        "associate_store": "YY1_SellerStore_bus",
        "store": "YY1_HomeStore_bus",
    },
}


def own_keys(
    holdings: Holdings, base_url: str, keys: Credentials, owners: Mapping[str, str], *, stock: str = "material"
) -> dict[str, object]:
    """What connects to the server with these holdings; `owners` says whose keys name customers, orders, locations."""
    return {
        "base_url": base_url,
        "client": keys.client,
        "client_id": keys.client_id,
        "client_secret": keys.client_secret,
        "stock": stock,
        "keys_of": {kind: name for kind, name in owners.items() if name != holdings.name},
        "guests": [GUEST],
        "verified_remark": VERIFIED,
        "names": {Noun.CUSTOMER.value: _numbers(holdings), Noun.ORDER.value: _papers(holdings)},
        "fields": _FIELDS,
        "lengths": _lengths(),
        "words": {
            "channel": {code: ours.value for ours, code in CHANNELS.items()},
            "method": {code: ours.value for ours, code in METHODS.items()},
        },
    }


def _lengths() -> dict[str, int]:
    """Of the retailer's own texts."""
    properties = (
        each for service in SERVICES for entity in service.entities.values() for each in entity.properties.values()
    )
    return {each.name: each.length for each in properties if each.name.startswith("YY1_") and each.length}


def _numbers(holdings: Holdings) -> dict[str, str]:
    systems = {ref.system for one in holdings.customers for ref in one.refs if ref.kind == Noun.CUSTOMER}
    return {system: f"to_BuPaIdentification[{number_type(system)}]" for system in sorted(systems)}


def _papers(holdings: Holdings) -> dict[str, str]:
    systems = {ref.system for one in holdings.orders for ref in one.refs if ref.kind == Noun.ORDER}
    return {system: field for system in sorted(systems) if (field := paper_field(system))}
