"""What every row of a view has in common."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Literal, TypeAlias

from msgspec import Meta, Struct

from backends.vocabulary import Facet

Instant: TypeAlias = Annotated[datetime, Meta(tz=True)]
Flag: TypeAlias = bool | Literal[0, 1]


class Row(Struct, frozen=True, array_like=True):
    """A row of one view: the fields are its columns; a column whose type admits None may be left out by the view.

    `of` is the column by which rows are asked for: the key of the noun that they are, or hang below. `order`
    sorts the rows of one noun. `by_facet` names columns that are read only when a facet is asked. A view that is
    `optional` may be left out as a whole.
    """

    view: ClassVar[str]
    of: ClassVar[str]
    order: ClassVar[tuple[str, ...]] = ()
    by_facet: ClassVar[Mapping[Facet, frozenset[str]]] = {}
    optional: ClassVar[bool] = False


class RefRow(Row, frozen=True):
    """What another system calls the noun."""

    order: ClassVar[tuple[str, ...]] = ("system", "kind", "value")

    system: str
    kind: str
    value: str
    synced_at: Instant | None


class AddressRow(Row, frozen=True):
    """A postal address beside other columns."""

    line1: str | None
    line2: str | None
    line3: str | None
    postal_code: str | None
    city: str | None
    region: str | None
    country: str | None
