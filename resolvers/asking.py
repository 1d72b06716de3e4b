"""How a resolver asks: many keys or parents in, one value for each out; a failure is the exception at its place."""

from collections.abc import Sequence
from typing import Any

from backends.errors import Absent, Failure
from backends.filters import NO_FILTER
from backends.paging import MergedPage
from backends.ports import Answer, Facets, PageSpec, Parent, ParentKind, Sort
from backends.records import Record, Ref
from backends.routing import Routed
from backends.vocabulary import Noun, SortField
from resolvers.context import Context
from resolvers.edges import Info
from resolvers.problems import FieldFailure, NotServed
from resolvers.selection import facets

SHARED = ""  # the system of names that all systems share, such as SKUs
Found = Record | Exception | None


def value(answer: Answer) -> Found:
    """An answer as a resolver gives it: the record, nothing, or the failure as that field's error."""
    if isinstance(answer, Failure):
        return FieldFailure(answer)
    return None if isinstance(answer, Absent) else answer


async def records_of(info: Info, noun: Noun, keys: Sequence[Ref | None], also: Facets = frozenset()) -> list[Any]:
    """The records that the operation needs under these names; a None among them stays None."""
    return await lookup(info.context, noun, keys, facets(info, noun) | also)


async def lookup(context: Context, noun: Noun, keys: Sequence[Ref | None], facets: Facets) -> list[Any]:
    """The records under these names with these facets, in order."""
    port = context.federation.port(noun)
    if port is None:
        return [key and NotServed(noun) for key in keys]
    answers = await _answers(port, keys, facets, context)
    return [None if key is None else value(answers[key]) for key in keys]


async def _answers(port: Routed, keys: Sequence[Ref | None], facets: Facets, context: Context) -> Any:
    asked = tuple(dict.fromkeys(key for key in keys if key is not None))
    return await port.lookup(asked, facets, context.ask) if asked else {}


async def skus_of(info: Info, noun: Noun, skus: Sequence[str]) -> list[Any]:
    """The records that the operation needs of these SKUs."""
    return await records_of(info, noun, [Ref(SHARED, sku) for sku in skus])


async def everything(info: Info, noun: Noun, parents: Sequence[Parent], spec: PageSpec) -> list[Any]:
    """The rows of each parent, with the facets that the operation needs.

    An exception stands where none came and a system failed: an empty list never stands for a system that is down.
    """
    found = await listed(info.context, noun, parents, spec, facets(info, noun))
    return [page if isinstance(page, Exception) else _rows(page, bool(page.items)) for page in found]


async def all_or_failure(
    context: Context, noun: Noun, parents: Sequence[Parent], spec: PageSpec, facets: Facets
) -> list[Any]:
    """The rows of each parent for a formula: an exception where any system that may have some failed."""
    found = await listed(context, noun, parents, spec, facets)
    return [page if isinstance(page, Exception) else _rows(page, False) for page in found]


async def listed(
    context: Context, noun: Noun, parents: Sequence[Parent], spec: PageSpec, facets: Facets
) -> list[MergedPage | Exception]:
    """The first page of each parent."""
    port = context.federation.port(noun)
    if port is None:
        return [NotServed(noun) for _ in parents]
    found = await port.pages(tuple(dict.fromkeys(parents)), spec, facets, context.ask)
    return [found[parent] for parent in parents]


def _rows(page: MergedPage, whatever_failed: bool) -> Sequence[Record] | Exception:
    if page.failures and not whatever_failed:
        return FieldFailure(page.failures[0])
    return page.items


async def first_of(info: Info, noun: Noun, kind: ParentKind, value: str, sort: SortField) -> Found:
    """The first row that belongs to a value such as a tracking number."""
    spec = PageSpec(filter=NO_FILTER, sort=Sort(sort, descending=True), size=1)
    [found] = await everything(info, noun, [Parent(kind, (Ref(SHARED, value),))], spec)
    return found if isinstance(found, Exception) else next(iter(found), None)
