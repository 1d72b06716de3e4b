"""The org's words for ours, where it has its own; and values as its fields hold them."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from backends.records import Address, Money
from backends.sandbox.salesforce.org import Value
from backends.vocabulary import Channel, FulfilmentMethod

CHANNELS: Final = {
    Channel.STORE: "Retail Store",
    Channel.ECOMMERCE: "Web Store",
    Channel.MARKETPLACE: "Marketplace",
    Channel.CALL_CENTER: "Contact Center",
    Channel.MOBILE_APP: "Mobile App",
    Channel.SOCIAL: "Social",
}
METHODS: Final = {
    FulfilmentMethod.CLICK_AND_COLLECT: "BOPIS",
    FulfilmentMethod.SHIP_FROM_STORE: "Ship from Store",
    FulfilmentMethod.SHIP_FROM_WAREHOUSE: "Standard Delivery",
}
PAYMENTS: Final = {"CARD": "CreditCard", "WALLET": "DigitalWallet", "GIFT_CARD": "GiftCard"}


def group_name(channel: Channel | None) -> str:
    """The location group at which a channel reserves."""
    return "EVERYWHERE" if channel is None else f"FOR_{channel.value}"


def label(member: StrEnum) -> str:
    """A word as a picklist shows it."""
    return member.value.replace("_", " ").capitalize()


def major(money: Money | None) -> Decimal | None:
    """An amount in major units, of which a currency here has a hundred minor ones."""
    return None if money is None else Decimal(money.amount_minor).scaleb(-2)


def instant(value: datetime | None) -> datetime | None:
    """In UTC."""
    return None if value is None else value.astimezone(UTC)


def address(begin: str, given: Address | None) -> dict[str, Value]:
    """The fields of a compound address whose names begin so."""
    if given is None:
        return {}
    return {
        f"{begin}Street": "\n".join(given.lines) or None,
        f"{begin}PostalCode": given.postal_code,
        f"{begin}City": given.city,
        f"{begin}State": given.region,
        f"{begin}Country": given.country,
    }
