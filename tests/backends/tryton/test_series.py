"""The RPC of newer and of older series, named or found out."""

from collections.abc import Iterator

import pytest

from backends.errors import Denied, Rejected
from backends.manifest import Served
from backends.sandbox.holdings import Holdings
from backends.sandbox.hosting import hosted
from backends.sandbox.tryton.app import server
from backends.sandbox.tryton.credentials import Credentials
from backends.tryton import MANIFEST, TrytonSettings, advice
from backends.tryton.client import TrytonSystem, connect
from backends.vocabulary import Noun, SystemRole
from tests.backends.samples import order
from tests.backends.toy import ManualClock

KEYS = Credentials(username="gateway", password="made-up")  # noqa: S106 - as is all of it


@pytest.fixture(params=["6.0", "7.0", "8.2"])
def series(request: pytest.FixtureRequest) -> str:
    told: str = request.param
    return told


@pytest.fixture
def url(series: str) -> Iterator[str]:
    holdings = Holdings(name="erp", orders=(order("O-1", "erp", lines=()),))
    with hosted(server(holdings, KEYS, ManualClock(), series=series)) as url:
        yield url


def system(url: str, **changes: object) -> TrytonSystem:
    served = Served(
        name="erp",
        role=SystemRole.ERP,
        backend="tryton",
        facets={Noun.ORDER: MANIFEST.facets[Noun.ORDER]},
        timeout=60.0,
        stock_convention=MANIFEST.stock_convention,
    )
    table = {"base_url": url, "database": KEYS.database, "username": KEYS.username, "password": KEYS.password}
    return connect(served, TrytonSettings.model_validate({**table, **changes}), ManualClock())


@pytest.mark.parametrize("named", [True, False], ids=["named", "found out"])
async def test_it_is_reached(url: str, series: str, named: bool) -> None:
    asked = system(url, series=series if named else None)
    await asked.probe()
    await asked.close()


async def test_a_field_that_is_not_there_is_named(url: str) -> None:
    asked = system(url, fields={"order": {"channel": "shop_channels"}})
    with pytest.raises(Rejected, match="called shop_channels"):
        await asked.probe()
    await asked.close()


async def test_a_database_that_is_not_there(url: str) -> None:
    asked = system(url, database="nowhere")
    with pytest.raises(Rejected, match="no such database") as raised:
        await asked.probe()
    assert raised.value.advice == advice.DATABASE
    await asked.close()


async def test_a_wrong_password(url: str) -> None:
    asked = system(url, password="wrong-one")  # noqa: S106 - nobody's
    with pytest.raises(Denied) as raised:
        await asked.probe()
    assert "wrong-one" not in raised.value.message
    assert raised.value.advice == advice.LOGIN
    await asked.close()
