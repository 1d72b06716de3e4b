"""What is on its way to the house: purchase orders, and transfer orders between its places."""

from typing import Final

from backends.records import Inbound
from backends.sandbox.netsuite.directory import Directory

_TRANSFER: Final = "transfer-order"


def add_supply(directory: Directory, supply: Inbound) -> None:
    """One document with one line; a transfer has a line for each of its places."""
    transfer = supply.document is not None and supply.document.kind == _TRANSFER
    document, _, line = supply.key.rpartition("/")
    books = directory.books
    row = books.add(
        "transaction",
        type="TrnfrOrd" if transfer else "PurchOrd",
        externalid=document,
        tranid=document,
        entity=directory.vendor(supply.supplier),
        status="F" if transfer else "B",
        createddate=supply.updated_at,
        trandate=supply.updated_at,
        lastmodifieddate=supply.updated_at,
        custbody_origin_country=supply.origin_country,
    )
    books.put("transactionline", transaction=row, id=0, linesequencenumber=0, mainline=True, taxline=False)
    if transfer:
        _add_line(directory, row, 1, supply, leaves=True)
    _add_line(directory, row, 2 if transfer else 1, supply, leaves=False, key=line)


def _add_line(
    directory: Directory, document: int, place: int, supply: Inbound, *, leaves: bool, key: str | None = None
) -> None:
    """What leaves a place is negative, what comes to it positive."""
    where = supply.origin if leaves else supply.destination
    directory.books.put(
        "transactionline",
        transaction=document,
        id=place,
        linesequencenumber=place,
        mainline=False,
        taxline=False,
        isclosed=False,
        item=directory.item(supply.sku, supply.unit),
        units=directory.unit(supply.unit),
        location=directory.location(where),
        quantity=-supply.ordered if leaves else supply.ordered,
        quantityshiprecv=0,
        expectedreceiptdate=supply.eta,
        custcol_line_key=key,
        custcol_supply_stage=directory.books.listed("custcol_supply_stage", supply.stage.replace("_", " ").title()),
        custcol_origin=directory.location(supply.origin),
        custcol_confirmed=supply.confirmed,
        custcol_expected=supply.expected,
        custcol_eta=supply.eta,
        custcol_eta_latest=supply.eta_latest,
    )
