"""Omnichannel Inventory's reservations: what is set aside for somebody, given back, or handed out.

Each request and each record of the later two has an `actionRequestId`: what was done under it is not done again.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from msgspec import Struct, structs

from backends.sandbox.salesforce.errors import Refused
from backends.sandbox.salesforce.evaluation import Shown
from backends.sandbox.salesforce.inventory import Inventory

Json: TypeAlias = Mapping[str, object]

_NOTHING: Final = Decimal(0)
_MOST: Final = 100  # records of one request
_REMEMBERED: Final = 10_000  # requests; the oldest are forgotten


class Wish(Struct, frozen=True):
    """So much of a SKU at a place; the place is a location, or a group of them."""

    place: str
    grouped: bool
    sku: str
    quantity: Decimal


class Outcome(Struct, frozen=True):
    """What came of a request or of a record: nothing, if something went wrong."""

    errors: Sequence[Mapping[str, str]] = ()

    @property
    def shown(self) -> Shown:
        """As it is sent."""
        return {"success": not self.errors, "errors": self.errors}


class Reservations:
    """Changes an inventory, each time once."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._done: OrderedDict[str, Outcome] = OrderedDict()

    def reserve(self, request: Json) -> Shown:
        """Everything that was asked for, or nothing where one thing is short."""
        action = _action(request)
        if action not in self._done:
            self._remember(action, self._reserved([_wish(record) for record in _records(request, "createRecords")]))
        return self._done[action].shown | {"actionRequestId": action}

    def release(self, request: Json) -> Shown:
        """What was reserved is free again."""
        return self._each(_records(request, "releaseRecords"), self._released)

    def fulfil(self, request: Json) -> Shown:
        """What was reserved has left the location."""
        return self._each(_records(request, "fulfillmentRecords"), self._fulfilled)

    def _each(self, records: Sequence[Json], act: Callable[[Wish], Outcome]) -> Shown:
        """Each record succeeds or fails by itself."""
        errors: list[Mapping[str, str]] = []
        for record in records:
            action = _action(record)
            if action not in self._done:
                self._remember(action, act(_wish(record)))
            errors += self._done[action].errors
        return Outcome(errors).shown

    def _reserved(self, wishes: Sequence[Wish]) -> Outcome:
        wanted: dict[Wish, Decimal] = {}
        for wish in wishes:
            named = structs.replace(wish, quantity=_NOTHING)
            wanted[named] = wanted.get(named, _NOTHING) + wish.quantity
        short = [_problem("OUT_OF_STOCK", wish) for wish, quantity in wanted.items() if self._free(wish) < quantity]
        for wish in () if short else wishes:
            self._inventory.reserve(wish.place, wish.sku, wish.quantity, grouped=wish.grouped)
        return Outcome(short)

    def _released(self, wish: Wish) -> Outcome:
        if wish.quantity > self._inventory.reserved(wish.place, wish.sku, grouped=wish.grouped):
            return Outcome([_problem("NOT_RESERVED", wish)])
        self._inventory.reserve(wish.place, wish.sku, -wish.quantity, grouped=wish.grouped)
        return Outcome()

    def _fulfilled(self, wish: Wish) -> Outcome:
        if wish.grouped:
            raise Refused(400, "INVALID_INPUT", "Goods leave a location, not a location group.")
        outcome = self._released(wish)
        if not outcome.errors:
            self._inventory.hand_out(wish.place, wish.sku, wish.quantity)
        return outcome

    def _free(self, wish: Wish) -> Decimal:
        return self._inventory.free(wish.place, wish.sku, grouped=wish.grouped)

    def _remember(self, action: str, outcome: Outcome) -> None:
        self._done[action] = outcome
        while len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)


def _action(request: Json) -> str:
    action = request.get("actionRequestId")
    if not isinstance(action, str) or not action:
        raise Refused(400, "INVALID_INPUT", "actionRequestId is required.")
    return action


def _records(request: Json, name: str) -> Sequence[Json]:
    records = request.get(name)
    if not isinstance(records, list) or not records or not all(isinstance(record, dict) for record in records):
        raise Refused(400, "JSON_PARSER_ERROR", f"{name} is a list of at least one record.")
    if len(records) > _MOST:
        raise Refused(400, "INVALID_INPUT", f"The maximum number of {name} is {_MOST}.")
    return records


def _wish(record: Json) -> Wish:
    place, group = record.get("locationIdentifier"), record.get("locationGroupIdentifier")
    sku, quantity = record.get("stockKeepingUnit"), record.get("quantity")
    named = group if place is None else place
    if (place is None) == (group is None) or not isinstance(named, str) or not isinstance(sku, str):
        raise Refused(400, "INVALID_INPUT", "Specify stockKeepingUnit, and one location or location group.")
    if isinstance(quantity, bool) or not isinstance(quantity, int | float) or not 0 < quantity < 10**12:
        raise Refused(400, "INVALID_INPUT", "quantity is a number above 0.")
    return Wish(named, place is None, sku, Decimal(str(quantity)))


def _problem(code: str, wish: Wish) -> Mapping[str, str]:
    return {"errorCode": code, "message": f"{wish.sku} at {wish.place}"}
