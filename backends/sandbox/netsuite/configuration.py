"""What a client must know of a pretend account: how to sign in, and in which fields the retailer keeps what.

These are the keys of a `[systems.NAME]` table as plain values; they name nothing but what `schema` has.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from backends.records import Ref
from backends.sandbox.holdings import Holdings
from backends.sandbox.netsuite.credentials import Credentials
from backends.sandbox.netsuite.filling import named
from backends.sandbox.netsuite.goods import BASE_LEVEL, REGULAR_LEVEL, store_level
from backends.sandbox.netsuite.schema import key_field
from backends.vocabulary import Channel, FulfilmentMethod, Noun, SupplyStage

Own: TypeAlias = dict[str, object]

_ADDRESS: Final = {
    ours: f"shippingaddress:itemfulfillmentshippingaddress.{theirs}"
    for ours, theirs in {
        "line1": "addr1",
        "line2": "addr2",
        "line3": "addr3",
        "postal_code": "zip",
        "city": "city",
        "region": "state",
        "country": "country",
    }.items()
}
_PROMISE: Final = {word: f"custbody_{word}" for word in ("promised_from", "promised_by", "promise_made_at")}
_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "customer": {
        "key": "externalid",
        "sort_name": "custentity_sort_name",
        "locale": "custentity_locale",
        "birthday": "custentity_birthday",
        "loyalty_number": "custentity_loyalty_number",
        "store": "custentity_home_store:location.externalid",
        "associate_key": "salesrep:employee.externalid",
        "associate_store": "salesrep:employee.location:location.externalid",
        "email_verified": "custentity_email_verified",
        "phone_verified": "custentity_phone_verified",
    },
    "order": {
        "key": "externalid",
        "customer": "entity:customer.externalid",
        "channel": "BUILTIN.DF(custbody_sales_channel)",
        "store": "custbody_store:location.externalid",
        "associate_key": "custbody_sold_by:employee.externalid",
        "associate_name": "BUILTIN.DF(custbody_sold_by)",
        "associate_store": "custbody_sold_by:employee.location:location.externalid",
        "tax": "taxtotal",
        "shipping": "custbody_shipping_total",
        "discount": "custbody_discount_total",
        "held": "custbody_on_hold",
        "version": "custbody_version",
        "expected_at": "custbody_expected_at",
        "delivered_at": "custbody_delivered_at",
        **_PROMISE,
    },
    "line": {
        "key": "custcol_line_key",
        "method": "BUILTIN.DF(custcol_method)",
        "ready": "quantitypicked",
        "delivered": "custcol_delivered",
    },
    "shipment": {
        "key": "externalid",
        "order": "so.externalid",
        "tracking_url": "custbody_tracking_url",
        "origin": "ml.location:location.externalid",
        "pick_up": "custbody_pick_up_store:location.externalid",
        "shipped_at": "custbody_shipped_at",
        "eta": "custbody_eta",
        "eta_latest": "custbody_eta_latest",
        "version": "custbody_version",
        **_ADDRESS,
        **_PROMISE,
    },
    "inbound": {
        "key_document": "t.tranid",
        "key_line": "custcol_line_key",
        "stage": "BUILTIN.DF(custcol_supply_stage)",
        "destination": "location:location.externalid",
        "origin": "custcol_origin:location.externalid",
        "origin_country": "t.custbody_origin_country",
        "confirmed": "custcol_confirmed",
        "expected": "custcol_expected",
        "eta": "custcol_eta",
        "eta_latest": "custcol_eta_latest",
    },
    "stock": {"location": "ail.location:location.externalid", "updated_at": "ail.lastquantityavailablechange"},
    "location": {
        "key": "externalid",
        "kind": "BUILTIN.DF(locationtype)",
        "time_zone": "timezone",
        "latitude": "latitude",
        "longitude": "longitude",
        "pick_up": "allowstorepickup",
        "ship_from": "makeinventoryavailable",
        "updated_at": "lastmodifieddate",
    },
    "variant": {"product": "custitem_product_key", "locale": "custitem_locale"},
}


def own_keys(
    holdings: Holdings,
    base_url: str,
    keys: Credentials,
    owners: Mapping[str, str],
    zone: str = "Europe/Paris",
    *,
    signed: bool = False,
) -> Own:
    """What connects to the account with these holdings.

    `owners` says which system names customers, orders, locations and products. `signed`: by tokens (OAuth 1.0a), not
    with a certificate.
    """
    return {
        "base_url": base_url,
        **(_token_keys(keys) if signed else _certified_keys(keys)),
        "time_zone": zone,
        "manages_orders": all(order.managed for order in holdings.orders),
        "prices_include_tax": True,
        "price_levels": _price_levels(holdings),
        "keys_of": {kind: name for kind, name in owners.items() if name != holdings.name},
        "names": {
            "customer": _names("customer", named(holdings.customers, Noun.CUSTOMER)),
            "location": _names("location", named(holdings.locations, Noun.LOCATION)),
            "order": _names("transaction", named(holdings.orders, Noun.ORDER)),
        },
        "fields": _FIELDS,
        "words": {
            "channel": {_label(word): word for word in Channel},
            "method": {_label(word): word for word in FulfilmentMethod},
            "supply_stage": {_label(word): word for word in SupplyStage},
            "unit": {"Each": "EA", "Kilogram": "KGM", "Meter": "MTR", "Pair": "PR"},
        },
    }


def _certified_keys(keys: Credentials) -> Own:
    return {"client_id": keys.client_id, "certificate_id": keys.certificate_id, "private_key": keys.private_key}


def _token_keys(keys: Credentials) -> Own:
    return {
        "account": keys.account,
        "consumer_key": keys.consumer_key,
        "consumer_secret": keys.consumer_secret,
        "token_id": keys.token_id,
        "token_secret": keys.token_secret,
    }


def _price_levels(holdings: Holdings) -> Mapping[str, Mapping[str, str]]:
    stores = {price.store for variant in holdings.variants for price in variant.prices or ()}
    own = (store for store in stores if isinstance(store, Ref))
    return {BASE_LEVEL: {"regular": REGULAR_LEVEL}} | {
        store_level(store.key): {"store": store.key} for store in sorted(own)
    }


def _names(table: str, systems: set[str]) -> Mapping[str, str]:
    """The fields of other systems' keys, as far as there are any."""
    return {system: key_field(table, system) for system in sorted(systems)}


def _label(word: str) -> str:
    """A word as a list of the account has it."""
    return word.replace("_", " ").title()
