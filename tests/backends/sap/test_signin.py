"""Signing in, and what is said of those who are not let in."""

from collections.abc import Mapping
from typing import Any

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from backends.errors import Advice, BackendError, Denied, Overloaded, Rejected, TimedOut, Unavailable, Unreadable
from backends.sandbox.holdings import Holdings
from backends.sandbox.sap.credentials import Limits
from backends.sandbox.sap.edm import Version
from backends.sandbox.sap.errors import NO_AUTHORISATION, Refused
from backends.sandbox.sap.rendering import refusal
from backends.sap import advice
from backends.vocabulary import Noun
from tests.backends.asking import look_up
from tests.backends.sap.tenants import BASIC, Hosted, connected, hosted


async def probed(tenant: Hosted, **changes: Any) -> BackendError:
    async with connected(tenant, **changes) as system:
        with pytest.raises(BackendError) as raised:
            await system.probe()
    assert not {"made-up", "made-up-too", "COMPTOIR"} & set(raised.value.message.replace(".", " ").split())
    return raised.value


async def test_by_name_and_password(erp: Hosted) -> None:
    async with connected(erp, **BASIC) as system:
        await system.probe()
    assert erp.paths == ["GET A_SalesOrder", "GET "]


async def test_by_a_client_of_oauth(erp: Hosted) -> None:
    async with connected(erp) as system:
        await system.probe()
        erp.clock.advance(3_601)
        await system.probe()
    assert erp.paths.count("POST token") == 2


async def test_a_token_from_another_place(erp: Hosted) -> None:
    async with connected(erp, token_url=f"{erp.url}/sap/bc/sec/oauth2/token") as system:
        await system.probe()
    error = await probed(erp, token_url=f"{erp.url}/oauth/token")
    assert isinstance(error, Denied)
    assert "token_url" in error.message


async def test_a_wrong_password_is_not_tried_again(erp: Hosted) -> None:
    """SAP locks users after a few wrong ones."""
    order = erp.holdings.orders[0].ref
    async with connected(erp, **BASIC | {"password": "wrong"}) as system:
        for _ in range(4):
            with pytest.raises(Denied) as raised:
                await look_up(system, Noun.ORDER, order)
        assert raised.value.advice == advice.LOCKED
        assert len(erp.calls) == 1
        erp.clock.advance(60)
        with pytest.raises(Denied, match="client 100"):
            await look_up(system, Noun.ORDER, order)
        assert len(erp.calls) == 2


@pytest.mark.parametrize(
    ("changes", "said", "way"),
    [
        ({"client": "200"}, "not known in client 200, is locked, or its password is wrong", advice.CLIENT),
        ({"client": "200"}, "it was looked for in client 100", advice.CLIENT),
        (BASIC | {"password": "wrong"}, "not known in client 100", advice.LOGON),
        (BASIC | {"password": "wrong", "client": None}, "not known in the host's default client", advice.LOGON),
        ({"client_secret": "wrong"}, "client_id or client_secret is wrong", advice.OAUTH),
    ],
)
async def test_who_is_not_let_in(erp: Hosted, changes: Mapping[str, Any], said: str, way: Advice) -> None:
    error = await probed(erp, **changes)
    assert isinstance(error, Denied)
    assert said in error.message
    assert error.advice == way


