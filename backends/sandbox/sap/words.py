"""The customising of the pretend server: its codes for what we call by words."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final

from backends.records import Address, Money
from backends.sandbox.sap.edm import Value
from backends.vocabulary import Channel, FulfilmentMethod, ShipmentDirection

CHANNELS: Final[Mapping[Channel, str]] = {
    Channel.STORE: "10",
    Channel.ECOMMERCE: "20",
    Channel.MOBILE_APP: "21",
    Channel.MARKETPLACE: "30",
    Channel.CALL_CENTER: "40",
    Channel.SOCIAL: "50",
}
METHODS: Final[Mapping[FulfilmentMethod, str]] = {
    method: f"{place:02d}"
    for place, method in enumerate((each for each in FulfilmentMethod if each.value != "UNKNOWN"), start=1)
}
DIRECTIONS: Final[Mapping[ShipmentDirection, str]] = {ShipmentDirection.OUTBOUND: "J", ShipmentDirection.RETURN: "T"}
UNITS: Final[Mapping[str, str]] = {"EA": "EA", "KGM": "KG", "MTR": "M", "LTR": "L"}
VERIFIED: Final = "VERIFIED"


def day(moment: datetime | None) -> date | None:
    """The day of an instant; the server keeps UTC."""
    return None if moment is None else moment.astimezone(UTC).date()


def clock(moment: datetime | None) -> time | None:
    """The time of day of an instant."""
    return None if moment is None else moment.astimezone(UTC).time().replace(microsecond=0)


def major(money: Money | None) -> Decimal | None:
    """An amount in major units."""
    return None if money is None else Decimal(money.amount_minor).scaleb(-2)


def address(known: Address) -> dict[str, Value]:
    """An address; the lines go into the street and the lines before and behind it."""
    lines = (*known.lines, "", "", "")
    return {
        "StreetName": lines[0],
        "StreetPrefixName": lines[1],
        "StreetSuffixName": lines[2],
        "PostalCode": known.postal_code,
        "CityName": known.city,
        "Region": known.region,
        "Country": known.country,
    }
