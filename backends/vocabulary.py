"""The closed lists of words that the retailer's systems are translated into.

Every list that a system can feed has UNKNOWN: a word we do not know is never guessed.
"""

from enum import StrEnum


class Noun(StrEnum):
    """A kind of thing that systems serve; each has one port."""

    CUSTOMER = "customer"
    ORDER = "order"
    SHIPMENT = "shipment"
    PRODUCT = "product"
    VARIANT = "variant"
    LOCATION = "location"
    STOCK = "stock"
    INBOUND = "inbound"
    DEMAND = "demand"


class Facet(StrEnum):
    """A named group of a noun's fields that systems answer together."""

    HEAD = "head"
    IDENTITIES = "identities"
    CONTACTS = "contacts"
    CONSENTS = "consents"
    LOYALTY = "loyalty"
    PROFILE = "profile"
    METRICS = "metrics"
    LINES = "lines"
    PAYMENTS = "payments"
    RETURNS = "returns"
    PACKAGES = "packages"
    EVENTS = "events"
    TEXTS = "texts"
    MEDIA = "media"
    PRICES = "prices"
    COUNTS = "counts"
    RESERVATIONS = "reservations"
    SAFETY = "safety"


FacetTable = dict[Noun, frozenset[Facet]]

FACETS: FacetTable = {
    Noun.CUSTOMER: frozenset(
        {
            Facet.HEAD,
            Facet.IDENTITIES,
            Facet.CONTACTS,
            Facet.CONSENTS,
            Facet.LOYALTY,
            Facet.PROFILE,
            Facet.METRICS,
        }
    ),
    Noun.ORDER: frozenset({Facet.HEAD, Facet.IDENTITIES, Facet.LINES, Facet.PAYMENTS, Facet.RETURNS}),
    Noun.SHIPMENT: frozenset({Facet.HEAD, Facet.PACKAGES, Facet.LINES, Facet.EVENTS}),
    Noun.PRODUCT: frozenset({Facet.HEAD, Facet.TEXTS, Facet.MEDIA}),
    Noun.VARIANT: frozenset({Facet.HEAD, Facet.TEXTS, Facet.MEDIA, Facet.PRICES}),
    Noun.LOCATION: frozenset({Facet.HEAD, Facet.IDENTITIES}),
    Noun.STOCK: frozenset({Facet.HEAD, Facet.COUNTS, Facet.RESERVATIONS, Facet.SAFETY}),
    Noun.INBOUND: frozenset({Facet.HEAD, Facet.IDENTITIES}),
    Noun.DEMAND: frozenset({Facet.HEAD}),
}
"""The facets each noun has. HEAD is the record itself and is always asked."""

ADDITIVE: FacetTable = {
    Noun.CUSTOMER: frozenset({Facet.IDENTITIES, Facet.CONTACTS, Facet.CONSENTS, Facet.PROFILE}),
    Noun.STOCK: frozenset({Facet.COUNTS, Facet.RESERVATIONS, Facet.SAFETY}),
    Noun.INBOUND: frozenset({Facet.HEAD}),
}
"""Facets to which every system that serves them contributes; the others are answered by one system.

Of goods on their way each system sees a stretch: HEAD says how far they are.
"""


class SystemRole(StrEnum):
    """What a system is to the business."""

    CRM = "CRM"
    OMS = "OMS"
    ERP = "ERP"
    WMS = "WMS"
    TMS = "TMS"
    POS = "POS"
    PIM = "PIM"
    FORECAST = "FORECAST"
    TRACEABILITY = "TRACEABILITY"
    RECOMMENDER = "RECOMMENDER"


class FreshnessState(StrEnum):
    """How an answer came by its data."""

    LIVE = "LIVE"
    CACHED = "CACHED"
    STALE = "STALE"
    PARTIAL = "PARTIAL"
    UNAVAILABLE = "UNAVAILABLE"


class Channel(StrEnum):
    """Where a sale happens."""

    STORE = "STORE"
    ECOMMERCE = "ECOMMERCE"
    MARKETPLACE = "MARKETPLACE"
    CALL_CENTER = "CALL_CENTER"
    MOBILE_APP = "MOBILE_APP"
    SOCIAL = "SOCIAL"
    UNKNOWN = "UNKNOWN"


class OrderStatus(StrEnum):
    """The order's life as a whole, derived from its lines."""

    DRAFT = "DRAFT"
    PLACED = "PLACED"
    CONFIRMED = "CONFIRMED"
    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    UNKNOWN = "UNKNOWN"


class PaymentStatus(StrEnum):
    """How far the money has come."""

    NONE = "NONE"
    PENDING = "PENDING"
    AUTHORIZED = "AUTHORIZED"
    PARTIALLY_PAID = "PARTIALLY_PAID"
    PAID = "PAID"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    REFUNDED = "REFUNDED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


class FulfilmentStatus(StrEnum):
    """How far the goods have come."""

    UNFULFILLED = "UNFULFILLED"
    ALLOCATED = "ALLOCATED"
    PARTIALLY_FULFILLED = "PARTIALLY_FULFILLED"
    READY_FOR_PICKUP = "READY_FOR_PICKUP"
    FULFILLED = "FULFILLED"
    DELIVERED = "DELIVERED"
    BACKORDERED = "BACKORDERED"
    UNKNOWN = "UNKNOWN"


