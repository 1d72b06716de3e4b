"""One query carried out: a page of rows with what is linked to them."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from backends.sandbox.sap.edm import Entity, Row, Service, Value
from backends.sandbox.sap.evaluation import order, test
from backends.sandbox.sap.options import Query, Tree
from backends.sandbox.sap.store import Store


class Node(Struct, frozen=True):
    """A row as it is told: what was selected of it, and the rows below it by link; a link to one has one or none."""

    entity: Entity
    row: Row
    values: Mapping[str, Value]
    below: Mapping[str, "Sequence[Node]"]


class Page(Struct, frozen=True, kw_only=True):
    """Some rows; `count` of all if it was asked for, `next` where the next page starts."""

    nodes: Sequence[Node]
    count: int | None = None
    next: int | None = None


Rows: TypeAlias = Sequence[Row]


class Reader:
    """Answers queries of one service, `page_rows` rows at a time."""

    def __init__(self, store: Store, service: Service, page_rows: int) -> None:
        self._store = store
        self._service = service
        self._page_rows = page_rows

    def page(self, entity: Entity, asked: Query, rows: Rows | None = None) -> Page:
        """The rows of a set, or those given, as far as they are asked for."""
        found = self.matching(entity, asked, rows)
        ordered = order(found, asked.by, entity)
        end = len(ordered) if asked.top is None else min(len(ordered), asked.skip + asked.top)
        start = asked.skip if asked.start is None else asked.start
        last = min(end, start + self._page_rows)
        return Page(
            nodes=[self.node(entity, row, asked.tree) for row in ordered[start:last]],
            count=len(found) if asked.counted else None,
            next=last if last < end else None,
        )

    def matching(self, entity: Entity, asked: Query, rows: Rows | None = None) -> Rows:
        """All rows that meet the condition, in the order of their keys."""
        every = self._store.rows(entity.name) if rows is None else rows
        if asked.condition is None:
            return every
        holds = test(asked.condition, entity)
        return [row for row in every if holds(row)]

    def node(self, entity: Entity, row: Row, tree: Tree) -> Node:
        """A row with what is selected of it."""
        names = tree.properties or entity.properties.keys()
        below = {name: self._below(entity, row, name, part) for name, part in tree.links.items()}
        return Node(entity, row, {name: row[name] for name in entity.properties if name in names}, below)

    def _below(self, entity: Entity, row: Row, name: str, tree: Tree) -> Sequence[Node]:
        link = entity.links[name]
        target = self._service.entities[link.target]
        return [self.node(target, each, tree) for each in self._store.linked(row, link)]
