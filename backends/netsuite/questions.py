"""Questions as SuiteQL: things by their names, and rows that hang on parents, sorted, after a place. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from backends.errors import NotSupported, Rejected
from backends.glossary import Glossary
from backends.netsuite.mapping import REF, Mapped
from backends.netsuite.narrowing import Narrowing, sort_name
from backends.netsuite.settings import Owned
from backends.netsuite.shapes import BELOW, SHAPES, Shape
from backends.netsuite.suiteql import NEVER, Path, Statement, among, either, instant, literal, storable
from backends.ports import Facets, PageSpec, Parent, ParentKind, Position, Sort
from backends.records import Ref
from backends.vocabulary import Facet, Noun, SortField

LOYALTY: Final = "loyalty"
"""`Ref(LOYALTY, number)` asks for a customer by loyalty number."""

SHARED_KEYS: Final = frozenset({Noun.VARIANT, Noun.STOCK})
"""Nouns whose keys, the SKUs, all systems share."""

UNSORTED: Final = frozenset({Noun.SHIPMENT})
"""Nouns that come in several rows each: they are read whole for their parents, and cut here."""

LINKS: Final[Mapping[tuple[Noun, ParentKind], str]] = {
    (Noun.CUSTOMER, ParentKind.EMAIL): "email",
    (Noun.CUSTOMER, ParentKind.PHONE): "phone",
    (Noun.CUSTOMER, ParentKind.LOYALTY): "loyalty_number",
    (Noun.ORDER, ParentKind.CUSTOMER): "customer",
    (Noun.ORDER, ParentKind.NUMBER): "number",
    (Noun.SHIPMENT, ParentKind.ORDER): "order",
    (Noun.SHIPMENT, ParentKind.TRACKING): "tracking",
    (Noun.INBOUND, ParentKind.SKU): "sku",
    (Noun.INBOUND, ParentKind.LOCATION): "destination",
    (Noun.VARIANT, ParentKind.PRODUCT): "product",
    (Noun.VARIANT, ParentKind.GTIN): "gtin",
}
"""By which word rows hang on a parent."""

_ROOTS: Final = frozenset({Noun.CUSTOMER, Noun.ORDER, Noun.LOCATION, Noun.VARIANT})
_OWNED: Final[Mapping[ParentKind, Owned]] = {
    ParentKind.CUSTOMER: "customer",
    ParentKind.ORDER: "order",
    ParentKind.LOCATION: "location",
    ParentKind.PRODUCT: "product",
}
_SORTS: Final[Mapping[Noun, frozenset[SortField]]] = {
    Noun.CUSTOMER: frozenset({SortField.NAME, SortField.UPDATED_AT}),
    Noun.ORDER: frozenset({SortField.PLACED_AT, SortField.UPDATED_AT}),
    Noun.SHIPMENT: frozenset({SortField.SHIPPED_AT, SortField.ETA, SortField.UPDATED_AT}),
    Noun.INBOUND: frozenset({SortField.ETA, SortField.UPDATED_AT}),
    Noun.LOCATION: frozenset({SortField.NAME, SortField.UPDATED_AT}),
    Noun.VARIANT: frozenset({SortField.UPDATED_AT}),
}


class Question(Struct, frozen=True):
    """What is asked of an account: a noun with these facets."""

    mapped: Mapped
    words: Glossary
    noun: Noun
    facets: Facets

    @property
    def shape(self) -> Shape:
        """The noun's own rows."""
        return SHAPES[self.noun]

    @property
    def below(self) -> list[Facet]:
        """The facets that are rows of their own."""
        return [facet for facet in sorted(self.facets) if (self.noun, facet) in BELOW]


class Asked(Struct, frozen=True):
    """A condition on the noun's rows, told to the statement that it is to be part of."""

    refs: Sequence[Ref] = ()
    ids: Sequence[str] = ()


def lookup(question: Question, asked: Asked) -> str | None:
    """The heads of what is known under these names; None if nothing can be."""
    statement = _heads(question, named=any(ref.system != question.mapped.own for ref in asked.refs))
    condition = _known(question, statement, asked)
    if condition == NEVER:
        return None
    statement.where(condition)
    return _unsorted(question, statement)


