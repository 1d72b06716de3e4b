"""Each answer that is none becomes the right error, in words that help and give nothing away."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.errors import Advice, BackendError, Denied, Overloaded, Rejected, TimedOut, Unavailable, Unreadable
from backends.salesforce import advice
from backends.salesforce.failures import explained, sign_in
from backends.transport import Reply

PERSONAL = "clemence.aubrival.1@example.org"


def reply(status: int, code: str = "", message: str = "", **headers: str) -> Reply:
    body = f'[{{"errorCode":"{code}","message":"{message}"}}]' if code else "<h1>Not for machines</h1>"
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, body.encode())


ANSWERS = [
    (reply(400, "MALFORMED_QUERY", f"unexpected token: '{PERSONAL}'"), Rejected),
    (reply(400, "INVALID_FIELD", f"SELECT x WHERE y = '{PERSONAL}' No such column 'Foo__c' on entity"), Rejected),
    (reply(400, "INVALID_TYPE", "sObject type 'OrderSummary' is not supported."), Rejected),
    (reply(400, "INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {PERSONAL}"), Rejected),
    (reply(400, "INVALID_QUERY_LOCATOR"), Unavailable),
    (reply(400, "UNABLE_TO_LOCK_ROW"), Unavailable),
    (reply(400, "QUERY_TIMEOUT"), TimedOut),
    (reply(400, PERSONAL), Rejected),
    (reply(401, "INVALID_SESSION_ID"), Denied),
    (reply(403, "REQUEST_LIMIT_EXCEEDED"), Overloaded),
    (reply(403, "API_DISABLED_FOR_ORG"), Denied),
    (reply(403), Denied),
    (reply(404, "NOT_FOUND"), Rejected),
    (reply(409), Rejected),
    (reply(410), Rejected),
    (reply(414), Rejected),
    (reply(415), Rejected),
    (reply(420), Unavailable),
    (reply(429), Overloaded),
    (reply(431), Rejected),
    (reply(500), Unavailable),
    (reply(502), Unavailable),
    (reply(500, "UNKNOWN_EXCEPTION", PERSONAL), Unavailable),
    (reply(503, "SERVER_UNAVAILABLE"), Unavailable),
    (reply(503), Overloaded),
    (reply(302), Unreadable),
]


@pytest.mark.parametrize(("answer", "kind"), ANSWERS, ids=lambda value: str(getattr(value, "status", "")))
def test_answers(answer: Reply, kind: type[BackendError]) -> None:
    error = explained(answer)
    assert type(error) is kind
    assert PERSONAL not in error.message


def malformed(words: str) -> str:
    """A message as it comes: some of the query, a caret, where it is, and what is wrong there."""
    return f"\\n WHERE Email = '{PERSONAL}' AND Nam\\n        ^\\nERROR at Row:1:Column:41\\n{words}"


@pytest.mark.parametrize(
    ("status", "code", "message", "said"),
    [
        (400, "MALFORMED_QUERY", malformed("unexpected token: 'Nam'"), "(MALFORMED_QUERY): unexpected token: …."),
        (400, "MALFORMED_QUERY", malformed(f"bind '{PERSONAL}'"), "(MALFORMED_QUERY): bind …."),
        (400, "MALFORMED_QUERY", "SELECT Id FROM Account WHERE Name = Ada", "refused the question (MALFORMED_QUERY)."),
        (400, "INVALID_FIELD", malformed("invalid operator on id field"), ": invalid operator on id field."),
        (400, "INVALID_QUERY_FILTER_OPERATOR", malformed("invalid ID field: Ada"), "(INVALID_QUERY_FILTER_OPERATOR)."),
        (400, "QUERY_TOO_COMPLICATED", "The query is too complicated.", "COMPLICATED): The query is too complicated."),
        (400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access", "was locked (UNABLE_TO_LOCK_ROW): unable to"),
        (
            400,
            "QUERY_TIMEOUT",
            "Your query request was running for too long.",
            "took too long (QUERY_TIMEOUT): Your query",
        ),
        (
            401,
            "INVALID_SESSION_ID",
            "Session expired or invalid",
            "does not hold (INVALID_SESSION_ID): Session expired",
        ),
        (
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "TotalRequests Limit exceeded.",
            "are used up (REQUEST_LIMIT_EXCEEDED): TotalR",
        ),
        (
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "ConcurrentPerOrgLongTxn Limit exceeded.",
            "): ConcurrentPerOrgLongTxn Limit ex",
        ),
        (
            403,
            "FUNCTIONALITY_NOT_ENABLED",
            "Omnichannel Inventory is off.",
            "(FUNCTIONALITY_NOT_ENABLED): Omnichannel In",
        ),
        (
            403,
            "API_CURRENTLY_DISABLED",
            "API is disabled for this User",
            "switched off for the user (API_CURRENTLY_DISAB",
        ),
        (404, "NOT_FOUND", "The requested resource does not exist", "api_version (NOT_FOUND): The requested resource"),
        (
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            "Content-Type header is not supported",
            "TYPE): Content-Type header is not sup",
        ),
        (
            500,
            "UNKNOWN_EXCEPTION",
            "ErrorId: 1773828000-22013 (-1479853246)",
            "ErrorId: 1773828000-22013 (-1479853246).",
        ),
        (503, "SERVER_UNAVAILABLE", "Server too busy. Too many requests.", "): Server too busy. Too many requests."),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isupper() else "",
)
def test_its_own_words_are_kept(status: int, code: str, message: str, said: str) -> None:
    """For support; but not what was asked, of which it shows a piece."""
    told = explained(reply(status, code, message)).message
    assert said in told
    assert "Ada" not in told
    assert PERSONAL not in told


def test_a_missing_field_is_named() -> None:
    message = "SELECT a FROM Account ERROR at Row:1 No such column 'Loyalty_Number__c' on entity 'Account'."
    said = explained(reply(400, "INVALID_FIELD", message)).message
    assert said == (
        "Salesforce: a field is not there, or hidden from the user: name another in the settings (INVALID_FIELD): "
        "Loyalty_Number__c."
    )


@pytest.mark.parametrize(("given", "seconds"), [("7", 7.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)])
def test_when_to_come_back(given: str, seconds: float | None) -> None:
    assert explained(reply(503, retry_after=given)).retry_after == seconds


@pytest.mark.parametrize(
    ("error", "described", "says", "told"),
    [
        ("invalid_client_id", "client identifier invalid", "is not known there (invalid_client_id)", advice.APP),
        ("invalid_client", "", "client_secret is wrong", advice.APP),
        ("invalid_grant", "made-up", "the assertion was refused (invalid_grant)", advice.ASSERTION),
        ("invalid_grant", "user hasn't approved this consumer", "has not approved the app", advice.APPROVAL),
        ("invalid_grant", "no client credentials user enabled", "no user is named", advice.FLOW),
        ("invalid_grant", "request not supported on this domain", "not for this address", advice.FLOW),
        ("invalid_app_access", "user is not admin approved to access this app", "is not approved", advice.APPROVAL),
        ("inactive_user", "", "not active", advice.USER),
        ("invalid_grant", "IP restricted or invalid login hours", "not allowed to the user", advice.SESSION),
        ("unsupported_grant_type", "", "does not allow", advice.FLOW),
        ("made-up secret", "", "did not say why", None),
    ],
)
def test_sign_in_is_explained(error: str, described: str, says: str, told: Advice | None) -> None:
    body = msgspec.json.encode({"error": error, "error_description": described})
    refused = sign_in(Reply(400, {}, body))
    assert type(refused) is Denied
    assert says in refused.message
    assert "made-up" not in refused.message
    assert refused.advice == told


@pytest.mark.parametrize(
    ("error", "described"),
    [("rate_limit_exceeded", "number of logins exceeded"), ("invalid_grant", "login rate exceeded")],
)
def test_too_many_sign_ins_are_a_matter_of_time(error: str, described: str) -> None:
    """Nothing is wrong with the app or its user."""
    refused = sign_in(Reply(400, {}, msgspec.json.encode({"error": error, "error_description": described})))
    assert type(refused) is Overloaded
    assert refused.advice == advice.LOGINS


def test_a_page_for_people_is_no_token() -> None:
    refused = sign_in(Reply(404, {}, b"<h1>Who?</h1>"))
    assert "look at base_url" in refused.message
    assert refused.advice == advice.ADDRESS


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (reply(400, "INVALID_FIELD"), advice.MISSING),
        (reply(401, "INVALID_SESSION_ID"), advice.SESSION),
        (reply(403, "API_CURRENTLY_DISABLED"), advice.API),
        (reply(403, "INSUFFICIENT_ACCESS"), advice.ACCESS),
        (reply(403, "REQUEST_LIMIT_EXCEEDED"), advice.QUOTA),
        (reply(403), advice.ACCESS),
        (reply(302), advice.ADDRESS),
        (reply(410), advice.ADDRESS),
        (reply(500, "UNKNOWN_EXCEPTION"), None),
    ],
)
def test_what_to_do(answer: Reply, told: Advice | None) -> None:
    assert explained(answer).advice == told


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (b'{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests"}', Overloaded, "(REQUEST_LIMIT_EXCEEDED)"),
        (b'[{"errorCode":"INVALID_SESSION_ID","message":null}]', Denied, "does not hold (INVALID_SESSION_ID)"),
        (b'[{"errorCode":null,"message":"Nobody may."}]', Denied, "may not do this: Nobody may"),
        (b'[{"message":"Nobody may.","fields":["Name"],"extra":1},7]', Denied, "the user may not do this."),
        (b"[]", Denied, "the user may not do this."),
        (b"7", Denied, "the user may not do this."),
        (b"\xff", Denied, "the user may not do this."),
    ],
)
def test_errors_in_other_shapes(body: bytes, kind: type[BackendError], says: str) -> None:
    """Not every resource sends a list, and not every message has words."""
    error = explained(Reply(403, {}, body))
    assert type(error) is kind
    assert says in error.message


@given(body=st.binary(max_size=200), status=st.sampled_from([201, 302, 400, 401, 403, 404, 408, 414, 429, 500, 503]))
def test_whatever_it_says_is_an_error(body: bytes, status: int) -> None:
    assert isinstance(explained(Reply(status, {}, body)), BackendError)
    assert isinstance(sign_in(Reply(status, {}, body)), BackendError)
