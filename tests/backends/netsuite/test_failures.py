"""What NetSuite says when it says no, as errors of ours."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import HTMLResponse, JSONResponse, Response

from backends.errors import BackendError, Denied, Overloaded, Rejected, Unavailable, Unreadable, UnreadableRecord
from backends.netsuite.failures import failure
from backends.sandbox.netsuite.credentials import Limits
from backends.sandbox.netsuite.errors import Refused
from backends.transport import Reply
from backends.vocabulary import Noun
from tests.backends.asking import look_up
from tests.backends.netsuite.accounts import Hosted, connected, hosted


def refusal(status: int, code: str, detail: str, **headers: str) -> Response:
    """A problem document as NetSuite sends it."""
    body = Refused(status, code, detail).body
    return JSONResponse(body, status, headers, "application/vnd.oracle.resource+json; type=error")


async def failed(account: Hosted, answer: Response, **changes: Any) -> BackendError:
    """How a lookup fails that is answered so, once it is signed in."""
    async with connected(account, **changes) as system:
        await system.probe()
        account.instead = answer
        try:
            with pytest.raises(BackendError) as raised:
                await look_up(system, Noun.ORDER, account.holdings.orders[0].ref)
        finally:
            account.instead = None
    return raised.value


@pytest.mark.parametrize(
    ("answer", "kind", "said", "after"),
    [
        (
            refusal(429, "TOO_MANY_REQUESTS", "Request blocked."),
            Overloaded,
            "Request blocked [TOO_MANY_REQUESTS]",
            None,
        ),
        (refusal(429, "TOO_MANY_REQUESTS", "Wait.", **{"retry-after": "7"}), Overloaded, "too much at once", 7),
        (refusal(429, "TOO_MANY_REQUESTS", "Wait.", **{"retry-after": "soon"}), Overloaded, "too much at once", None),
        (refusal(400, "CONCURRENCY_LIMIT_EXCEEDED", "Concurrent request limit exceeded."), Overloaded, "limit", None),
        (refusal(400, "SSS_REQUEST_LIMIT_EXCEEDED", "Too many."), Overloaded, "too much at once", None),
        (HTMLResponse("<html>Too many</html>", 429), Overloaded, "NetSuite is asked too much at once.", None),
        (refusal(403, "INSUFFICIENT_PERMISSION", "You need the 'Sales Order' permission."), Denied, "our role", None),
        (refusal(400, "INSUFFICIENT_PERMISSION", "No."), Denied, "does not let our role do this", None),
        (refusal(500, "UNEXPECTED_ERROR", "Error ID: l2xk3"), Unavailable, "Error ID: l2xk3 [UNEXPECTED_ERROR]", None),
        (HTMLResponse("down", 503, {"retry-after": "30"}), Unavailable, "cannot answer now (503).", 30),
        (refusal(400, "INVALID_PARAMETER", "Invalid search query."), Rejected, "refuses the question (400)", None),
        (refusal(404, "NONEXISTENT_ID", "Gone."), Rejected, "(404)", None),
        (HTMLResponse("moved", 302), Unreadable, "status 302", None),
        (JSONResponse({"items": [1], "hasMore": False}), Unreadable, "no page of rows", None),
        (JSONResponse({"items": [{"a": [1]}], "hasMore": False}), UnreadableRecord, "neither text nor number", None),
        (JSONResponse({"items": [], "hasMore": True}), Unreadable, "a page that is not full", None),
        (Response(b'{"items":', media_type="application/json"), Unreadable, "no page of rows", None),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
async def test_the_right_branch(
    erp: Hosted, answer: Response, kind: type[BackendError], said: str, after: float | None
) -> None:
    error = await failed(erp, answer)
    assert type(error) is kind, error
    assert said in error.message
    assert error.retry_after == after
    assert error.message.endswith(".")


@pytest.mark.parametrize("refusal", [429, 400])
async def test_too_much_at_once(erp: Hosted, refusal: int) -> None:
    """The account lets nobody in while all its places are taken, and says so in one of two ways."""
    with hosted(erp.holdings, Limits(concurrency=0, refusal=refusal)) as account:
        async with connected(account) as system:
            with pytest.raises(Overloaded, match="Concurrent request limit exceeded"):
                await look_up(system, Noun.ORDER, account.holdings.orders[0].ref)


@pytest.mark.parametrize(
    ("detail", "kept"),
    [
        ("Field 'custbody_store' was not found.", "Field 'custbody_store' was not found"),
        ("Unexpected 'O''Brien' at 'ada@example.com'.", "Unexpected …… at …"),
        ("No customer ada@example.com, +44 20 7946 0958 here.", "No customer … … here"),
        ("Row \"Ada Lovelace\" of 'SELECT 1'", "Row … of …"),
        ("x" * 1_000, "x" * 240),
    ],
)
async def test_words_without_values(erp: Hosted, detail: str, kept: str) -> None:
    error = await failed(erp, refusal(400, "INVALID_PARAMETER", detail))
    assert error.message == f"NetSuite refuses the question (400): {kept} [INVALID_PARAMETER]."


async def test_a_code_that_is_none_is_not_passed_on(erp: Hosted) -> None:
    assert "ada@" not in (await failed(erp, refusal(400, "ada@example.com", "No."))).message


@given(st.binary(max_size=200), st.sampled_from([400, 401, 403, 404, 408, 429, 500, 503]))
def test_whatever_it_says_is_an_error(body: bytes, status: int) -> None:
    assert isinstance(failure(Reply(status, {}, body)), BackendError)
