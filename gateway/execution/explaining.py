"""A plan, told to people: the sites where it waits, in which round, and what each of them asks for."""

from collections.abc import Iterator, Mapping, Sequence

from graphql import get_named_type
from msgspec import Struct
from strawberry.types.field import StrawberryField

from backends.ports import Facets
from backends.vocabulary import FACETS, Facet, Noun
from gateway.execution.compiling import Plan
from gateway.execution.objects import Members, Objects
from gateway.execution.places import Listed, Place
from gateway.execution.shapes import Shape, Site
from gateway.execution.walking import Question
from gateway.execution.where import Where
from resolvers.edges import ASKS
from resolvers.selection import below

Serving = Mapping[str, Mapping[Noun, Facets]]
"""What each system serves, by its configured name."""


class Told(Struct, frozen=True, kw_only=True):
    """One site. `nouns` are what it asks for and with which facets, `systems` who is asked; `round` counts from 1.

    Nobody knows the number of calls before: every system is asked once for each noun, unless its batches are full.
    """

    path: str
    parent: str
    round: int
    nouns: Mapping[Noun, Facets]
    systems: Sequence[str]
    calls: int


class Branch(Struct, frozen=True, kw_only=True):
    """One selection set: what is read without waiting, and what lies below."""

    name: str
    read: Sequence[str]
    below: Sequence["Branch"]
    site: bool

    @property
    def fields(self) -> int:
        """How many fields are selected here and below."""
        return len(self.read) + sum(1 + branch.fields for branch in self.below)


def sites(plan: Plan, question: Question, serving: Serving) -> list[Told]:
    """The sites of a plan, by round and in the order of the response."""
    found = [_told(site, path, round_, question, serving) for site, path, round_ in _sites(plan.root, "", 1)]
    return sorted(found, key=lambda one: one.round)


def branches(plan: Plan, name: str) -> Branch:
    """The selections of a plan as a tree."""
    return _branch(name, plan.root, site=False)


def _sites(shape: Shape, path: str, round_: int) -> Iterator[tuple[Site, str, int]]:
    for field in shape.fields:
        here = f"{path}.{field.where.key}".lstrip(".")
        waits = isinstance(field, Site)
        if isinstance(field, Site):
            yield field, here, round_
        for condition, each in _shapes(field.place):
            yield from _sites(each, here + condition, round_ + waits)


def _shapes(place: Place) -> Iterator[tuple[str, Shape]]:
    """The selections below a place; of an interface or a union only those types that have some of their own."""
    while isinstance(place, Listed):
        place = place.item
    if isinstance(place, Objects):
        yield "", place.shape
    elif isinstance(place, Members):
        for type_ in place.schema.get_possible_types(place.type):
            yield f"<{type_.name}>", place.of(type_).shape


def _told(site: Site, path: str, round_: int, question: Question, serving: Serving) -> Told:
    nouns = _nouns(site.where, question)
    asked = {noun: _serving(noun, facets, serving) for noun, facets in nouns.items()}
    return Told(
        path=path,
        parent=site.where.parent.name,
        round=round_,
        nouns=nouns,
        systems=list(dict.fromkeys(name for names in asked.values() for name in names)),
        calls=sum(map(len, asked.values())),
    )


def _nouns(where: Where, question: Question) -> Mapping[Noun, Facets]:
    """What a site asks for: all of what its field declares, or what is selected of the noun that its type is."""
    definition = where.parent.fields[where.name].extensions.get("strawberry-definition")
    declared = definition.metadata.get(ASKS, ()) if isinstance(definition, StrawberryField) else ()
    if declared:
        return {noun: FACETS[noun] for noun in declared}
    word = get_named_type(where.type).name.removesuffix("Connection").removesuffix("Lookup").lower()
    selected = frozenset(below(question.info(where)))
    return {Noun(word): (selected & FACETS[Noun(word)]) | {Facet.HEAD}} if word in set(Noun) else {}


def _serving(noun: Noun, facets: Facets, serving: Serving) -> list[str]:
    return [name for name, nouns in serving.items() if nouns.get(noun, frozenset()) & facets]


def _branch(name: str, shape: Shape, *, site: bool) -> Branch:
    read, under = list[str](), list[Branch]()
    for field in shape.fields:
        shapes = [(condition, each) for condition, each in _shapes(field.place) if each.fields]
        waits = isinstance(field, Site)
        if not shapes and not waits:
            read.append(field.where.key)
        elif not shapes:
            under.append(Branch(name=field.where.key, read=(), below=(), site=waits))
        under.extend(_branch(field.where.key + condition, each, site=waits) for condition, each in shapes)
    return Branch(name=name, read=read, below=under, site=site)
