"""The account's tables as SuiteQL knows them: their columns, of which kind each is, and what its value is called."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final, TypeAlias

from msgspec import Struct


class Kind(Enum):
    """What a column holds; dates and instants are texts that sort, in the account's time zone."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    INSTANT = "instant"
    FLAG = "flag"


class Shown(Struct, frozen=True):
    """Where the names of a column's values are: of a table's rows by their key, or of a list of the account."""

    table: str
    key: str = "id"
    name: str = "name"


class Column(Struct, frozen=True):
    """`indexed`: it is often asked by."""

    name: str
    kind: Kind = Kind.TEXT
    shown: Shown | None = None
    indexed: bool = False


class Table(Struct, frozen=True):
    """Its name and columns; `serial`: rows get an id when they are added."""

    name: str
    columns: Mapping[str, Column]
    serial: bool = True


Schema: TypeAlias = Mapping[str, Table]

_T, _N, _D, _I, _F = Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.INSTANT, Kind.FLAG
LISTS: Final = "customlist"
"""Where the values of custom lists are: not a table that SuiteQL knows."""


def _columns(kind: Kind, names: str, *, indexed: bool = False) -> list[Column]:
    return [Column(name, kind, indexed=indexed) for name in names.split()]


def _to(name: str, table: str, key: str = "id", shown: str = "name") -> Column:
    """A column that holds another row's key."""
    return Column(name, _N, Shown(table, key, shown), indexed=True)


def _listed(name: str) -> Column:
    """A column that holds a value of a list that is called like it."""
    return Column(name, _N, Shown(LISTS))


def _table(name: str, *columns: Column | Iterable[Column], serial: bool = True) -> Table:
    flat = [each for group in columns for each in ([group] if isinstance(group, Column) else group)]
    key = [Column("id", _N, indexed=True)] if serial else []
    return Table(name, {column.name: column for column in [*key, *flat]}, serial)


