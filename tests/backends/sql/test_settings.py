"""How the backend is set up, and that it costs nothing until it is."""

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from backends.sql import MANIFEST, SqlSettings
from backends.vocabulary import FACETS


def loaded(module: str, *names: str) -> list[str]:
    """Those of these modules that a fresh interpreter has loaded once it has imported one."""
    code = f"import sys, {module}; print(*({set(names)} & sys.modules.keys()))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return said.stdout.split()


def test_the_manifest_is_light() -> None:
    """Neither SQLAlchemy nor a driver is loaded before a configured system needs it."""
    assert loaded("backends.sql", "sqlalchemy", "asyncpg", "sqlite3") == []


def test_a_file_does_not_load_what_only_servers_need() -> None:
    assert loaded("backends.sql.client", "asyncpg", "sqlalchemy.orm", "sqlalchemy.ext.asyncio") == []


def test_it_serves_every_facet() -> None:
    assert MANIFEST.facets == FACETS
    assert MANIFEST.settings is SqlSettings


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///shop.sqlite", "shop.sqlite"),
        ("sqlite:////var/lib/shop.sqlite", "/var/lib/shop.sqlite"),
        ("postgresql://ada:secret@db:5432/shop", None),
        ("postgresql://ada@/shop?host=/run/postgresql", None),
        ("postgresql://db/shop?sslmode=verify-full&target_session_attrs=prefer-standby", None),
    ],
)
def test_urls(url: str, file: str | None) -> None:
    settings = SqlSettings.model_validate({"url": url})
    assert (settings.file and str(settings.file)) == file
    assert "secret" not in repr(settings) + str(settings)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"url": ""},
        {"url": "sqlite://"},
        {"url": "sqlite:///"},
        {"url": "sqlite:///:memory:"},
        {"url": "sqlite:///shop.sqlite?mode=rwc"},
        {"url": "mysql://ada:secret@db/shop"},
        {"url": "postgresql+psycopg://ada:secret@db/shop"},
        {"url": "postgresql://"},
        {"url": "postgresql://ada:secret@db/shop?sslmodes=require"},
        {"url": "sqlite:///shop.sqlite", "max_keys": 0},
        {"url": "sqlite:///shop.sqlite", "pool_size": 0},
        {"url": "sqlite:///shop.sqlite", "password": "secret"},
    ],
)
def test_what_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as raised:
        SqlSettings.model_validate(wrong)
    assert "secret" not in str(raised.value)
