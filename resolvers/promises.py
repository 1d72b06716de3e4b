"""What was promised to a customer, and whether it holds."""

from datetime import datetime

import strawberry

from resolvers.edges import part


@strawberry.type(description="A promise to a customer. The original promise stays when the carrier moves its estimate.")
class Promise:
    from_: datetime | None = part("Not before, UTC. Null when only an end was promised.", name="from")
    by: datetime = part("Not after, UTC: the original promise.")
    made_at: datetime | None = part("When it was promised, UTC. Null when the system does not say.")
    current: datetime | None = part("The present belief, UTC. Null when there is none.")
    breached: bool = part("Delivered after `by`, or not delivered although `by` is past.")
    at_risk: bool = part("Not breached yet, but expected after `by`: there is time to call the customer.")
    late_by_seconds: int | None = part(
        "Seconds from `by` to delivery, or to the later of now and `current`. Null in time."
    )