_ADDRESS: Final = _columns(_T, "addr1 addr2 addr3 city state zip country")
_TABLES: Final = (
    _table("currency", _columns(_T, "name symbol")),
    _table("classification", _columns(_T, "name fullname")),
    _table("employee", _columns(_T, "entityid externalid"), _to("location", "location")),
    _table("vendor", _columns(_T, "entityid companyname country")),
    _table("unitstypeuom", _columns(_T, "name abbreviation")),
    _table("pricelevel", _columns(_T, "name")),
    _table("locationtype", _columns(_T, "name")),
    _table(
        "customer",
        _columns(_T, "externalid email phone", indexed=True),
        _columns(_T, "entityid altname companyname firstname lastname mobilephone"),
        _columns(_F, "isperson isinactive custentity_email_verified custentity_phone_verified"),
        _columns(_I, "datecreated lastmodifieddate"),
        _to("salesrep", "employee", shown="entityid"),
        _to("custentity_home_store", "location"),
        _columns(_T, "custentity_sort_name custentity_locale custentity_loyalty_number"),
        _columns(_D, "custentity_birthday"),
    ),
    _table(
        "customeraddressbook",
        [Column("internalid", _N), Column("entity", _N, indexed=True), Column("addressbookaddress", _N)],
        _columns(_T, "label"),
        _columns(_F, "defaultshipping defaultbilling"),
        serial=False,
    ),
    _table("customeraddressbookentityaddress", [Column("nkey", _N, indexed=True)], _ADDRESS, serial=False),
    _table(
        "location",
        _columns(_T, "externalid name fullname timezone"),
        _columns(_F, "isinactive allowstorepickup makeinventoryavailable"),
        _columns(_N, "mainaddress latitude longitude"),
        _columns(_I, "lastmodifieddate"),
        _to("locationtype", "locationtype"),
    ),
    _table("locationmainaddress", [Column("nkey", _N, indexed=True)], _ADDRESS, serial=False),
    _table(
        "item",
        _columns(_T, "externalid itemid", indexed=True),
        _columns(_T, "displayname itemtype upccode custitem_product_key custitem_locale"),
        _columns(_F, "isinactive"),
        _columns(_I, "lastmodifieddate"),
        _to("class", "classification", shown="fullname"),
        _to("stockunit", "unitstypeuom"),
    ),
    _table(
        "itemprice",
        _to("item", "item", shown="itemid"),
        _to("currencypage", "currency"),
        _to("pricelevel", "pricelevel"),
        _columns(_T, "pricelevelname"),
        _columns(_N, "price"),
        serial=False,
    ),
    _table(
        "aggregateitemlocation",
        _to("item", "item", shown="itemid"),
        _to("location", "location"),
        _columns(_N, "quantityonhand quantityavailable quantitycommitted quantityonorder quantitybackordered"),
        _columns(_N, "quantityintransit"),
        _columns(_I, "lastquantityavailablechange"),
        serial=False,
    ),
    _table(
        "transaction",
        _columns(_T, "externalid tranid", indexed=True),
        _columns(_T, "type"),
        Column("status", _T, Shown("transactionstatus", "key")),
        Column("entity", _N, Shown("entity", "id", "entityid"), indexed=True),
        _columns(_T, "otherrefnum memo"),
        _columns(_D, "trandate shipdate"),
        _columns(_I, "createddate lastmodifieddate"),
        _columns(_N, "foreigntotal taxtotal custbody_shipping_total custbody_discount_total custbody_version"),
        _to("currency", "currency"),
        _to("shipmethod", "shipmethod"),
        _listed("custbody_sales_channel"),
        _to("custbody_store", "location"),
        _to("custbody_pick_up_store", "location"),
        _to("custbody_sold_by", "employee", shown="entityid"),
        _columns(_F, "custbody_on_hold"),
        _columns(_T, "custbody_tracking_url custbody_origin_country"),
        Column("shippingaddress", _N),
        _columns(_I, "custbody_promised_from custbody_promised_by custbody_promise_made_at custbody_expected_at"),
        _columns(_I, "custbody_delivered_at custbody_shipped_at custbody_eta custbody_eta_latest"),
    ),
    _table("itemfulfillmentshippingaddress", [Column("nkey", _N, indexed=True)], _ADDRESS, serial=False),
    _table("shipmethod", _columns(_T, "name")),
    _table(
        "transactionline",
        _to("transaction", "transaction", shown="tranid"),
        _columns(_N, "id linesequencenumber"),
        _columns(_F, "mainline taxline isclosed"),
        _to("item", "item", shown="itemid"),
        _to("location", "location"),
        _to("units", "unitstypeuom"),
        _columns(_N, "quantity quantitycommitted quantitypicked quantityshiprecv quantitybackordered quantitybilled"),
        _columns(_N, "rate foreignamount netamount createdfrom"),
        _columns(_T, "memo"),
        _columns(_D, "expectedreceiptdate expectedshipdate"),
        _listed("custcol_method"),
        _listed("custcol_supply_stage"),
        _to("custcol_origin", "location"),
        _columns(_T, "custcol_line_key"),
        _columns(_N, "custcol_confirmed custcol_expected custcol_delivered"),
        _columns(_I, "custcol_eta custcol_eta_latest"),
        serial=False,
    ),
    _table(
        "previoustransactionlinelink",
        _columns(_N, "previousdoc nextdoc", indexed=True),
        _columns(_N, "previousline nextline"),
        _columns(_T, "linktype"),
        serial=False,
    ),
    _table("trackingnumber", _columns(_T, "trackingnumber", indexed=True)),
    _table("trackingnumbermap", _columns(_N, "transaction trackingnumber", indexed=True), serial=False),
)

_HIDDEN: Final = (
    _table("transactionstatus", _columns(_T, "key", indexed=True), _columns(_T, "name"), serial=False),
    _table("entity", _columns(_T, "entityid")),
    _table(LISTS, _columns(_T, "list name")),
)


def schema(named: Mapping[str, Iterable[str]]) -> Schema:
    """The tables, with a custom field for each other system's name of a customer, location or transaction."""
    tables = {table.name: table for table in _TABLES}
    for name, systems in named.items():
        extra = {field: Column(field, _T, indexed=True) for field in (key_field(name, system) for system in systems)}
        tables[name] = Table(name, {**tables[name].columns, **extra})
    return tables


def hidden() -> Schema:
    """What is behind the names of values: SuiteQL does not know it."""
    return {table.name: table for table in _HIDDEN}


_PREFIXES: Final = {
    "customer": "custentity",
    "location": "custrecord",
    "transaction": "custbody",
    "transactionline": "custcol",
}


def key_field(table: str, system: str) -> str:
    """The custom field that holds another system's key of a row."""
    return f"{_PREFIXES[table]}_{''.join(char if char.isalnum() else '_' for char in system.lower())}_key"
