"""What is sold, and the places that sell it."""

from datetime import datetime

from backends.records.base import Address, GeoPoint, Money, Record, Ref, Value
from backends.vocabulary import Channel, LocationKind, MediaKind


class LocalText(Value, frozen=True, kw_only=True):
    """A text in one language (BCP 47)."""

    locale: str
    text: str


class Media(Value, frozen=True, kw_only=True):
    """A picture, film or document at an https URL; sizes in pixels."""

    kind: MediaKind
    url: str
    alt_text: str | None = None
    width: int | None = None
    height: int | None = None
    duration_seconds: int | None = None


class Product(Record, frozen=True, kw_only=True):
    """What is designed and described; its variants are what is sold."""

    brand: str | None = None
    category_path: tuple[str, ...] = ()
    default_locale: str
    updated_at: datetime
    titles: tuple[LocalText, ...] | None = None  # TEXTS
    media: tuple[Media, ...] | None = None  # MEDIA


class OptionValue(Value, frozen=True, kw_only=True):
    name: str
    value: str


class PriceEntry(Value, frozen=True, kw_only=True):
    """A price for a channel or a store; None means any."""

    channel: Channel | None = None
    store: Ref | None = None
    current: Money
    regular: Money | None = None
    tax_included: bool
    valid_until: datetime | None = None


class Variant(Record, frozen=True, kw_only=True):
    """What is sold: its key is the SKU; `gtin` has 14 digits; `unit` is UN/ECE Rec 20.

    `category_path` is its product's, broadest first, where the system knows it.
    """

    gtin: str | None = None
    product: Ref
    unit: str
    category_path: tuple[str, ...] = ()
    default_locale: str
    updated_at: datetime
    titles: tuple[LocalText, ...] | None = None  # TEXTS
    options: tuple[OptionValue, ...] | None = None  # TEXTS
    image: Media | None = None  # MEDIA
    prices: tuple[PriceEntry, ...] | None = None  # PRICES

    @property
    def sku(self) -> str:
        """The stock keeping unit: the one key that all the systems share."""
        return self.ref.key


class Location(Record, frozen=True, kw_only=True):
    """A place that holds or moves goods; `time_zone` is IANA."""

    kind: LocationKind
    name: str
    sort_name: str
    address: Address | None = None
    geo: GeoPoint | None = None
    time_zone: str | None = None
    pick_up_enabled: bool = False
    ship_from_enabled: bool = False
