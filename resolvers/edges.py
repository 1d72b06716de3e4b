"""A field that asks the backends is declared once, as a batch function over many parents.

    @edge(Variant | None, "What was sold.", facets=[Facet.LINES])
    async def variant(lines: Sequence[records.OrderLine], info: Info) -> Sequence[records.Variant | Exception | None]:
        ...

The function answers one value for each parent, in order; an exception among them is that parent's error. The
single-object resolver that Strawberry's executor needs is derived from it: loads of one tick become one batch.

A function that takes `form` is given what rows may be instead of records (`Ask.form`), where the selection allows it.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeAlias

import strawberry
from strawberry.dataloader import DataLoader
from strawberry.types.field import StrawberryField

from backends.vocabulary import Facet, Noun
from resolvers.context import Context, Spot

Info: TypeAlias = strawberry.Info[Context, None]
Batch: TypeAlias = Callable[..., Coroutine[Any, Any, Sequence[Any]]]

BATCH = "batch"
FORM = "form"
FACETS = "facets"
ASKS = "asks"


def edge(
    graphql_type: Any,
    description: str,
    *,
    facets: Iterable[Facet] = (),
    asks: Iterable[Noun] = (),
    name: str | None = None,
) -> Callable[[Batch], Any]:
    """Declare a field that asks the backends; `facets` are those of the parent that it reads.

    `asks` names the nouns that it asks for, where its type does not tell.
    """

    def wrap(batch: Batch) -> StrawberryField:
        field: StrawberryField = strawberry.field(
            graphql_type=graphql_type,
            name=name,
            description=description,
            metadata={BATCH: batch, FACETS: frozenset(facets), ASKS: tuple(asks)},
        )(single_of(batch))
        return field

    return wrap


def part(description: str, *facets: Facet, of: Callable[..., Any] | None = None, name: str | None = None) -> Any:
    """Declare a plain field of a record, or one computed from it by `of`; `facets` are those it reads."""
    options: dict[str, Any] = {"description": description, "metadata": {FACETS: frozenset(facets)}}
    return strawberry.field(name=name, **options) if of is None else strawberry.field(resolver=of, name=name, **options)


def single_of(batch: Batch) -> Callable[..., Awaitable[Any]]:
    """The single-object form of a batch function: the same arguments, loaded together with its siblings."""

    async def single(root: Any, info: Info, **arguments: Any) -> Any:
        # Shielded, because graphql-core cancels the siblings of a field that fails, and the load is shared.
        return await asyncio.shield(_loader(batch, info, arguments).load(root))

    signature = inspect.signature(batch)
    own = [each for each in signature.parameters.values() if each.kind is each.KEYWORD_ONLY and each.name != FORM]
    root = inspect.Parameter("root", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    info = inspect.Parameter("info", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Info)
    single.__dict__["__signature__"] = signature.replace(
        parameters=[root, info, *own], return_annotation=inspect.Signature.empty
    )
    single.__annotations__ = {"info": Info} | {parameter.name: parameter.annotation for parameter in own}
    single.__name__, single.__module__ = batch.__name__, batch.__module__
    return single


def spot(info: Info) -> Spot:
    """Where in its operation's text a field is asked for: by all its nodes, since a fragment's node has many places."""
    raw = info._raw_info
    return (raw.parent_type.name, *map(id, raw.field_nodes))


def _loader(batch: Batch, info: Info, arguments: dict[str, Any]) -> DataLoader[Any, Any]:
    """One loader for each place of the operation's text: there arguments and selection are the same for all parents."""
    loaders, here = info.context.loaders, spot(info)
    if here not in loaders:

        async def load(parents: list[Any]) -> Sequence[Any]:
            return await info.context.work.start(batch(parents, info, **arguments))

        # No cache: two parents may be equal, and the backends join equal keys better than a loader would.
        loaders[here] = DataLoader(load_fn=load, cache=False)
    return loaders[here]
