"""Values that many nouns share: money, places, and where each part of an answer comes from."""

from datetime import datetime
from decimal import Decimal

import strawberry
from strawberry import Parent

from backends import ledger, records
from backends.ledger import seen
from resolvers.edges import Info, part
from resolvers.scalars import BigInt, CountryCode, CurrencyCode
from resolvers.words import FreshnessState, SystemRole

# ISO 4217 gives nearly every currency two minor digits; these are the others.
_EXPONENTS = dict.fromkeys(
    (
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ),
    0,
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)


def exponent(money: Parent[records.Money]) -> int:
    return _EXPONENTS.get(money.currency, 2)


def amount(money: Parent[records.Money]) -> Decimal:
    return Decimal(money.amount_minor).scaleb(-exponent(money))


@strawberry.type(description="An exact amount of money. Never converted, never summed across currencies.")
class Money:
    amount_minor: BigInt = part("The amount in minor units of the currency, e.g. cents.")
    currency: CurrencyCode = part("The currency, ISO 4217.")
    exponent: int = part("How many decimals the minor unit has: 2 for EUR, 0 for JPY.", of=exponent)
    amount: Decimal = part("The amount in major units of the currency, as an exact decimal in a string.", of=amount)


@strawberry.type(description="A postal address.")
class Address:
    lines: list[str] = part("Street lines, as the owning system has them; masked unless the asker may reveal them.")
    postal_code: str | None = part("Postal code. Null when the owning system has none.")
    city: str | None = part("Town. Null when the owning system has none.")
    region: str | None = part("State, province or county. Null when the owning system has none.")
    country: CountryCode | None = part("Country, ISO 3166-1 alpha-2. Null when the owning system has none.")


@strawberry.type(description="A point on Earth, WGS 84.")
class GeoPoint:
    latitude: float = part("Degrees north.")
    longitude: float = part("Degrees east.")


@strawberry.type(description="What another system calls this thing, or a paper about it.")
class ExternalRef:
    system: str = part("The configured name of the other system.")
    kind: str = part(
        "The noun (`order`, `customer`…) where it names this very thing, otherwise a word such as `invoice`."
    )
    value: str = part("The other system's key.")
    synced_at: datetime | None = part("When the two systems last agreed on it, UTC. Null when the system does not say.")


def state(stamp: Parent[ledger.Stamp], info: Info) -> FreshnessState:
    return seen(stamp, info.context.now)


def age_seconds(stamp: Parent[ledger.Stamp], info: Info) -> int | None:
    if stamp.fetched_at is None:
        return None
    return max(0, int((info.context.now - stamp.fetched_at).total_seconds()))


@strawberry.type(description="One system's part in an answer, and how old it is.")
class SourceStamp:
    system: str = part("The configured name of the system.")
    role: SystemRole = part("What the system is to the business.")
    state: FreshnessState = part("How the answer came by this system's data.", of=state)
    as_of: datetime | None = part("When the system says the data was true, UTC. Null when it does not say.")
    fetched_at: datetime | None = part("When the gateway read it, UTC. Null when it could not be read.")
    age_seconds: int | None = part("Whole seconds since it was read. Null when it could not be read.", of=age_seconds)
    error_code: str | None = part("Why the system could not answer, as in `errors.extensions.code`. Null when it did.")


@strawberry.interface(description="Anything assembled from systems says from which, and how old each part is.")
class Sourced:
    stamps: list[SourceStamp] = part("One entry for each system that took part.", name="freshness")


@strawberry.type(description="A system whose part is missing, or cannot be as the system says it is.")
class Gap:
    system: str = part("The configured name of the system.")
    role: SystemRole = part("What the system is to the business.")
    code: str = part(
        "Why: the same codes as in `errors.extensions.code`, or DATA_QUALITY where the system said what cannot be.",
        name="reason",
    )
    message: str = part("What happened, in a sentence.")
    retry_after: float | None = part(
        "After how many seconds the system may be asked again. Null when it does not say.", name="retryAfterSeconds"
    )


@strawberry.type(description="A total is only a total when `complete` is true; otherwise it is a lower bound.")
class Completeness:
    complete: bool = part("Whether everything that should be here is here.")
    missing: list[Gap] = part("The systems whose part is missing or doubtful, each once.")
    reason: str | None = part(
        "Why something may be missing though every system answered, e.g. SCAN_LIMIT. Usually null."
    )