class ReturnStatus(StrEnum):
    """How far goods have come back."""

    NONE = "NONE"
    REQUESTED = "REQUESTED"
    IN_TRANSIT = "IN_TRANSIT"
    RECEIVED = "RECEIVED"
    PARTIALLY_RETURNED = "PARTIALLY_RETURNED"
    RETURNED = "RETURNED"
    REJECTED = "REJECTED"
    UNKNOWN = "UNKNOWN"


class FulfilmentMethod(StrEnum):
    """How a line reaches the customer."""

    TAKE_NOW = "TAKE_NOW"
    RESERVE_IN_STORE = "RESERVE_IN_STORE"
    CLICK_AND_COLLECT = "CLICK_AND_COLLECT"
    SHIP_TO_STORE = "SHIP_TO_STORE"
    SHIP_FROM_STORE = "SHIP_FROM_STORE"
    SHIP_FROM_WAREHOUSE = "SHIP_FROM_WAREHOUSE"
    DROP_SHIP = "DROP_SHIP"
    PICKUP_POINT = "PICKUP_POINT"
    UNKNOWN = "UNKNOWN"


class ShipmentStatus(StrEnum):
    """The only tracking vocabulary; carriers' codes map to it."""

    PENDING = "PENDING"
    LABEL_CREATED = "LABEL_CREATED"
    PICKED_UP = "PICKED_UP"
    IN_TRANSIT = "IN_TRANSIT"
    CUSTOMS = "CUSTOMS"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    READY_FOR_PICKUP = "READY_FOR_PICKUP"
    ATTEMPTED = "ATTEMPTED"
    DELAYED = "DELAYED"
    EXCEPTION = "EXCEPTION"
    DELIVERED = "DELIVERED"
    COLLECTED = "COLLECTED"
    RETURNING = "RETURNING"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"
    UNKNOWN = "UNKNOWN"


class ShipmentDirection(StrEnum):
    """Which way a shipment goes."""

    OUTBOUND = "OUTBOUND"
    RETURN = "RETURN"
    TRANSFER = "TRANSFER"
    INBOUND = "INBOUND"
    UNKNOWN = "UNKNOWN"


class ContactKind(StrEnum):
    """A way to reach a person."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    MESSAGING = "MESSAGING"
    POSTAL = "POSTAL"
    UNKNOWN = "UNKNOWN"


class ConsentPurpose(StrEnum):
    """What a person may have agreed to."""

    EMAIL_MARKETING = "EMAIL_MARKETING"
    SMS_MARKETING = "SMS_MARKETING"
    CALL = "CALL"
    MESSAGING = "MESSAGING"
    PROFILING = "PROFILING"
    DATA_SHARING = "DATA_SHARING"
    UNKNOWN = "UNKNOWN"


class ConsentState(StrEnum):
    """Whether the person agreed."""

    GRANTED = "GRANTED"
    DENIED = "DENIED"
    PENDING = "PENDING"
    WITHDRAWN = "WITHDRAWN"
    UNKNOWN = "UNKNOWN"


class PreferenceOrigin(StrEnum):
    """How we came to know a preference."""

    DECLARED = "DECLARED"
    OBSERVED = "OBSERVED"
    ASSOCIATE = "ASSOCIATE"
    INFERRED = "INFERRED"
    UNKNOWN = "UNKNOWN"


class LocationKind(StrEnum):
    """What kind of place holds or moves goods."""

    STORE = "STORE"
    WAREHOUSE = "WAREHOUSE"
    HUB = "HUB"
    SUPPLIER = "SUPPLIER"
    DROP_SHIPPER = "DROP_SHIPPER"
    VIRTUAL = "VIRTUAL"
    UNKNOWN = "UNKNOWN"


class SupplyStage(StrEnum):
    """Where inbound goods are now, earliest first."""

    PROPOSED = "PROPOSED"
    ORDERED = "ORDERED"
    CONFIRMED = "CONFIRMED"
    IN_PRODUCTION = "IN_PRODUCTION"
    READY_TO_SHIP = "READY_TO_SHIP"
    IN_TRANSIT = "IN_TRANSIT"
    CUSTOMS = "CUSTOMS"
    AT_HUB = "AT_HUB"
    RECEIVING = "RECEIVING"
    UNKNOWN = "UNKNOWN"


class StockSignal(StrEnum):
    """What an associate may say of the stock in one word."""

    IN_STOCK = "IN_STOCK"
    LOW_STOCK = "LOW_STOCK"
    INBOUND_ONLY = "INBOUND_ONLY"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    NOT_STOCKED = "NOT_STOCKED"
    NOT_TRACKED = "NOT_TRACKED"
    UNKNOWN = "UNKNOWN"


class MediaKind(StrEnum):
    """What a medium is."""

    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    DOCUMENT = "DOCUMENT"
    MODEL_3D = "MODEL_3D"
    UNKNOWN = "UNKNOWN"


class StockConvention(StrEnum):
    """What a system means by the number it calls on hand."""

    GROSS = "GROSS"  # physical, committed and held goods included
    NET = "NET"  # physical less committed and held
    AVAILABLE = "AVAILABLE"  # only what can be sold is known


class SortField(StrEnum):
    """What a page can be sorted by; the record's attribute of the same name."""

    PLACED_AT = "placed_at"
    UPDATED_AT = "updated_at"
    SHIPPED_AT = "shipped_at"
    ETA = "eta"
    DUE = "due"
    NAME = "sort_name"
    KEY = "key"
