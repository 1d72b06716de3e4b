"""Who answered, and values that are made the same way for every noun."""

from decimal import Decimal

from backends import sources
from backends.amounts import money
from backends.errors import UnreadableRecord
from backends.records import Address, Associate, Money
from backends.salesforce import advice
from backends.salesforce.mapping import Mapped
from backends.salesforce.wire import CustomerRow, OrderRow, ShipmentRow


class Source(sources.Source[Mapped], frozen=True, kw_only=True):
    """The org that answered; `currency` and `unit` hold where a row names none; `percent`: rates are hundredfold."""

    currency: str | None
    unit: str
    percent: bool

    def associate(self, row: CustomerRow | OrderRow) -> Associate | None:
        """A member of the sales force; one without a name goes by her key."""
        if row.associate_key is None:
            return None
        return Associate(
            ref=self.own(row.associate_key),
            display_name=row.associate_name or row.associate_key,
            store=self.perhaps("associate_store", row.associate_store),
        )

    def money(self, amount: Decimal | None, currency: str | None) -> Money | None:
        """An amount in minor units, rounded half up; raises UnreadableRecord where no currency is known for it."""
        if amount is None:
            return None
        known = currency or self.currency
        if known is None:
            said = "Salesforce sent an amount without a currency: name a field for it, or `currency`."
            raise UnreadableRecord(said, advice=advice.TYPE)
        return money(amount, known)

    def rate(self, number: Decimal | None) -> float | None:
        """A share, from 0 to 1."""
        if number is None:
            return None
        return float(number.scaleb(-2) if self.percent else number)


def address(row: CustomerRow | ShipmentRow) -> Address | None:
    """An address, unless nothing of it is known; a country that is written out is not."""
    country = row.country.upper() if row.country and len(row.country) == 2 and row.country.isalpha() else None
    lines = tuple(line.strip() for line in (row.street or "").splitlines() if line.strip())
    if not any((lines, row.postal_code, row.city, row.region, country)):
        return None
    return Address(lines=lines, postal_code=row.postal_code, city=row.city, region=row.region, country=country)
