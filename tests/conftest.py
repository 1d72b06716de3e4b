"""What the tests of several packages need."""

import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL from a wheel, for as long as the tests run."""
    if find_spec("pgserver") is None:
        reason = "no PostgreSQL: the wheel `pgserver` is not installed"
        if sys.version_info < (3, 13):
            pytest.fail(f"{reason}; `requirements/dev.txt` has it")
        pytest.skip(f"{reason}, it has none for this Python: NOTHING WAS TESTED ON POSTGRESQL")
    folder = Path(tempfile.mkdtemp(prefix="comptoir-postgresql-"))
    folder.chmod(0o755)  # as root the server runs as another user, who must get here
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns of a session without XDG_RUNTIME_DIR
        server = import_module("pgserver").get_server(folder / "data", cleanup_mode="stop")
    for hurry in ("fsync", "synchronous_commit", "full_page_writes"):  # nobody will miss these data
        server.psql(f"ALTER SYSTEM SET {hurry} = off")
    server.psql("SELECT pg_reload_conf()")
    server.psql("CREATE DATABASE retailer TEMPLATE template0 LOCALE 'C.UTF-8'")  # whatever the locale out here is
    yield server.get_uri("retailer")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)
