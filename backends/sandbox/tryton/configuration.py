"""What a client must know of a pretend database: how to sign in, and in which fields the retailer keeps what.

These are the keys of a `[systems.NAME]` table as plain values; they name nothing but what `schema` has.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from backends.sandbox.holdings import Holdings
from backends.sandbox.tryton.credentials import Credentials
from backends.sandbox.tryton.filling import SYMBOLS, TIME_ZONE, systems_named
from backends.sandbox.tryton.schema import key_field
from backends.vocabulary import Channel, FulfilmentMethod, Noun

Own: TypeAlias = dict[str, object]

_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "customer": {
        "key": "code",
        "sort_name": "shop_sort_name",
        "given_name": "shop_given_name",
        "family_name": "shop_family_name",
        "birthday": "shop_birthday",
        "loyalty_number": "shop_loyalty_number",
        "store": "shop_store",
        "associate_key": "shop_seller",
        "associate_name": "shop_seller_name",
    },
    "order": {
        "key": "shop_code",
        "customer": "party.code",
        "channel": "shop_channel",
        "store": "shop_store",
        "associate_key": "shop_seller",
        "associate_name": "shop_seller_name",
        "shipping": "shop_shipping_amount",
    },
    "line": {"key": "shop_code", "title": "description", "method": "shop_method"},
    "shipment": {
        "key": "number",
        "order": "moves.sale.shop_code",
        "carrier": "carrier.party.name",
        "tracking_number": "packages.shipping_reference",
        "tracking_url": "shop_tracking_url",
        "eta": "shop_eta",
    },
    "package": {"sscc": "shop_sscc"},
}


def own_keys(holdings: Holdings, base_url: str, keys: Credentials, owners: Mapping[str, str]) -> Own:
    """What connects to the database with these holdings; `owners` names customers, orders, locations."""
    return {
        "base_url": base_url,
        "database": keys.database,
        "username": keys.username,
        "password": keys.password,
        "time_zone": TIME_ZONE.key,
        "days": ["shipment.shipped_at"],
        "fields": _FIELDS,
        "names": {
            "customer": {system: key_field(system) for system in systems_named(holdings.customers, Noun.CUSTOMER)},
            "order": {system: key_field(system) for system in systems_named(holdings.orders, Noun.ORDER)},
        },
        "keys_of": {kind: name for kind, name in owners.items() if name != holdings.name},
        "words": {
            "sale_state": {"quotation": "placed"},
            "channel": {channel.value.lower(): channel.value for channel in Channel},
            "method": {method.value.lower(): method.value for method in FulfilmentMethod},
            "unit": {symbol: unit for unit, symbol in SYMBOLS.items()},
        },
    }
