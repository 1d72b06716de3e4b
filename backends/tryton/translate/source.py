"""Who answered, and values that are made the same way for every noun."""

from backends import sources
from backends.records import Address, Associate
from backends.tryton.mapping import Mapped
from backends.tryton.wire import AddressRow, CustomerRow, OrderRow, ShipmentRow


class Source(sources.Source[Mapped], frozen=True, kw_only=True):
    """The database that answered; `unit` holds where a row names none."""

    unit: str

    def associate(self, row: CustomerRow | OrderRow) -> Associate | None:
        """A member of the sales force; one without a name goes by her key."""
        if row.associate_key is None:
            return None
        return Associate(ref=self.own(row.associate_key), display_name=row.associate_name or row.associate_key)


def address(row: AddressRow | ShipmentRow) -> Address | None:
    """An address, unless nothing of it is known."""
    lines = tuple(line.strip() for line in (row.street or "").splitlines() if line.strip())
    if not any((lines, row.postal_code, row.city, row.region, row.country)):
        return None
    return Address(lines=lines, postal_code=row.postal_code, city=row.city, region=row.region, country=row.country)
