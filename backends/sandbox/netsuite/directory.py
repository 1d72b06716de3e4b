"""Rows that several others refer to: places, items, units, currencies, people of the house."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from backends.records import Address, Associate, Location, Money, Ref, Variant
from backends.sandbox.netsuite.books import Books
from backends.sandbox.netsuite.schema import key_field
from backends.vocabulary import LocationKind, Noun

UNITS: Final = {"EA": "Each", "KGM": "Kilogram", "MTR": "Meter", "PR": "Pair"}
LOCATION_TYPES: Final = {LocationKind.STORE: "Store", LocationKind.WAREHOUSE: "Warehouse"}
_CURRENCIES: Final = {"EUR": "Euro", "GBP": "British pound", "USD": "US Dollar"}


class Directory:
    """Adds each of them once."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self._ids: dict[tuple[str, str], int] = {}
        for member in ("Store", "Warehouse"):
            self._once("locationtype", member, name=member)

    def place(self, location: Location) -> None:
        """A location of which all is known."""
        row = self._once("location", location.key, externalid=location.key)
        kind = LOCATION_TYPES.get(location.kind)
        self.books.change(
            "location",
            row,
            name=location.name,
            fullname=location.name,
            isinactive=False,
            timezone=location.time_zone,
            allowstorepickup=location.pick_up_enabled,
            makeinventoryavailable=location.ship_from_enabled,
            mainaddress=self.address("locationmainaddress", location.address),
            latitude=None if location.geo is None else location.geo.latitude,
            longitude=None if location.geo is None else location.geo.longitude,
            lastmodifieddate=location.updated_at,
            locationtype=None if kind is None else self._ids["locationtype", kind],
            **{key_field("location", ref.system): ref.value for ref in location.refs if ref.kind == Noun.LOCATION},
        )

    def location(self, ref: Ref | None) -> int | None:
        """The location with an external id; one of which only that is known is added."""
        if ref is None:
            return None
        name = f"Location {ref.key}"
        return self._once("location", ref.key, externalid=ref.key, name=name, fullname=name, isinactive=False)

    def article(self, variant: Variant) -> int:
        """An item of which all is known."""
        row = self.item(variant.key, variant.unit)
        path = " : ".join(variant.category_path)
        self.books.change(
            "item",
            row,
            upccode=variant.gtin,
            custitem_product_key=variant.product.key,
            custitem_locale=variant.default_locale,
            lastmodifieddate=variant.updated_at,
            **{"class": self._once("classification", path, name=variant.category_path[-1], fullname=path)}
            if variant.category_path
            else {},
        )
        return row

    def item(self, sku: str, unit: str | None = None, title: str | None = None, *, counted: bool = True) -> int:
        """The item that is sold under a SKU."""
        row = self._once(
            "item",
            sku,
            itemid=sku,
            externalid=sku,
            displayname=title or sku,
            itemtype="InvtPart" if counted else "NonInvtPart",
            isinactive=False,
        )
        if unit is not None:
            self.books.change("item", row, stockunit=self.unit(unit))
        return row

    def unit(self, code: str) -> int:
        """A unit of measure, by its UN/ECE code."""
        return self._once("unitstypeuom", code, name=UNITS.get(code, code), abbreviation=code)

    def currency(self, code: str) -> int:
        """A currency, by its ISO code."""
        return self._once("currency", code, symbol=code, name=_CURRENCIES.get(code, code))

    def employee(self, associate: Associate | None) -> int | None:
        """The employee that a member of the sales force is."""
        if associate is None:
            return None
        key = associate.ref.key
        place = self.location(associate.store)
        return self._once("employee", key, externalid=key, entityid=associate.display_name, location=place)

    def vendor(self, name: str | None) -> int | None:
        """A supplier."""
        if name is None:
            return None
        return self._entity("vendor", name, companyname=name)

    def ship_method(self, name: str | None) -> int | None:
        """A way to ship, called like its carrier."""
        return None if name is None else self._once("shipmethod", name, name=name)

    def price_level(self, name: str) -> int:
        """A level of prices."""
        return self._once("pricelevel", name, name=name)

    def address(self, table: str, given: Address | None) -> int | None:
        """An address of one of the tables that hold them."""
        if given is None:
            return None
        lines = dict(zip(("addr1", "addr2", "addr3"), given.lines, strict=False))
        rest = {"city": given.city, "state": given.region, "zip": given.postal_code, "country": given.country}
        key = len(self._ids) + 1
        self._ids["address", str(key)] = key
        self.books.put(table, nkey=key, **lines, **rest)
        return key

    def entity(self, row: int, name: str) -> None:
        """What a customer or a vendor is called where a transaction names one."""
        self.books.put("entity", id=row, entityid=name)

    def _entity(self, table: str, name: str, **values: str) -> int:
        known = (table, name) in self._ids
        row = self._once(table, name, entityid=name, **values)
        if not known:
            self.entity(row, name)
        return row

    def _once(self, table: str, name: str, /, **values: str | int | bool | datetime | None) -> int:
        if (table, name) not in self._ids:
            self._ids[table, name] = self.books.add(table, **values)
        return self._ids[table, name]


def major(money: Money | None) -> Decimal | None:
    """An amount in major units, of which a currency here has a hundred minor ones."""
    return None if money is None else Decimal(money.amount_minor).scaleb(-2)
