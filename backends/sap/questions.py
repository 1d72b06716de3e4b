"""What is asked for keys: queries whose filters are short enough, and ways over other entities to keys. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backends.errors import NotSupported
from backends.ports import Facets, ParentKind
from backends.records import Ref
from backends.sap import SapSettings
from backends.sap.mapping import Mapped
from backends.sap.odata import Query, equal, escaped, every, literal
from backends.sap.paths import NUMBER, NUMBER_TYPE, Path
from backends.sap.shapes import CUSTOMER, EMAIL, PACKAGE, PHONE, REFERENCE, SEARCHED, Shape
from backends.sap.wire import Json
from backends.vocabulary import Noun

_SPARE: Final = 40  # characters of a URL for what every question bears: the client, a $skiptoken


class Step(Struct, frozen=True, kw_only=True):
    """A query from values of one property to those of another: `key` of the entity's rows is compared, `to` is read.

    `searched`, where it is there, is compared instead of `key`: it holds the beginning of the text in upper case.
    """

    entity: str
    key: str
    to: str
    searched: str | None = None
    only: tuple[str, str] | None = None


class Road(Struct, frozen=True):
    """Steps from a value to what the documents bear under a word; without steps they bear the value itself."""

    word: str
    steps: tuple[Step, ...] = ()


IDENTIFIED: Final = Step(entity="A_BuPaIdentification", key=NUMBER, to="BusinessPartner")
MAILED: Final = Step(entity="A_AddressEmailAddress", key="EmailAddress", to="AddressID")
PHONED: Final = Step(entity="A_AddressPhoneNumber", key="InternationalPhoneNumber", to="AddressID")
PLACED: Final = Step(entity="A_BusinessPartnerAddress", key="AddressID", to="BusinessPartner")
PACKED: Final = Step(entity="A_HandlingUnitHeaderDelivery", key="HandlingUnitExternalId", to="DeliveryDocument")
DELIVERED: Final = Step(entity="A_OutbDeliveryItem", key="ReferenceSDDocument", to="DeliveryDocument")


def split(settings: SapSettings, query: Query, name: str, keys: Iterable[str]) -> list[Query]:
    """The query for rows whose property is one of these keys, as several whose URLs are short enough."""
    version = query.service.version
    room = settings.longest_url - len(query.service.path) - len(query.url) - _SPARE
    return [
        replace(query, where=every([query.where, equal(version, name, part)]))
        for part in _parts(keys, room, settings.most_keys, len(escaped(f" or {name} eq ")))
    ]


def _parts(keys: Iterable[str], room: int, most: int, each: int) -> Iterator[Sequence[str]]:
    part: list[str] = []
    length = 0
    for key in dict.fromkeys(keys):
        cost = each + len(escaped(key.replace("'", "''"))) + 2
        if part and (length + cost > room or len(part) == most):
            yield part
            part, length = [], 0
        part.append(key)
        length += cost
    if part:
        yield part


def heads(mapped: Mapped, noun: Noun, facets: Facets, besides: Iterable[str] = ()) -> Query:
    """The query for all documents of a noun."""
    return Query(
        service=mapped.service(noun),
        entity=mapped.shape(noun).source,
        select=mapped.selected(noun, facets, besides),
    )


def named(mapped: Mapped, noun: Noun, keys: Sequence[Ref], facets: Facets) -> list[Query]:
    """Queries for documents by their own keys, and by those that others gave them and that they bear themselves."""
    names = {system: path.plain for system, path in mapped.names(noun).items() if path.plain}
    properties = {**names, mapped.own: mapped.plain(noun, "key")}
    asked = {system: mapped_keys(mapped, name, keys, system) for system, name in properties.items()}
    base = heads(mapped, noun, facets, [name for system, name in names.items() if asked[system]])
    return [query for system, name in properties.items() for query in split(mapped.settings, base, name, asked[system])]


def mapped_keys(mapped: Mapped, name: str, keys: Iterable[Ref], system: str) -> list[str]:
    """The keys that a system gave, as far as a property can hold them."""
    return [ref.key for ref in dict.fromkeys(keys) if ref.system == system and mapped.fits(name, ref.key)]


def numbered(mapped: Mapped, noun: Noun) -> Mapping[str, Path]:
    """The systems whose keys stand in rows below."""
    return {system: path for system, path in mapped.names(noun).items() if path.kind is not None}


def identified(path: Path) -> Step:
    """The way from numbers of a type to those who have them."""
    return replace(IDENTIFIED, only=(NUMBER_TYPE, path.kind or ""))


def roads(mapped: Mapped, noun: Noun, kind: ParentKind) -> Sequence[Road]:
    """The roads from values of a parent to the documents that belong to it, of which there are few.

    Raises NotSupported where a noun does not hang on such a parent.
    """
    found = _ROADS.get((noun, kind))
    if found is None:
        raise NotSupported(f"{noun} cannot be listed by {kind}")
    return found(mapped)


def _by_loyalty(mapped: Mapped) -> Sequence[Road]:
    path = mapped.path(CUSTOMER, "loyalty_number")
    if path is not None and path.kind is not None:
        return [Road("partner", (identified(path),))]
    return [Road("loyalty_number")]


def _by_email(mapped: Mapped) -> Sequence[Road]:
    searched = mapped.settings.email_search or None
    return [Road("partner", (replace(MAILED, key=_property(mapped, EMAIL), searched=searched), PLACED))]


def _by_phone(mapped: Mapped) -> Sequence[Road]:
    return [Road("partner", (replace(PHONED, key=_property(mapped, PHONE)), PLACED))]


def _property(mapped: Mapped, contact: Shape) -> str:
    path = mapped.path(contact, "value")
    if path is None or path.plain is None:
        raise NotSupported(f"no property is named for {contact.name}.value")
    return path.plain


def _by_order(mapped: Mapped) -> Sequence[Road]:
    path = mapped.path(REFERENCE, "order")
    return [Road("document", (replace(DELIVERED, key=path.properties[-1]),))] if path is not None else []


def _by_tracking(mapped: Mapped) -> Sequence[Road]:
    """By the number of the whole, or of a handling unit, where these have numbers of their own."""
    path = mapped.path(PACKAGE, "tracking_number")
    own = [] if path is None or path.plain is None else [Road("document", (replace(PACKED, key=path.plain),))]
    return [Road("tracking_number"), *own]


_ROADS: Final[Mapping[tuple[Noun, ParentKind], Callable[[Mapped], Sequence[Road]]]] = {
    (Noun.CUSTOMER, ParentKind.EMAIL): _by_email,
    (Noun.CUSTOMER, ParentKind.PHONE): _by_phone,
    (Noun.CUSTOMER, ParentKind.LOYALTY): _by_loyalty,
    (Noun.ORDER, ParentKind.NUMBER): lambda mapped: [Road("number")],
    (Noun.SHIPMENT, ParentKind.ORDER): _by_order,
    (Noun.SHIPMENT, ParentKind.TRACKING): _by_tracking,
}


def stepped(mapped: Mapped, noun: Noun, step: Step, values: Iterable[str]) -> list[Query]:
    """The queries of a step."""
    service = mapped.service(noun)
    where = "" if step.only is None else f"{step.only[0]} eq {literal(service.version, step.only[1])}"
    query = Query(service=service, entity=step.entity, select=(step.to, step.key), where=where)
    wanted = [value for value in values if mapped.fits(step.key, value)]
    if step.searched is None:
        return split(mapped.settings, query, step.key, wanted)
    return split(mapped.settings, query, step.searched, (value.upper()[:SEARCHED] for value in wanted))


def reached(step: Step, documents: Iterable[Json], values: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Where a step led from each value."""
    folded = step.entity == MAILED.entity
    known = set(values)
    found: dict[str, list[str]] = {}
    for document in documents:
        value, to = str(document.get(step.key) or ""), str(document.get(step.to) or "")
        value = value.lower() if folded else value
        if value in known and to:
            found.setdefault(value, []).append(to)
    return found
