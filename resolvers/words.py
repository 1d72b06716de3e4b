"""The vocabulary as the graph shows it: a sentence for each list and each word.

The graph's modules take the lists from here, so that Strawberry never meets one that is not described yet.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import strawberry

from backends.vocabulary import (
    Channel,
    ConsentPurpose,
    ConsentState,
    ContactKind,
    FreshnessState,
    FulfilmentMethod,
    FulfilmentStatus,
    LocationKind,
    MediaKind,
    OrderStatus,
    PaymentStatus,
    PreferenceOrigin,
    ReturnStatus,
    ShipmentDirection,
    ShipmentStatus,
    StockSignal,
    SupplyStage,
    SystemRole,
)

__all__ = [
    "WORDS",
    "Channel",
    "ConsentPurpose",
    "ConsentState",
    "ContactKind",
    "FreshnessState",
    "FulfilmentMethod",
    "FulfilmentStatus",
    "LocationKind",
    "MediaKind",
    "OrderStatus",
    "PaymentStatus",
    "PreferenceOrigin",
    "ReturnStatus",
    "ShipmentDirection",
    "ShipmentStatus",
    "StockSignal",
    "SupplyStage",
    "SystemRole",
]

_UNKNOWN = "A word that the gateway does not know; the owning system's own word is beside it where there is one."


def _shown(enum: type[StrEnum], description: str, words: Mapping[str, str]) -> type[StrEnum]:
    """The enum with a description on itself and on every value."""
    shown = strawberry.enum(enum, description=description)
    for value in shown.__strawberry_definition__.values:  # type: ignore[attr-defined]  # set by the decorator
        value.description = words.get(value.name, _UNKNOWN)
    return shown


WORDS: Mapping[str, type[StrEnum]] = MappingProxyType(
    {
        enum.__name__: _shown(enum, description, words)
        for enum, description, words in (
            (
                SystemRole,
                "What a system is to the business.",
                {
                    "CRM": "Customers.",
                    "OMS": "Orders of all channels and reservations.",
                    "ERP": "Purchasing, prices, places, bookkeeping.",
                    "WMS": "Stock in warehouses.",
                    "TMS": "Shipments and carriers.",
                    "POS": "Tills and stock in stores.",
                    "PIM": "Product information.",
                    "FORECAST": "Demand forecasts.",
                    "TRACEABILITY": "Origin and composition.",
                    "RECOMMENDER": "Recommendations.",
                },
            ),
            (
                FreshnessState,
                "How an answer came by its data.",
                {
                    "LIVE": "Read for this question.",
                    "CACHED": "Read for an earlier question, and still fresh.",
                    "STALE": "No longer fresh, given because the system failed.",
                    "PARTIAL": "The system answered some of what it was asked.",
                    "UNAVAILABLE": "The system did not answer.",
                },
            ),
            (
                Channel,
                "Where a sale happens.",
                {
                    "STORE": "In a store.",
                    "ECOMMERCE": "On the retailer's own site.",
                    "MARKETPLACE": "On somebody else's site.",
                    "CALL_CENTER": "On the telephone.",
                    "MOBILE_APP": "In the retailer's app.",
                    "SOCIAL": "On a social network.",
                },
            ),
            (
                OrderStatus,
                "The order's life as a whole, derived from its lines.",
                {
                    "DRAFT": "Not placed yet.",
                    "PLACED": "Placed, not accepted yet.",
                    "CONFIRMED": "Accepted, nothing done yet.",
                    "IN_PROGRESS": "Some of it is allocated or on its way.",
                    "ON_HOLD": "Stopped by its owner.",
                    "COMPLETED": "All that was not cancelled is delivered.",
                    "CANCELLED": "All of it is cancelled.",
                },
            ),
            (
                PaymentStatus,
                "How far the money has come.",
                {
                    "NONE": "Nothing is to be paid, and nothing was.",
                    "PENDING": "To be paid.",
                    "AUTHORIZED": "Authorised, not captured.",
                    "PARTIALLY_PAID": "Some of it is captured.",
                    "PAID": "All of it is captured.",
                    "PARTIALLY_REFUNDED": "Some of it was given back.",
                    "REFUNDED": "All of it was given back.",
                    "FAILED": "The payment failed.",
                },
            ),
            (
                FulfilmentStatus,
                "How far the goods have come.",
                {
                    "UNFULFILLED": "Nothing is reserved or sent.",
                    "ALLOCATED": "All of it is reserved, nothing is sent.",
                    "PARTIALLY_FULFILLED": "Some of it is sent or handed over.",
                    "READY_FOR_PICKUP": "Waiting to be collected.",
                    "FULFILLED": "All of it is sent.",
                    "DELIVERED": "All of it has arrived.",
                    "BACKORDERED": "Waiting for supply.",
                },
            ),
            (
                ReturnStatus,
                "How far goods have come back.",
                {
                    "NONE": "Nothing comes back.",
                    "REQUESTED": "A return was asked for.",
                    "IN_TRANSIT": "On the way back.",
                    "RECEIVED": "Back, not decided yet.",
                    "PARTIALLY_RETURNED": "Some of it came back.",
                    "RETURNED": "All of it came back.",
                    "REJECTED": "The return was refused.",
                },
            ),
            (
                FulfilmentMethod,
                "How a line reaches the customer.",
                {
                    "TAKE_NOW": "Handed over at the till.",
                    "RESERVE_IN_STORE": "Kept in a store until she comes, paid there.",
                    "CLICK_AND_COLLECT": "Bought elsewhere, collected in a store that has it.",
                    "SHIP_TO_STORE": "Sent to a store, collected there.",
                    "SHIP_FROM_STORE": "Sent to her from a store.",
                    "SHIP_FROM_WAREHOUSE": "Sent to her from a warehouse.",
                    "DROP_SHIP": "Sent to her by a supplier.",
                    "PICKUP_POINT": "Collected at a carrier's pick-up point.",
                },
            ),
            (
                ShipmentStatus,
                "Where a shipment is: the only tracking vocabulary; carriers' codes map to it.",
                {
                    "PENDING": "Announced, nothing printed.",
                    "LABEL_CREATED": "The label is printed.",
                    "PICKED_UP": "The carrier has it.",
                    "IN_TRANSIT": "On its way.",
                    "CUSTOMS": "In customs.",
                    "OUT_FOR_DELIVERY": "In the van.",
                    "READY_FOR_PICKUP": "Waiting to be collected.",
                    "ATTEMPTED": "Nobody was there.",
                    "DELAYED": "The carrier says that it is late.",
                    "EXCEPTION": "Something went wrong.",
                    "DELIVERED": "Delivered.",
                    "COLLECTED": "Collected.",
                    "RETURNING": "On its way back.",
                    "RETURNED": "Back at the sender.",
                    "CANCELLED": "Cancelled.",
                },
            ),
            (
                ShipmentDirection,
                "Which way a shipment goes.",
                {
                    "OUTBOUND": "To a customer.",
                    "RETURN": "From a customer.",
                    "TRANSFER": "Between places of the retailer.",
                    "INBOUND": "From a supplier.",
                },
            ),
            (
                ContactKind,
                "A way to reach a person.",
                {
                    "EMAIL": "E-mail.",
                    "PHONE": "Telephone.",
                    "MESSAGING": "A messaging service.",
                    "POSTAL": "Post.",
                },
            ),
            (
                ConsentPurpose,
                "What a person may have agreed to.",
                {
                    "EMAIL_MARKETING": "Advertising by e-mail.",
                    "SMS_MARKETING": "Advertising by text message.",
                    "CALL": "Telephone calls.",
                    "MESSAGING": "Messages by a messaging service.",
                    "PROFILING": "Analysing what she buys.",
                    "DATA_SHARING": "Passing data on to partners.",
                },
            ),
            (
                ConsentState,
                "Whether the person agreed.",
                {
                    "GRANTED": "Yes.",
                    "DENIED": "No.",
                    "PENDING": "Asked, not answered.",
                    "WITHDRAWN": "Once yes, now no.",
                    "UNKNOWN": "Not known, or a system that may hold a refusal is silent: treat as no.",
                },
            ),
            (
                PreferenceOrigin,
                "How a preference came to be known.",
                {
                    "DECLARED": "She said so.",
                    "OBSERVED": "Seen in what she buys.",
                    "ASSOCIATE": "Noted by an associate.",
                    "INFERRED": "Computed.",
                },
            ),
            (
                LocationKind,
                "What kind of place holds or moves goods.",
                {
                    "STORE": "A store.",
                    "WAREHOUSE": "A warehouse.",
                    "HUB": "A place where goods change vehicles.",
                    "SUPPLIER": "A supplier's place.",
                    "DROP_SHIPPER": "A supplier's place that sends to customers.",
                    "VIRTUAL": "No real place.",
                },
            ),
            (
                SupplyStage,
                "Where inbound goods are now, earliest first. By default a promise counts on CONFIRMED and later.",
                {
                    "PROPOSED": "A forecast proposes it.",
                    "ORDERED": "Ordered, not confirmed.",
                    "CONFIRMED": "The supplier confirmed.",
                    "IN_PRODUCTION": "Being made.",
                    "READY_TO_SHIP": "Waiting to leave the supplier.",
                    "IN_TRANSIT": "On its way.",
                    "CUSTOMS": "In customs.",
                    "AT_HUB": "At a hub on the way.",
                    "RECEIVING": "Being counted where it arrived.",
                },
            ),
            (
                StockSignal,
                "What an associate may say of the stock in one word.",
                {
                    "IN_STOCK": "There is some.",
                    "LOW_STOCK": "There is little.",
                    "INBOUND_ONLY": "None to sell now, but some is coming.",
                    "OUT_OF_STOCK": "None to sell, none coming.",
                    "NOT_STOCKED": "No place in the scope keeps it.",
                    "NOT_TRACKED": "Sold without being counted.",
                    "UNKNOWN": "A system that would know is silent.",
                },
            ),
            (
                MediaKind,
                "What a medium is.",
                {
                    "IMAGE": "A picture.",
                    "VIDEO": "A film.",
                    "DOCUMENT": "A document.",
                    "MODEL_3D": "A model in three dimensions.",
                },
            ),
        )
    }
)
