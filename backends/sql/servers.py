"""How a PostgreSQL server is connected to."""

from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from backends.manifest import Served
from backends.sql import SqlSettings


def engine(served: Served, settings: SqlSettings) -> AsyncEngine:
    """A pool of connections, none of which is open yet; a call reads in one snapshot and cannot write."""
    return create_async_engine(
        _url(settings.url.get_secret_value()),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=served.timeout,
        isolation_level="REPEATABLE READ",
        execution_options={"system": served.name, "postgresql_readonly": True},
        connect_args={"timeout": served.timeout},
        hide_parameters=True,
    )


def _url(given: str) -> URL:
    """The URL as the driver wants it, whose name for `sslmode` is `ssl`."""
    url = make_url(given).set(drivername="postgresql+asyncpg")
    ssl = url.query.get("sslmode")
    return url if ssl is None else url.difference_update_query(["sslmode"]).update_query_dict({"ssl": ssl})
