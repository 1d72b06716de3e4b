"""A real Tryton, served for as long as the tests run. It is asked for by name: `make test` does not come here."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from backends.manifest import Served
from backends.ports import System
from backends.tryton import MANIFEST, TrytonSettings
from backends.tryton.client import connect
from backends.vocabulary import SystemRole
from tests.pinned import NOT_TO_BE_HAD, NotToBeHadError
from tests.real.installation import DATABASE, PASSWORD, USER, Tryton, serving

FIELDS = {
    "customer": {"key": "code"},
    "order": {"customer": "party.code"},
    "shipment": {"key": "number", "tracking_number": "packages.shipping_reference"},
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--series", default="8.2", help="of Tryton")


@pytest.fixture(scope="session")
def series(request: pytest.FixtureRequest) -> str:
    told: str = request.config.getoption("--series")
    return told


@pytest.fixture(scope="session")
def tryton(series: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tryton]:
    try:
        with serving(series, tmp_path_factory.mktemp("tryton")) as served:
            yield served
    except NotToBeHadError as problem:
        pytest.exit(f"NO REAL TRYTON WAS TRIED: {problem}", returncode=NOT_TO_BE_HAD)


def table(tryton: Tryton, **changes: object) -> dict[str, object]:
    """The keys of a `[systems.NAME]` table."""
    return {
        "base_url": tryton.url,
        "database": DATABASE,
        "username": USER,
        "password": PASSWORD,
        "fields": FIELDS,
        "names": {"order": {"shop": "reference"}},
        **changes,
    }


@pytest_asyncio.fixture
async def erp(tryton: Tryton) -> AsyncIterator[System]:
    """The backend over the real thing, as the registry would make it."""
    system = connect(served(), TrytonSettings.model_validate(table(tryton)), lambda: datetime.now(UTC))  # noqa: TID251 - Tryton's own clock runs too
    yield system
    await system.close()


def served() -> Served:
    return Served(
        name="erp",
        role=SystemRole.ERP,
        backend=MANIFEST.name,
        facets=MANIFEST.facets,
        timeout=60.0,
        stock_convention=MANIFEST.stock_convention,
    )
