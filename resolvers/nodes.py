"""What can be fetched again by its id."""

from typing import Annotated

import strawberry

from resolvers.edges import part

ID_OR_NONE = Annotated[strawberry.ID | None, strawberry.argument(description="The id.")]


@strawberry.interface(description="A thing with an id of its own: `node(id:)` fetches it again.")
class Node:
    id: strawberry.ID = part("Opaque and stable; unique over all types.")