@pytest.mark.parametrize(
    ("system", "service", "limits", "kind", "said"),
    [
        ("erp", "API_SALES_ORDER_SRV", "inactive", Rejected, "/IWFND/MAINT_SERVICE, or in the cloud the communication"),
        ("erp", "API_SALES_ORDER_SRV", "unauthorised", Denied, "S_SERVICE for the service, or for its data, or in the"),
        ("crm", "API_BUSINESS_PARTNER", "unauthorised", Denied, "SAP_COM_0008"),
        ("wms", "API_MATERIAL_STOCK_SRV", "inactive", Rejected, "SAP_COM_0164"),
        (
            "wms",
            "com.sap.gateway.srvd_a2x.warehouseavailablestock.v0001",
            "inactive",
            Rejected,
            "/IWFND/V4_ADMIN",
        ),
        ("wms", "com.sap.gateway.srvd_a2x.warehouseavailablestock.v0001", "unauthorised", Denied, "S_START"),
    ],
)
async def test_services_that_are_closed(
    told: Mapping[str, Holdings], system: str, service: str, limits: str, kind: type[BackendError], said: str
) -> None:
    with hosted(told[system], Limits(**{limits: frozenset({service})})) as tenant:
        error = await probed(tenant, stock="ewm-available" if "warehouse" in service else "material")
    assert type(error) is kind
    assert said in error.message
    assert error.advice == (advice.SERVICE if limits == "inactive" else advice.AUTHORISATION)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"services": {"API_SALES_ORDER_SRV": "/sap/opu/odata/sap/Z_SALES"}}, "not activated"),
        ({"fields": {"order": {"placed_at": "YY1_Nope_SDH"}}}, "it cannot read the question.*: YY1_Nope_SDH"),
        ({"fields": {"line": {"total": "Nope"}}}, "it cannot read the question.*: Nope"),
    ],
)
async def test_settings_that_do_not_fit(erp: Hosted, changes: Mapping[str, Any], said: str) -> None:
    with pytest.raises(Rejected, match=said):
        raise await probed(erp, **changes)


XML = refusal(Refused(403, NO_AUTHORISATION, "No authorization, R & D"), Version.V2, xml=True).body
LOGON = HTMLResponse("<html><body>Logon</body></html>")


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (LOGON, Denied, "a page to log on with"),
        (HTMLResponse("<html></html>", 403), Denied, "its ICF node is not active"),
        (HTMLResponse("<html></html>", 404), Rejected, "its ICF node is not active"),
        (HTMLResponse("<html></html>", 503), Overloaded, "busy, or the service is switched off"),
        (Response(XML, 403, media_type="application/xml"), Denied, f"({NO_AUTHORISATION}): No authorization, R & D."),
        (PlainTextResponse("no", 504), TimedOut, "too long"),
        (PlainTextResponse("no", 500), Unavailable, "status 500"),
        (PlainTextResponse("no", 429, {"retry-after": "3"}), Overloaded, "slow down"),
        (RedirectResponse("/logon"), Unreadable, "base_url must be the API host"),
        (Response(b'{"d":{}}', media_type="application/json"), Unreadable, "cannot be read"),
        (Response(b'{"d":{"results":[1]}}', media_type="application/json"), Unreadable, "cannot be read"),
    ],
)
async def test_what_is_no_answer(erp: Hosted, answer: Response, kind: type[BackendError], said: str) -> None:
    erp.instead = answer
    try:
        error = await probed(erp, **BASIC)
    finally:
        erp.instead = None
    assert type(error) is kind
    assert said in error.message
    assert error.retry_after == (3 if "retry-after" in answer.headers else None)


async def test_a_token_that_is_never_accepted(erp: Hosted) -> None:
    """As where a proxy drops cookies."""

    async def forgetful(scope: Any, receive: Any, send: Any) -> None:
        fetched = dict(scope["headers"]).get(b"x-csrf-token") == b"Fetch"
        headers = {"x-csrf-token": "abc" if fetched else "Required"}
        await Response(b"", 200 if fetched else 403, headers)(scope, receive, send)

    erp.instead = forgetful
    try:
        async with connected(erp, **BASIC) as system:
            with pytest.raises(Denied, match="a proxy drops cookies; batch_parts = 1 does without"):
                await look_up(system, Noun.ORDER, *(order.ref for order in erp.holdings.orders[:60]))
    finally:
        erp.instead = None
    assert erp.paths == ["GET ", "POST $batch", "GET ", "POST $batch"]
