"""Who may sign in, and what the server allows."""

from msgspec import Struct


class Credentials(Struct, frozen=True, kw_only=True):
    """A communication user, and the OAuth client that acts for it; `client` is the SAP client (tenant) it lives in."""

    username: str
    password: str
    client_id: str
    client_secret: str
    client: str = "100"


class Limits(Struct, frozen=True, kw_only=True):
    """Rows of a page, characters of a URL, parts of a batch, seconds that tokens and CSRF sessions live.

    Services by their namespace: `inactive` ones are not activated, `unauthorised` ones are not for our user.
    """

    page_rows: int = 1_000
    longest_url: int = 8_000
    batch_parts: int = 100
    token_seconds: int = 3_600
    session_seconds: int = 1_800
    inactive: frozenset[str] = frozenset()
    unauthorised: frozenset[str] = frozenset()
