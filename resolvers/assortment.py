"""Finding what is sold: by a scan, by search, by category."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from backends.filters import VariantFilter
from backends.identifiers import InvalidIdentifier
from backends.identifiers.digital_link import digital_link
from backends.identifiers.gtin import gtin
from backends.ports import Parent, ParentKind, Sort
from backends.vocabulary import Noun, SortField
from resolvers.asking import Found, first_of, skus_of
from resolvers.edges import Info, edge, part
from resolvers.pages import AFTER, FIRST, Connection, Listing, PageInfo, connections
from resolvers.problems import BadInput
from resolvers.products import Variant
from resolvers.scalars import GTIN, URL
from resolvers.values import Completeness

MAX_VALUES = 500
MAX_SEARCH = 200


@strawberry.type(description="A variant and its cursor.")
class VariantEdge:
    cursor: str = part("Where to go on after this variant.")
    node: Variant = part("The variant.")


@strawberry.type(description="Variants, by SKU.")
class VariantConnection:
    edges: list[VariantEdge] = part("The variants with their cursors.")
    nodes: list[Variant] = part("The variants.")
    page_info: PageInfo = part("Where this page lies.")
    completeness: Completeness = part("Whether every system that serves variants answered.")


@strawberry.input(one_of=True, description="What a scan returned: exactly one.")
class ScanKey:
    gtin: GTIN | None = strawberry.field(default=strawberry.UNSET, description="A GTIN with its check digit.")
    sku: str | None = strawberry.field(default=strawberry.UNSET, description="A stock keeping unit.")
    digital_link: URL | None = strawberry.field(
        default=strawberry.UNSET, description="A GS1 Digital Link URI, of any domain, with any path before its key."
    )


@strawberry.type
class AssortmentQuery:
    @edge(
        Variant | None,
        "What was scanned. Owner: PIM. Null when nobody knows it, or, with an entry in `errors`, when the PIM failed.",
    )
    async def variant_by_scan(
        roots: Sequence[None],
        info: Info,
        *,
        key: Annotated[ScanKey, strawberry.argument(description="What the scan returned.")],
    ) -> Sequence[Found]:
        if key.sku:
            return await skus_of(info, Noun.VARIANT, [key.sku])
        return [await first_of(info, Noun.VARIANT, ParentKind.GTIN, _scanned(key), SortField.KEY)]

    @edge(
        VariantConnection | None,
        "What is sold: by words of its title or SKU, by SKU, by category. Owner: PIM. Null when the PIM failed.",
    )
    async def variants(
        roots: Sequence[None],
        info: Info,
        *,
        search: Annotated[
            str | None,
            strawberry.argument(description="Words that all occur in the SKU or in a title, in any language."),
        ] = None,
        skus: Annotated[
            list[str] | None,
            strawberry.argument(description="Only any of these SKUs; an empty list selects nothing."),
        ] = None,
        category_path: Annotated[
            list[str] | None,
            strawberry.argument(
                description="Only below the category at the end of this path, broadest first; an empty path is the "
                "root, below which everything is."
            ),
        ] = None,
        first: FIRST = None,
        after: AFTER = None,
    ) -> Sequence[Connection | Exception]:
        wanted = VariantFilter(
            search=_words(search), skus=_bounded(skus, "skus"), category_path=_bounded(category_path, "categoryPath")
        )
        return await connections(
            info,
            [Parent(ParentKind.ROOT)],
            Listing(Noun.VARIANT, wanted, Sort(SortField.KEY), first, after, nothing=skus == []),
        )


def _scanned(key: ScanKey) -> str:
    try:
        return gtin(key.gtin) if key.gtin else digital_link(key.digital_link or "").gtin
    except InvalidIdentifier as problem:
        raise BadInput(f"variantByScan(key:): {problem}", code="INVALID_SCAN") from None


def _words(search: str | None) -> str | None:
    if search is not None and len(search) > MAX_SEARCH:
        raise BadInput(f"variants(search:): expected at most {MAX_SEARCH} characters, found {len(search)}.")
    return search and search.strip()


def _bounded(values: Sequence[str] | None, argument: str) -> tuple[str, ...]:
    if values is not None and len(values) > MAX_VALUES:
        raise BadInput(f"variants({argument}:): expected at most {MAX_VALUES} values, found {len(values)}.")
    return tuple(values or ())
