"""Orders as sales orders with items and schedule lines."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from backends.records import Order, OrderLine
from backends.sandbox.sap.edm import Value
from backends.sandbox.sap.store import Store
from backends.sandbox.sap.words import CHANNELS, METHODS, UNITS, day, major
from backends.vocabulary import Noun

GUEST: Final = "CPD"
"""The one customer that all sales to nobody in particular are booked on."""

_PAPERS: Final = {"oms": "ExternalDocumentID", "pos": "YY1_PosTicket_SDH"}
_REJECTED: Final = "92"
_ZERO: Final = Decimal(0)


def paper_field(system: str) -> str | None:
    """The field that holds what another system calls an order."""
    return _PAPERS.get(system)


def add_order(store: Store, order: Order) -> None:
    """One order. What it costs is spread over its items, as price conditions are: they add up to its total."""
    lines = order.lines or ()
    taxes = _spread(0 if order.tax_total is None else order.tax_total.amount_minor, lines)
    totals = _spread(order.total.amount_minor, lines)
    for number, (line, total, tax) in enumerate(zip(lines, totals, taxes, strict=True), start=1):
        _add_item(store, order, line, str(10 * number), total - tax, tax)
    net = sum(totals) - sum(taxes)
    others = {field: ref.value for ref in order.refs if ref.kind == Noun.ORDER and (field := paper_field(ref.system))}
    store.add("A_SalesOrder", **_head(order), **_statuses(order), **others, TotalNetAmount=Decimal(net).scaleb(-2))


def _spread(minor: int, lines: Sequence[OrderLine]) -> list[int]:
    """An amount over the lines in proportion to their totals, to the last cent."""
    weights = [max(line.total.amount_minor, 0) for line in lines]
    whole = sum(weights) or 1
    marks = [0]
    for weight in weights:
        marks.append(marks[-1] + weight)
    cuts = [minor * mark // whole for mark in marks]
    return [later - sooner for sooner, later in pairwise(cuts)]


def _head(order: Order) -> dict[str, Value]:
    return {
        "SalesOrder": order.key,
        "SalesOrderType": "OR",
        "SalesOrganization": "1000",
        "DistributionChannel": CHANNELS.get(order.channel, ""),
        "OrganizationDivision": "00",
        "SalesOffice": None if order.store is None else order.store.key,
        "SoldToParty": GUEST if order.customer is None else order.customer.key,
        "PurchaseOrderByCustomer": order.number,
        "CreationDate": day(order.placed_at),
        "SalesOrderDate": day(order.placed_at),
        "LastChangeDate": day(order.updated_at),
        "LastChangeDateTime": order.updated_at,
        "RequestedDeliveryDate": day(order.promised_by),
        "TransactionCurrency": order.total.currency,
        "YY1_PlacedAt_SDH": order.placed_at,
        "YY1_PromisedFrom_SDH": order.promised_from,
        "YY1_PromisedBy_SDH": order.promised_by,
        "YY1_PromiseMadeAt_SDH": order.promise_made_at,
        "YY1_ExpectedAt_SDH": order.expected_at,
        "YY1_Shipping_SDH": major(order.shipping_total),
        "YY1_Discount_SDH": major(order.discount_total),
        "YY1_Version_SDH": None if order.version is None else Decimal(order.version),
        "YY1_Managed_SDH": order.managed,
    }


def _statuses(order: Order) -> dict[str, Value]:
    """A: not started, B: under way, C: done; blank: it does not apply."""
    lines = order.lines or ()
    rejected = bool(lines) and all(line.cancelled >= line.ordered for line in lines)
    done = not rejected and all(line.shipped + line.cancelled >= line.ordered for line in lines)
    begun = order.confirmed or done or rejected
    delivery = "" if rejected else "C" if done else "A"
    return {
        "OverallSDProcessStatus": "C" if done or rejected else "B" if begun else "A",
        "OverallDeliveryStatus": delivery,
        "OverallTotalDeliveryStatus": delivery,
        "OverallSDDocumentRejectionSts": "C" if rejected else "A",
        "DeliveryBlockReason": "01" if order.held else "",
        "TotalBlockStatus": "C" if order.held else "A",
    }


def _add_item(store: Store, order: Order, line: OrderLine, number: str, net: int, tax: int) -> None:
    cancelled = line.cancelled >= line.ordered
    confirmed = line.allocated + line.shipped
    store.add(
        "A_SalesOrderItem",
        SalesOrder=order.key,
        SalesOrderItem=number,
        SalesOrderItemCategory="TAN",
        SalesOrderItemText=line.title,
        ExternalItemID=line.key,
        Material=line.sku,
        RequestedQuantity=line.ordered,
        RequestedQuantityUnit=UNITS.get(line.unit, line.unit),
        RequestedQuantityISOUnit=line.unit,
        ConfdDelivQtyInOrderQtyUnit=_ZERO if cancelled else confirmed,
        TransactionCurrency=order.total.currency,
        NetAmount=Decimal(net).scaleb(-2),
        TaxAmount=Decimal(tax).scaleb(-2),
        Subtotal1Amount=major(line.total),
        ShippingType=METHODS.get(line.method, ""),
        DeliveryStatus="" if cancelled else "C" if line.shipped >= line.ordered else "A",
        SDProcessStatus="C" if cancelled or line.shipped >= line.ordered else "A",
        SalesDocumentRjcnReason=_REJECTED if cancelled else "",
        YY1_UnitPrice_SDI=line.unit_price,
    )
    for place, shipped in enumerate(_deliveries(line), start=1):
        store.add(
            "A_SalesOrderScheduleLine",
            SalesOrder=order.key,
            SalesOrderItem=number,
            ScheduleLine=str(place),
            RequestedDeliveryDate=day(order.promised_by),
            ConfirmedDeliveryDate=day(order.promised_by) if confirmed else None,
            ScheduleLineOrderQuantity=line.ordered if place == 1 else _ZERO,
            ConfdOrderQtyByMatlAvailCheck=confirmed if place == 1 else _ZERO,
            DeliveredQtyInOrderQtyUnit=shipped,
            OpenConfdDelivQtyInOrdQtyUnit=confirmed - line.shipped if place == 1 else _ZERO,
        )


def _deliveries(line: OrderLine) -> Iterator[Decimal]:
    """What left, by schedule line: of more than one piece not all at once."""
    if line.shipped > 1:
        yield Decimal(1)
        yield line.shipped - 1
    else:
        yield line.shipped
