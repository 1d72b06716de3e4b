"""The statements that answer lookups: keys in, rows out. Built once for each database, run for any number of keys.

The parameter `keys` carries many keys, `wanted` many names.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from backends.sql.catalogue import Catalogue
from backends.sql.dialects import Texts
from backends.sql.wire import CustomerMergeRow, RefRow, Row
from backends.vocabulary import Noun

Statement = Select[Any]

_KEYS = bindparam("keys", type_=Texts())


def about(view: type[Row], statement: Statement) -> Statement:
    """Marks a statement with the view that it reads, for those who listen to the engine's events."""
    return statement.execution_options(view=view.view)


@lru_cache(maxsize=512)
def by_key(catalogue: Catalogue, view: type[Row], without: frozenset[str] = frozenset()) -> Statement:
    """Whole rows of a view, by the key of the noun that they are or hang below, in the view's order."""
    of = catalogue.column(view, view.of)
    order = (catalogue.column(view, name) for name in view.order)
    statement = select(*catalogue.selected(view, without)).where(catalogue.speech.one_of(of, _KEYS))
    return about(view, statement.order_by(*order))


@lru_cache(maxsize=64)
def copies(catalogue: Catalogue, refs: type[RefRow], noun: Noun) -> Statement:
    """(asker, own key) of what is the copy of the wanted names."""
    wanted = catalogue.speech.wanted()
    of, system, value, kind = (catalogue.column(refs, name) for name in (refs.of, "system", "value", "kind"))
    statement = select(wanted.c.asker, of).where(system == wanted.c.system, value == wanted.c.key, kind == noun.value)
    return about(refs, statement.order_by(of.desc()))


@lru_cache(maxsize=64)
def survivors(catalogue: Catalogue) -> Statement:
    """(old key, surviving key) of merged customers."""
    old, survivor = (catalogue.column(CustomerMergeRow, name) for name in ("old_key", "customer_key"))
    return about(CustomerMergeRow, select(old, survivor).where(catalogue.speech.one_of(old, _KEYS)))