def hung(question: Question, facet: Facet, asked: Asked) -> str:
    """The rows below these things that make a facet."""
    below, shape = BELOW[question.noun, facet], question.shape
    joins = {**shape.joins, below.shape.alias: f"|{below.join}"}
    statement = Statement(shape.table, shape.alias, joins)
    statement.join(below.shape.alias)
    statement.select("head", shape.id)
    statement.select("below", below.shape.id)
    question.mapped.select(statement, below.shape, question.facets | {Facet.HEAD})
    statement.where(question.mapped.condition(shape))
    statement.where(question.mapped.condition(below.shape))
    statement.where(_known(question, statement, asked))
    return statement.written(["head", *below.shape.order.split(", ")])


def page(question: Question, parents: Sequence[Parent], spec: PageSpec) -> str:
    """The first rows of parents of one kind, one more than a page has for each."""
    kind = parents[0].kind
    _check(question.noun, kind, spec.sort)
    statement = _heads(question)
    for condition in Narrowing(question.mapped, question.words, question.noun, statement).conditions(spec.filter):
        statement.where(condition)
    for system in sorted(spec.without_copies_of & question.mapped.names(question.noun).keys()):
        statement.where(f"{statement.value(question.mapped.names(question.noun)[system])} IS NULL")
    if kind is ParentKind.ROOT:
        _place(question, statement, spec)
        return statement.written(_order(question, statement, spec.sort))
    return _of_parents(question, statement, parents, spec)


def _of_parents(question: Question, statement: Statement, parents: Sequence[Parent], spec: PageSpec) -> str:
    kind = parents[0].kind
    names = parent_names(question, parents)
    path = _path(question, LINKS[question.noun, kind])
    value = statement.value(path)
    value = f"LOWER({value})" if kind is ParentKind.EMAIL else value
    condition = among(value, {name for known in names.values() for name in known}, numeric=path.numeric)
    if question.noun in UNSORTED:
        statement.where(_fulfilments(question, condition) if kind is ParentKind.TRACKING else condition)
        return _unsorted(question, statement)
    statement.where(condition)
    _place(question, statement, spec)
    order = _order(question, statement, spec.sort)
    if len(parents) > 1:
        return statement.ranked(value, order, spec.size + 1)
    statement.select("parent", value)
    return statement.written(order)


def parent_names(question: Question, parents: Sequence[Parent]) -> dict[Parent, list[str]]:
    """What the column that rows hang by holds for each parent."""
    owned = _OWNED.get(parents[0].kind)
    owner = None if owned is None else question.mapped.owner(owned)
    return {parent: [name.key for name in parent.names if owner is None or name.system == owner] for parent in parents}


def _fulfilments(question: Question, condition: str) -> str:
    """All numbers of a fulfilment are wanted, whichever of them it was asked by."""
    inner = "SELECT m.transaction FROM TrackingNumberMap m JOIN trackingnumber tn ON tn.id = m.trackingnumber"
    return f"{question.shape.id} IN ({inner} WHERE {condition})"


def _heads(question: Question, *, named: bool = False) -> Statement:
    mapped, shape = question.mapped, question.shape
    statement = Statement(shape.table, shape.alias, shape.joins)
    statement.select("head", shape.id)
    statement.select("key", key(question, statement))
    mapped.select(statement, shape, question.facets | {Facet.HEAD})
    if question.noun in (Noun.CUSTOMER, Noun.LOCATION):
        statement.select("sort_name", sort_name(mapped, question.noun, statement))
    if named or Facet.IDENTITIES in question.facets:
        for place, path in enumerate(mapped.names(question.noun).values()):
            statement.select(f"{REF}{place}", statement.value(path))
    statement.where(mapped.condition(shape))
    return statement


def key(question: Question, statement: Statement) -> str:
    """The record's key, as a text."""
    if question.noun is Noun.INBOUND:
        document, line = (statement.text(_path(question, word)) for word in ("key_document", "key_line"))
        return f"{document} || '/' || {line}"
    return statement.text(_path(question, "key"))


