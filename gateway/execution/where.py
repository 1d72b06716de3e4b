"""Where a field is asked for."""

from graphql import FieldNode, GraphQLObjectType, GraphQLOutputType
from graphql.pyutils import Path
from msgspec import Struct


class Where(Struct, frozen=True, eq=False, kw_only=True):
    """One field of one object type, as an operation selects it: `key` is its name in the response.

    `path` has no list positions: it is the same for all parents.
    """

    key: str
    name: str
    parent: GraphQLObjectType
    type: GraphQLOutputType
    nodes: list[FieldNode]
    path: Path

    def __str__(self) -> str:
        return f"{self.parent.name}.{self.name}"
