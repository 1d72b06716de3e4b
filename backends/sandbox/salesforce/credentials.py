"""Who may sign in, and what the org allows."""

from msgspec import Struct


class Credentials(Struct, frozen=True, kw_only=True):
    """One connected app and its user. `public_key` (PEM) verifies the app's JWTs; without it there are none.

    `audience` is what a JWT must be made out for; `password` holds for the older grants, None refuses them.
    """

    client_id: str
    client_secret: str
    username: str
    password: str | None = None
    public_key: str | None = None
    audience: str = "https://login.salesforce.com"


class Limits(Struct, frozen=True, kw_only=True):
    """The org's limits: API calls a day, rows of a page, seconds that a session lives, bytes of a URL.

    `longest_head` is for the URL and the headers together. `hidden` are the objects and fields that the user may not
    see, or that the org does not have: `Contact`, `Account.PersonEmail`.
    """

    daily_calls: int = 15_000
    page_rows: int = 2_000
    session_seconds: int = 7_200
    longest_url: int = 16_000
    longest_head: int = 16_384
    hidden: tuple[str, ...] = ()
