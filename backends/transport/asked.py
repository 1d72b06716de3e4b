"""One request under way."""

import asyncio

from msgspec import Struct

from backends.transport.replies import Reply


class Asked(Struct, eq=False):
    """What is sent, by when (the loop's time) its reply must be there, and where that goes.

    `bodiless` says that the reply will have no body whatever it says (HEAD), `repeatable` that sending it twice changes
    nothing. `answer` becomes None if the asker shall open a connection and send it over that.
    """

    request: bytes
    bodiless: bool
    repeatable: bool
    deadline: float
    answer: "asyncio.Future[Reply | None]"
