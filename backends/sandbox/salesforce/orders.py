"""Orders as order summaries, with their items, delivery groups, payments and returns."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from backends.records import Demand, Order, OrderLine, Payment, Return
from backends.sandbox.salesforce.customers import People
from backends.sandbox.salesforce.masters import Masters
from backends.sandbox.salesforce.org import Org, Value
from backends.sandbox.salesforce.schema import key_field
from backends.sandbox.salesforce.words import CHANNELS, METHODS, PAYMENTS, instant, label, major
from backends.vocabulary import Channel, FulfilmentMethod, Noun

_RESTOCKED: Final = {True: "Yes", False: "No", None: None}


class Orders:
    """Adds orders, and knows their summaries by key; `wanted` are lines that nothing is allocated to."""

    def __init__(self, org: Org, masters: Masters, people: People, wanted: Iterable[Demand]) -> None:
        self._org = org
        self._masters = masters
        self._people = people
        self._wanted = {demand.key: demand for demand in wanted}
        self._summaries: dict[str, str] = {}

    def summary(self, key: str | None) -> str | None:
        """The summary of an order, if it is known here."""
        return None if key is None else self._summaries.get(key)

    def add(self, order: Order) -> None:
        """One order, with all that hangs below it."""
        account = self._people.account(None if order.customer is None else order.customer.key)
        values = {**_head(order), **_times(order), **_money(order)}
        summary = self._org.add(
            "OrderSummary",
            AccountId=account,
            SalesChannelId=self._channel(order.channel),
            Sold_By__c=self._masters.user(order.sold_by),
            **values,
        )
        self._summaries[order.key] = summary
        items = self._add_lines(order, summary)
        for payment in order.payments or ():
            self._add_payment(payment, summary)
        for back in order.returns or ():
            self._add_return(back, summary, items)

    def add_wanted(self) -> None:
        """Wanted lines of orders that nobody told of."""
        for demand in self._wanted.values():
            summary = self._org.add("OrderSummary", SalesChannelId=self._channel(demand.channel))
            group = self._org.add(
                "OrderDeliveryGroupSummary", OrderSummaryId=summary, PromisedDeliveryDate=instant(demand.due)
            )
            self._org.add(
                "OrderItemSummary",
                OrderSummaryId=summary,
                OrderDeliveryGroupSummaryId=group,
                TypeCode="Product",
                StockKeepingUnit=demand.sku,
                ProductCode=demand.sku,
                QuantityAvailableToFulfill=demand.quantity,
                **_wish(demand),
            )

    def _add_lines(self, order: Order, summary: str) -> dict[str, str]:
        groups: dict[FulfilmentMethod, str] = {}
        items: dict[str, str] = {}
        for number, line in enumerate(order.lines or (), start=1):
            if line.method not in groups:
                groups[line.method] = self._group(order, summary, line.method)
            items[line.key] = self._item(order, line, number, summary, groups[line.method])
        return items

    def _group(self, order: Order, summary: str, method: FulfilmentMethod) -> str:
        return self._org.add(
            "OrderDeliveryGroupSummary",
            OrderSummaryId=summary,
            OrderDeliveryMethodId=self._masters.method(METHODS.get(method, label(method))),
            PromisedDeliveryDate=instant(order.promised_by),
        )

    def _item(self, order: Order, line: OrderLine, number: int, summary: str, group: str) -> str:
        demand = self._wanted.pop(f"{order.key}/{line.key}", None)
        return self._org.add(
            "OrderItemSummary",
            OrderSummaryId=summary,
            OrderDeliveryGroupSummaryId=group,
            Product2Id=self._masters.product(line.sku, line.unit, line.title),
            LineNumber=Decimal(number),
            **_line(line),
            **({} if demand is None else _wish(demand)),
        )

    def _add_payment(self, payment: Payment, summary: str) -> None:
        self._org.add(
            "OrderPaymentSummary",
            OrderSummaryId=summary,
            Payment_Key__c=payment.key,
            Type=PAYMENTS.get(payment.kind, payment.kind),
            Method=payment.method_label,
            AuthorizationAmount=major(payment.amount),
            CapturedAmount=major(payment.captured),
            RefundedAmount=major(payment.refunded),
            CurrencyIsoCode=payment.amount.currency,
            CreatedDate=instant(payment.at),
        )

    def _add_return(self, back: Return, summary: str, items: dict[str, str]) -> None:
        key = self._org.add(
            "ReturnOrder",
            OrderSummaryId=summary,
            Return_Key__c=back.key,
            Status=label(back.status),
            Reason__c=back.reason,
            Refund_Amount__c=major(back.refund),
            CurrencyIsoCode=None if back.refund is None else back.refund.currency,
            DestinationLocationId=self._masters.location(None if back.location is None else back.location.key),
            CreatedDate=instant(back.at),
        )
        for line in back.lines:
            self._org.add(
                "ReturnOrderLineItem",
                ReturnOrderId=key,
                OrderItemSummaryId=items.get(line.order_line_key),
                QuantityReturned=line.quantity,
                ReasonForReturn=back.reason,
                Condition__c=line.condition,
                Restocked__c=_RESTOCKED[line.restocked],
            )

    def _channel(self, channel: Channel) -> str | None:
        return None if channel is Channel.UNKNOWN else self._masters.channel(CHANNELS[channel])


def _head(order: Order) -> dict[str, Value]:
    others = {key_field(ref.system): ref.value for ref in order.refs if ref.kind == Noun.ORDER}
    return {
        "Order_Key__c": order.key,
        "OrderNumber": order.number,
        "Status": order.source_status,
        "IsSuspended": order.held,
        "OrderLifeCycleType": "MANAGED" if order.managed else "UNMANAGED",
        "Store_Key__c": None if order.store is None else order.store.key,
        "Version__c": None if order.version is None else Decimal(order.version),
        **others,
    }


def _times(order: Order) -> dict[str, Value]:
    return {
        "OrderedDate": instant(order.placed_at),
        "LastModifiedDate": instant(order.updated_at),
        "Promised_From__c": instant(order.promised_from),
        "Promised_By__c": instant(order.promised_by),
        "Promise_Made_At__c": instant(order.promise_made_at),
        "Expected_At__c": instant(order.expected_at),
        "Delivered_At__c": instant(order.delivered_at),
    }


def _money(order: Order) -> dict[str, Value]:
    """A discount is an adjustment below zero."""
    total, tax, discount = major(order.total) or Decimal(0), major(order.tax_total), major(order.discount_total)
    return {
        "CurrencyIsoCode": order.total.currency,
        "GrandTotalAmount": total,
        "TotalTaxAmount": tax,
        "TotalAmount": None if tax is None else total - tax,
        "TotalAdjDeliveryAmtWithTax": major(order.shipping_total),
        "TotalAdjDistAmountWithTax": None if discount is None else -discount,
    }


def _line(line: OrderLine) -> dict[str, Value]:
    """Allocated and initiated quantities are cumulative here: what is fulfilled or returned stays in them."""
    allocated = line.allocated + line.shipped
    return {
        "Line_Key__c": line.key,
        "Name": line.title,
        "ProductCode": line.sku,
        "StockKeepingUnit": line.sku,
        "TypeCode": "Product",
        "UnitPrice": line.unit_price,
        "TotalPrice": major(line.total),
        "TotalAmtWithTax": major(line.total),
        "CurrencyIsoCode": line.total.currency,
        "Quantity": line.ordered - line.cancelled,
        "QuantityOrdered": line.ordered,
        "QuantityCanceled": line.cancelled,
        "QuantityAllocated": allocated,
        "QuantityAvailableToFulfill": line.ordered - line.cancelled - allocated,
        "QuantityFulfilled": line.shipped,
        "QuantityReturnInitiated": line.return_requested + line.returned,
        "QuantityReturned": line.returned,
        "Quantity_Ready__c": line.ready,
        "Quantity_Delivered__c": line.delivered,
        "Quantity_Backordered__c": line.backordered,
    }


def _wish(demand: Demand) -> dict[str, Value]:
    return {
        "Demand_Key__c": demand.key,
        "Demand_Location_Key__c": None if demand.location is None else demand.location.key,
    }
