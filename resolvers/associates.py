"""The sales force, as the systems name its members."""

from collections.abc import Sequence

import strawberry
from strawberry import Parent

from backends import records
from backends.vocabulary import Noun
from resolvers import ids
from resolvers.asking import records_of
from resolvers.edges import Info, edge, part
from resolvers.locations import Location


def associate_store_id(associate: Parent[records.Associate]) -> strawberry.ID | None:
    return ids.maybe("Location", associate.store)


@strawberry.type(description="A member of the sales force.")
class Associate:
    display_name: str = part("The name to call her by.")
    store_id: strawberry.ID | None = part("Where she works. Null when the system does not say.", of=associate_store_id)

    @edge(Location | None, "Where she works. Null when unknown, or when the locations' system failed.")
    async def store(
        associates: Sequence[records.Associate], info: Info
    ) -> Sequence[records.Location | Exception | None]:
        return await records_of(info, Noun.LOCATION, [associate.store for associate in associates])
