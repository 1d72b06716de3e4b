"""What a backend says of itself: one `MANIFEST` in each vendor folder's `__init__`, with nothing heavy behind it."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct
from pydantic import BaseModel

from backends.ports import Clock, Facets, System
from backends.vocabulary import Noun, StockConvention, SystemRole


class Served(Struct, frozen=True, kw_only=True):
    """One configured instance: the name the retailer chose, its role and what it serves.

    `timeout` is the time budget of one call in seconds;
    `history_from` tells since when its history is whole (an RFC 3339 date), None for always.
    """

    name: str
    role: SystemRole
    backend: str
    facets: Mapping[Noun, Facets]
    timeout: float
    stock_convention: StockConvention
    history_from: str | None = None


Connect: TypeAlias = Callable[[Served, BaseModel, Clock], System]
"""Makes a system; opens nothing yet: a dead system must not keep the others from serving."""


class Manifest(Struct, frozen=True, kw_only=True):
    """What a backend can do and how it is set up.

    `settings` is the pydantic type of the backend's own keys in a `[systems.NAME]` table; `connect` names its
    `Connect` function as `module:function`, imported only when a configured system needs it; `batch_limit` is the
    most keys or parents that one call may carry; `quirks` are dated remarks with their source.
    """

    name: str
    summary: str
    settings: type[BaseModel]
    connect: str
    facets: Mapping[Noun, Facets]
    batch_limit: int
    stock_convention: StockConvention = StockConvention.GROSS
    quirks: tuple[str, ...] = ()
