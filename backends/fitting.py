"""What a list of persons means, decided from a record as its system decides it (docs/views.sql)."""

from backends.filters import CustomerFilter, Filter
from backends.ports import Parent, ParentKind
from backends.records import Customer


def fits(person: Customer, parent: Parent, wish: Filter) -> bool | None:
    """Whether the record is known to be one of a parent's rows under a filter; None where its contacts would tell."""
    if parent.kind is not ParentKind.ROOT:
        return False
    if not isinstance(wish, CustomerFilter):
        return type(wish) is Filter
    if wish.stores and person.home_store not in wish.stores:
        return False
    return _called(person, wish.search or "")


def _called(person: Customer, search: str) -> bool | None:
    """Each word begins some word of the name, or the whole is an e-mail, phone or loyalty number of hers."""
    whole = search.strip()
    name = f" {person.sort_name}"
    if person.loyalty_number == whole or all(f" {word.casefold()}" in name for word in search.split()):
        return True
    if person.contacts is None:
        return None
    return any(point.value in (whole, whole.lower()) for point in person.contacts)
