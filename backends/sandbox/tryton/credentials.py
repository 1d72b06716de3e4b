"""Who may sign in, and what the server allows."""

from typing import Final

from msgspec import Struct

DATABASE: Final = "vaudrelle"


class Credentials(Struct, frozen=True, kw_only=True):
    """One user of one database."""

    username: str
    password: str
    database: str = DATABASE


class Limits(Struct, frozen=True, kw_only=True):
    """`session_seconds`: without a call; `most_refusals`: failed sign-ins in a row before it asks to slow down."""

    session_seconds: int = 300
    most_refusals: int = 20
