"""How the systems behind the graph fare, from the calls that are made to them anyway."""

from collections.abc import Sequence
from datetime import datetime

import strawberry
from strawberry import Parent

from backends.federation import SystemState
from resolvers.edges import Info, edge, part
from resolvers.words import FreshnessState, SystemRole


def state(system: Parent[SystemState]) -> FreshnessState:
    return FreshnessState.UNAVAILABLE if system.failing else FreshnessState.LIVE


@strawberry.type(description="One system and how it fares.")
class SystemHealth:
    system: str = part("Its configured name.", name="system")
    role: SystemRole = part("What it is to the business.")
    serves: list[str] = part("The nouns it serves.")
    state: FreshnessState = part("LIVE, or UNAVAILABLE when its last call failed.", of=state)
    last_success_at: datetime | None = part("When it last answered, UTC. Null when it never did.")
    p95_millis: int | None = part(
        "95 of 100 of its last calls took at most so many milliseconds. Null before the first."
    )
    error_code: str | None = part("Why its last call failed. Null when it did not.")
    vocabulary_gaps: int = part("How many words it sent that the vocabulary does not have, since start.")


@strawberry.type
class SystemsQuery:
    @edge(
        list[SystemHealth],
        "Every configured system; one that was not asked yet is asked something small first.",
    )
    async def systems(roots: Sequence[None], info: Info) -> Sequence[Sequence[SystemState]]:
        return [await info.context.federation.states()]
