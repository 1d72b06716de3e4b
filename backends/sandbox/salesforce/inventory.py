"""Omnichannel Inventory: what there is of which SKU at which location or group of locations."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from msgspec import Struct, structs

from backends.sandbox.salesforce.errors import Refused
from backends.sandbox.salesforce.evaluation import Shown, written

_MOST: Final = 100  # of SKUs, and of locations, in one question
_NOTHING: Final = Decimal(0)
_KEYS: Final = frozenset(
    {
        "locationIdentifiers",
        "locationGroupIdentifiers",
        "locationGroupIdentifier",
        "stockKeepingUnits",
        "stockKeepingUnit",
        "useCache",
    }
)


class Count(Struct, frozen=True, kw_only=True):
    """One SKU at one location."""

    sku: str
    on_hand: Decimal
    reserved: Decimal
    safety: Decimal
    effective: datetime | None


class Group(Struct, frozen=True):
    """Some locations, and what is reserved at none of them in particular, by SKU."""

    members: Sequence[str]
    reserved: dict[str, Decimal]


class Inventory:
    """Counts by location's external reference and SKU, and groups by theirs."""

    def __init__(self, counts: Mapping[str, dict[str, Count]], groups: Mapping[str, Group]) -> None:
        self._counts = counts
        self._groups = groups

    def free(self, place: str, sku: str, *, grouped: bool) -> Decimal:
        """What can still be promised at a location, or in a group of them."""
        if not grouped:
            count = self._counts.get(place, {}).get(sku)
            return _NOTHING if count is None else count.on_hand - count.reserved - count.safety
        group = self._groups.get(place, _NOBODY)
        return _sum(self.free(member, sku, grouped=False) for member in group.members) - self._at_group(place, sku)

    def reserved(self, place: str, sku: str, *, grouped: bool) -> Decimal:
        """What is set aside at a location, or at a group and at none of its locations."""
        if grouped:
            return self._at_group(place, sku)
        count = self._counts.get(place, {}).get(sku)
        return _NOTHING if count is None else count.reserved

    def reserve(self, place: str, sku: str, quantity: Decimal, *, grouped: bool) -> None:
        """Set so much more aside, or less if it is negative; the place must count the SKU."""
        if grouped:
            self._groups[place].reserved[sku] = self._at_group(place, sku) + quantity
        else:
            count = self._counts[place][sku]
            self._counts[place][sku] = structs.replace(count, reserved=count.reserved + quantity)

    def hand_out(self, place: str, sku: str, quantity: Decimal) -> None:
        """So much has left a location, which must count the SKU."""
        count = self._counts[place][sku]
        self._counts[place][sku] = structs.replace(count, on_hand=count.on_hand - quantity)

    def _at_group(self, group: str, sku: str) -> Decimal:
        return self._groups.get(group, _NOBODY).reserved.get(sku, _NOTHING)

    def availability(self, question: object, version: str) -> Shown:
        """The answer to `get-availability`; raises Refused for a question that the service does not take.

        A single group is asked about with all its locations (Connect REST API, "OCI Get Inventory Availability Input").
        """
        asked = _question(question)
        skus = _list(asked, "stockKeepingUnits", "stockKeepingUnit")
        groups = _list(asked, "locationGroupIdentifiers", "locationGroupIdentifier")
        places = _list(asked, "locationIdentifiers", None)
        if places and groups:
            raise _invalid("Specify either locationIdentifiers or locationGroupIdentifiers, not both.")
        if asked.get("locationGroupIdentifier") is not None:
            places = list(self._groups.get(groups[0], _NOBODY).members)
        if not places and not groups:
            if len(skus) != 1:
                raise _invalid("Specify at least one location or location group.")
            grouped = {place for group in self._groups.values() for place in group.members}
            places = [place for place in self._counts if place not in grouped]
        say = _as_of(version)
        return {
            "success": True,
            "errors": [],
            "locationGroups": [
                {"locationGroupIdentifier": name, "inventoryRecords": [*map(say, self._of_group(name, skus))]}
                for name in groups
            ],
            "locations": [
                {"locationIdentifier": name, "inventoryRecords": [*map(say, self._of_location(name, skus))]}
                for name in places
            ],
        }

    def _of_location(self, name: str, skus: Sequence[str]) -> Iterator[Shown]:
        counts = self._counts.get(name, {})
        for sku in skus or counts:
            yield _record(sku, [counts[sku]] if sku in counts else [])

    def _of_group(self, name: str, skus: Sequence[str]) -> Iterator[Shown]:
        group = self._groups.get(name, _NOBODY)
        places = [self._counts.get(place, {}) for place in group.members]
        for sku in skus or dict.fromkeys(sku for counts in places for sku in counts):
            counts = [counts[sku] for counts in places if sku in counts]
            yield _record(sku, counts, group.reserved.get(sku, _NOTHING))


def _as_of(version: str) -> Callable[[Shown], Shown]:
    """A record as a version of the API has it: `exists` came with the 62nd."""
    old = float(version) < _EXISTS_SINCE
    return lambda record: {name: value for name, value in record.items() if not (old and name == "exists")}


_EXISTS_SINCE: Final = 62.0
_NOBODY: Final = Group((), {})


def _record(sku: str, counts: Sequence[Count], besides: Decimal = _NOTHING) -> Shown:
    """The sum of these counts; `besides` is reserved at none of the places."""
    if not counts and not besides:
        return {"stockKeepingUnit": sku, "exists": False}
    on_hand, reserved, safety = (_sum(getattr(count, part) for count in counts) for part in _PARTS)
    reserved += besides
    free = float(on_hand - reserved - safety)
    effective = max((count.effective for count in counts if count.effective is not None), default=None)
    return {
        "stockKeepingUnit": sku,
        "onHand": float(on_hand),
        "reserved": float(reserved),
        "safetyStockCount": float(safety),
        "availableToFulfill": free,
        "availableToOrder": free,
        "effectiveDate": written(effective),
        "exists": True,
        "futures": [],
    }


_PARTS: Final = ("on_hand", "reserved", "safety")


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, _NOTHING)


def _question(question: object) -> Mapping[str, object]:
    if not isinstance(question, dict):
        raise Refused(400, "JSON_PARSER_ERROR", "The request body is not a JSON object.")
    unknown = question.keys() - _KEYS
    if unknown:
        raise Refused(400, "JSON_PARSER_ERROR", f'Unrecognized field "{min(unknown)}"')
    if not isinstance(question.get("useCache", False), bool):
        raise Refused(400, "JSON_PARSER_ERROR", "useCache is a boolean.")
    return question


def _list(asked: Mapping[str, object], many: str, one: str | None) -> list[str]:
    given = asked.get(many)
    if given is not None and one is not None and asked.get(one) is not None:
        raise _invalid(f"Specify either {many} or {one}, not both.")
    if given is None and one is not None and asked.get(one) is not None:
        given = [asked[one]]
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise Refused(400, "JSON_PARSER_ERROR", f"{many} is a list of strings.")
    if len(given) > _MOST:
        raise _invalid(f"The maximum number of {many} is {_MOST}.")
    return list(dict.fromkeys(given))


def _invalid(message: str) -> Refused:
    return Refused(400, "INVALID_INPUT", message)
