"""Any database that offers the views of `docs/views.sql`: SQLite embedded, PostgreSQL in production.

rows ── wire ──▶ checked rows ── translate ──▶ records          (pure)
question ── queries, narrowing ──▶ statements                   (pure)
fetching: the statements of one call, one after the other, on one connection, in one snapshot
client: awaits them, in a worker thread (files) or on a server's socket
"""

import re
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from backends.manifest import Manifest
from backends.vocabulary import FACETS

_OPTIONS: Final = frozenset({"host", "port", "sslmode", "target_session_attrs", "prepared_statement_cache_size"})
_URL: Final = re.compile(r"sqlite:///(?!:memory:)[^?#]+|postgresql://.+")


class SqlSettings(BaseModel):
    """Where the database is, and how it may be asked."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: Annotated[SecretStr, Field(description="sqlite:///FILE (from the configuration's folder) or postgresql://…")]
    max_keys: Annotated[int, Field(ge=1, le=10_000, description="Most keys that one statement asks for.")] = 500
    pool_size: Annotated[int, Field(ge=1, le=100, description="Most statements under way at once.")] = 4
    db_schema: Annotated[str | None, Field(description="PostgreSQL: the schema of the views.")] = None

    @field_validator("url")
    @classmethod
    def _supported(cls, url: SecretStr) -> SecretStr:
        if not _URL.fullmatch(url.get_secret_value()):
            raise ValueError("expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
        unknown = parse_qs(urlsplit(url.get_secret_value()).query, keep_blank_values=True).keys() - _OPTIONS
        if unknown:
            raise ValueError(f"not an option of a PostgreSQL URL here: {', '.join(sorted(unknown))}")
        return url

    @property
    def file(self) -> Path | None:
        """The SQLite file, None for a server."""
        scheme, _, rest = self.url.get_secret_value().partition(":///")
        return Path(rest) if scheme == "sqlite" else None


MANIFEST: Final = Manifest(
    name="sql",
    summary="Any database that offers the documented views: SQLite or PostgreSQL.",
    settings=SqlSettings,
    connect="backends.sql.client:connect",
    facets=FACETS,
    batch_limit=5_000,
)