def _known(question: Question, statement: Statement, asked: Asked) -> str:
    """The things with these internal ids, or under these names."""
    if asked.ids:
        return among(question.shape.id, asked.ids, numeric=True)
    mapped, refs = question.mapped, asked.refs
    shared = question.noun in SHARED_KEYS
    own = [ref.key for ref in refs if shared or ref.system == mapped.own]
    others = [] if shared else [ref for ref in refs if ref.system != mapped.own]
    return either([_own(question, statement, own), *_others(question, statement, others)])


def _own(question: Question, statement: Statement, keys: Sequence[str]) -> str:
    if question.noun is Noun.INBOUND:
        document = _path(question, "key_document")
        documents = among(
            statement.value(document), [each.rpartition("/")[0] for each in keys], numeric=document.numeric
        )
        whole = among(key(question, statement), keys)
        return f"({documents} AND {whole})"
    path = _path(question, "key")
    return among(statement.value(path), keys, numeric=path.numeric)


def _others(question: Question, statement: Statement, refs: Sequence[Ref]) -> Iterable[str]:
    for system, path in by_name(question).items():
        keys = [ref.key for ref in refs if ref.system == system]
        if keys:
            yield among(statement.value(path), keys, numeric=path.numeric)


def by_name(question: Question) -> Mapping[str, Path]:
    """The columns by which a thing is known elsewhere, by system; a loyalty number is as good as a system."""
    names = dict(question.mapped.names(question.noun))
    number = question.mapped.path(question.shape, "loyalty_number") if question.noun is Noun.CUSTOMER else None
    return names if number is None else {**names, LOYALTY: number}


def _unsorted(question: Question, statement: Statement) -> str:
    """Rows in an order that pages can rely on."""
    if question.noun is Noun.SHIPMENT:
        order = [name for name in ("head", "w_order", "w_tracking") if statement.has(name)]
        return statement.written(order, distinct=True)
    if question.noun is Noun.STOCK:
        return statement.written(["head", "w_location"])
    return statement.written(["key", "head"])


def _order(question: Question, statement: Statement, sort: Sort) -> list[str]:
    direction = " DESC" if sort.descending else ""
    order = [f"{key(question, statement)}{direction}"]
    if sort.field is not SortField.KEY:
        order.insert(0, f"{_sorted_by(question, statement, sort.field)}{direction} NULLS LAST")
    return order


def _sorted_by(question: Question, statement: Statement, field: SortField) -> str:
    if field is SortField.NAME:
        return sort_name(question.mapped, question.noun, statement)
    return statement.value(_path(question, field.value))


def _place(question: Question, statement: Statement, spec: PageSpec) -> None:
    if spec.after is not None:
        statement.where(_after(question, statement, spec.sort, spec.after))


def _after(question: Question, statement: Statement, sort: Sort, after: Position) -> str:
    """Beyond a row: nulls are last, and the key breaks ties."""
    operator = "<" if sort.descending else ">"
    beyond = f"{key(question, statement)} {operator} {_written(after.key)}"
    if sort.field is SortField.KEY:
        return beyond
    value = _sorted_by(question, statement, sort.field)
    if after.value is None:
        return f"({value} IS NULL AND {beyond})"
    named = sort.field is SortField.NAME
    limit = _written(after.value) if named else instant(_instant(after.value), question.mapped.zone)
    return f"({value} {operator} {limit} OR ({value} = {limit} AND {beyond}) OR {value} IS NULL)"


def _written(text: str) -> str:
    if not storable(text):
        raise Rejected("no row of this system can be at this place")
    return literal(text)


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return found
    except ValueError:
        pass
    raise Rejected("no row of this system can be at this place: it names no instant")


def _path(question: Question, word: str) -> Path:
    found = question.mapped.path(question.shape, word)
    if found is None:
        raise NotSupported(f"{question.noun} cannot be asked by {word}: the settings name no column for it")
    return found


def _check(noun: Noun, kind: ParentKind, sort: Sort) -> None:
    listed = noun in _ROOTS if kind is ParentKind.ROOT else (noun, kind) in LINKS
    if not listed:
        raise NotSupported(f"{noun} cannot be listed by {kind}")
    if sort.field is not SortField.KEY and sort.field not in _SORTS[noun]:
        raise NotSupported(f"{noun} cannot be sorted by {sort.field}")
