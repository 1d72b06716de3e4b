"""Who may sign in, and what the account allows."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from msgspec import Struct

ACCOUNT: Final = "123456_SB1"


class Credentials(Struct, frozen=True, kw_only=True):
    """One integration and its role in one account.

    OAuth 2.0: `client_id`, and the certificate mapped under `certificate_id`; of `private_key` (PEM) the account looks
    at the public half only. OAuth 1.0a: the consumer's and the token's keys.
    """

    account: str = ACCOUNT
    client_id: str
    certificate_id: str
    private_key: str
    consumer_key: str
    consumer_secret: str
    token_id: str
    token_secret: str


class Limits(Struct, frozen=True, kw_only=True):
    """The account's limits.

    `concurrency`: requests under way at once; beyond that `refusal` is the status (429, or 400 with a code of its own).
    `page_rows` and `most_rows`: of one page, and of one query. `token_seconds`: how long a token lives. `seconds`: how
    long every request takes.
    """

    concurrency: int = 5
    refusal: int = 429
    page_rows: int = 1_000
    most_rows: int = 100_000
    token_seconds: int = 3_600
    seconds: float = 0.0


def made_up() -> Credentials:
    """Credentials with a key pair of their own."""
    pem = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Credentials(
        client_id="3f1c7a90made0up",
        certificate_id="cert-of-comptoir",
        private_key=pem.decode(),
        consumer_key="consumer-of-comptoir",
        consumer_secret="made-up",  # noqa: S106  # as is all of it
        token_id="token-of-comptoir",  # noqa: S106  # as is all of it
        token_secret="made-up-too",  # noqa: S106  # as is all of it
    )
