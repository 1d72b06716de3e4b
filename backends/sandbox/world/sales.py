"""What was sold: one fact per sale, whatever the systems will say of it, and the arithmetic that follows from it.

All quantities are kept in thousandths, all money in minor units, so that sums are exact.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from typing import Final

from msgspec import Struct

from backends.sandbox.world.assortment import Article
from backends.sandbox.world.countries import Country
from backends.sandbox.world.moments import ANCHOR, NIGHT
from backends.sandbox.world.people import Person
from backends.sandbox.world.places import Place, Seller
from backends.vocabulary import Channel, FulfilmentMethod, PaymentStatus, ReturnStatus

_BACK: Final = (ReturnStatus.RECEIVED, ReturnStatus.RETURNED)


class Progress(IntEnum):
    """How far goods have come, earliest first."""

    PLACED = 1
    BACKORDERED = 2
    ALLOCATED = 3
    READY = 4
    SHIPPED = 5
    DELIVERED = 6
    CANCELLED = 7


class Line(Struct, frozen=True, kw_only=True):
    """One article of a sale: all of it has come equally far. `total` is rounded half up to the minor unit."""

    article: Article
    thousandths: int
    unit_minor: int
    total: int
    method: FulfilmentMethod
    progress: Progress

    @property
    def quantity(self) -> Decimal:
        """How much, in the article's unit."""
        return amount(self.thousandths)


class Takeback(Struct, frozen=True, kw_only=True):
    """Goods of one line on their way back, or back already; `line` is its place in the sale."""

    line: int
    thousandths: int
    status: ReturnStatus
    reason: str
    at: datetime
    place: Place

    @property
    def quantity(self) -> Decimal:
        """How much comes back."""
        return amount(self.thousandths)

    @property
    def is_back(self) -> bool:
        """Whether the house has the goods again."""
        return self.status in _BACK


class Promise(Struct, frozen=True):
    """What the customer was told when she ordered."""

    begins: datetime
    ends: datetime
    made_at: datetime


class Tender(Struct, frozen=True, kw_only=True):
    """One means of payment of a sale, in minor units."""

    kind: str
    label: str
    amount: int
    captured: int
    refunded: int
    status: PaymentStatus


class Sale(Struct, frozen=True, kw_only=True):
    """One sale: over the counter it is taken at once, otherwise the order system leads it.

    `source` is where the goods leave from; `store` the till, or where they are collected. `buyer_key` is the CRM key
    that she had when she ordered, if it is not the one she has now.
    """

    number: int
    buyer: Person | None
    buyer_key: str | None = None
    country: Country
    channel: Channel
    over_the_counter: bool = False
    store: Place | None = None
    seller: Seller | None = None
    source: Place
    placed_at: datetime
    progress: Progress
    lines: tuple[Line, ...]
    shipping: int = 0
    discount: int = 0
    promise: Promise | None = None
    expected_at: datetime | None = None
    delivered_at: datetime | None = None
    takebacks: tuple[Takeback, ...] = ()

    @property
    def currency(self) -> str:
        """What it is paid in."""
        return self.country.currency

    @property
    def goods(self) -> int:
        """The sum of the lines, tax included."""
        return sum(line.total for line in self.lines)

    @property
    def total(self) -> int:
        """What the customer owes: the lines and the shipping, less the discount."""
        return self.goods + self.shipping - self.discount

    @property
    def tax(self) -> int:
        """The part of the total that is tax, rounded half up."""
        return (2 * self.total * self.country.vat + 100 + self.country.vat) // (2 * (100 + self.country.vat))

    @property
    def updated_at(self) -> datetime:
        """When anything last happened to it."""
        latest = max((self.placed_at, self.delivered_at or self.placed_at, *(back.at for back in self.takebacks)))
        return min(latest + timedelta(minutes=7), ANCHOR)

    @property
    def version(self) -> int:
        """Grows with everything that happens to it."""
        return int(self.progress) + len(self.takebacks) * 2

    @property
    def in_erp(self) -> bool:
        """The books get, at night, what nothing has happened to since; of the tickets every third one."""
        return self.updated_at <= NIGHT and (self.number % 3 == 0 or not self.over_the_counter)

    @property
    def handed_over(self) -> bool:
        """Whether a till printed a ticket when an order was collected."""
        return not self.over_the_counter and self.store is not None and self.progress is Progress.DELIVERED


def line(article: Article, thousandths: int, currency: str, method: FulfilmentMethod, progress: Progress) -> Line:
    """So much of an article at today's price."""
    price = article.price(currency)
    return Line(
        article=article,
        thousandths=thousandths,
        unit_minor=price,
        total=(price * thousandths + 500) // 1000,
        method=method,
        progress=progress,
    )


def refund(sale: Sale, takeback: Takeback) -> int:
    """What the customer gets back: her part of the line, less its part of the discount."""
    bought = sale.lines[takeback.line]
    share = bought.total * takeback.thousandths // bought.thousandths
    return share - (sale.discount * share // sale.goods if sale.goods else 0)


def tenders(sale: Sale) -> tuple[Tender, ...]:
    """How it was paid; every eleventh partly by gift card. The money is taken when the goods leave."""
    gift = min(2500, sale.total // 2) if sale.number % 11 == 0 else 0
    due = _captured(sale)
    back = sum(refund(sale, takeback) for takeback in sale.takebacks if takeback.status is ReturnStatus.RETURNED)
    if sale.progress is Progress.CANCELLED:
        due, back = sale.total, sale.total
    return tuple(_shared(sale, gift, due, back))


def _captured(sale: Sale) -> int:
    """The money of what has left, the whole of it once nothing else is to come."""
    left = [line for line in sale.lines if line.progress in (Progress.SHIPPED, Progress.DELIVERED)]
    if len(left) == len(sale.lines):
        return sale.total
    return max(0, min(sale.total, sum(line.total for line in left) - sale.discount)) if left else 0


def _shared(sale: Sale, gift: int, due: int, back: int) -> Iterator[Tender]:
    """A gift card is used up first and filled up last."""
    rest = sale.total - gift
    back_to_rest = min(back, rest, max(0, due - gift))
    if gift:
        yield _tender("GIFT_CARD", "Gift card", gift, min(due, gift), back - back_to_rest)
    yield _tender(*_MEANS[sale.number % len(_MEANS)], rest, max(0, due - gift), back_to_rest)


_MEANS: Final = (("CARD", "Bank card"), ("CARD", "Bank card"), ("WALLET", "Phone wallet"), ("CARD", "Debit card"))


def _tender(kind: str, label: str, amount: int, captured: int, refunded: int) -> Tender:
    status = _status(amount, captured, refunded)
    return Tender(kind=kind, label=label, amount=amount, captured=captured, refunded=refunded, status=status)


def _status(amount: int, captured: int, refunded: int) -> PaymentStatus:
    if refunded:
        return PaymentStatus.REFUNDED if refunded == captured else PaymentStatus.PARTIALLY_REFUNDED
    if captured == amount:
        return PaymentStatus.PAID
    return PaymentStatus.PARTIALLY_PAID if captured else PaymentStatus.AUTHORIZED


@lru_cache(maxsize=4096)
def amount(thousandths: int) -> Decimal:
    """A quantity: whole pieces without decimals, weights with three."""
    return Decimal(thousandths // 1000) if thousandths % 1000 == 0 else Decimal(thousandths).scaleb(-3)
