"""What is served under which path; the parts of a composite request come the same way as whole requests."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, unquote

from backends.sandbox.salesforce.composite import batch, composite
from backends.sandbox.salesforce.credentials import Limits
from backends.sandbox.salesforce.errors import Refused, not_found
from backends.sandbox.salesforce.evaluation import Evaluation, Shown
from backends.sandbox.salesforce.inventory import Inventory
from backends.sandbox.salesforce.messages import Answer, Request
from backends.sandbox.salesforce.org import Org
from backends.sandbox.salesforce.pages import Pages
from backends.sandbox.salesforce.records import Records
from backends.sandbox.salesforce.reservations import Reservations
from backends.sandbox.salesforce.signin import ORG_ID, USER_ID, NoToken, SignIn

Route: TypeAlias = tuple[str, re.Pattern[str], Callable[..., object]]

_OLDEST, _NEWEST = 30, 68
_RESOURCES: Final = ("sobjects", "query", "queryAll", "composite", "limits", "commerce")
_RESERVATION: Final = "/commerce/oci/reservation/actions"
_BATCH_SIZE: Final = re.compile(r"batchSize\s*=\s*(\d{1,9})\b", re.ASCII | re.IGNORECASE)
_DATA: Final = re.compile(r"/services/data/v([1-9]\d)\.0(/.*)?", re.ASCII)
_READ: Final = "application/json"


class Service:
    """The org behind its REST API. `calls` counts what goes against the day's limit."""

    def __init__(
        self, org: Org, inventory: Inventory, signin: SignIn, clock: Callable[[], datetime], limits: Limits
    ) -> None:
        self.calls = 0
        self._org = org
        self._inventory = inventory
        self._signin = signin
        self._clock = clock
        self._limits = limits
        self._pages = Pages(limits.page_rows)
        self._routes: Sequence[Route] = [
            (method, re.compile(pattern), serve) for method, pattern, serve in self._served()
        ]

    def answer(self, request: Request) -> Answer:
        """The answer to a request of a client, counted."""
        try:
            return self._counted(request)
        except Refused as refusal:
            return Answer(status=refusal.status, body=refusal.body, headers=self._usage)

    def _counted(self, request: Request) -> Answer:
        if request.path == "/services/oauth2/token":
            return self._token(request)
        if request.path.startswith("/services/Soap/u/"):
            return self._soap(request)
        if request.path.rstrip("/") == "/services/data":
            return Answer(body=[_version(number) for number in range(_OLDEST, _NEWEST + 1)])
        self._signin.check(request.headers.get("authorization", ""))
        if self.calls >= self._limits.daily_calls:
            raise Refused(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        self.calls += 1
        answer = self.part(request)
        return Answer(status=answer.status, body=answer.body, headers=self._usage)

    def part(self, request: Request) -> Answer:
        """The answer to a request of somebody who is signed in."""
        if request.path == "/services/oauth2/userinfo":
            return Answer(body={"user_id": USER_ID, "organization_id": ORG_ID})
        match = _DATA.fullmatch(request.path)
        if match is None or not _OLDEST <= int(match[1]) <= _NEWEST:
            raise not_found()
        _check_type(request)
        version, path = f"{match[1]}.0", (match[2] or "").rstrip("/") or "/"
        for method, pattern, serve in self._routes:
            found = pattern.fullmatch(path)
            if found is not None and method == request.method:
                return Answer(body=serve(request, version, *map(unquote, found.groups())))
        if any(pattern.fullmatch(path) for _, pattern, _ in self._routes):
            raise Refused(405, "METHOD_NOT_ALLOWED", f"HTTP Method '{request.method}' not allowed.")
        raise not_found()

    @property
    def _usage(self) -> Mapping[str, str]:
        return {"Sforce-Limit-Info": f"api-usage={self.calls}/{self._limits.daily_calls}"}

    def _served(self) -> Sequence[tuple[str, str, Callable[..., object]]]:
        return [
            ("GET", "/", self._resources),
            ("GET", "/limits", self._limit_list),
            ("GET", "/query", lambda request, version: self._query(request, version, deleted=False)),
            ("GET", "/queryAll", lambda request, version: self._query(request, version, deleted=True)),
            ("GET", "/query/([^/]+)", lambda request, version, locator: self._pages.next(locator, version)),
            ("GET", "/sobjects", lambda request, version: self._kinds(version)),
            ("GET", "/sobjects/(\\w+)", lambda request, version, name: self._brief(version, name)),
            ("GET", "/sobjects/(\\w+)/describe", lambda request, version, name: self._described(version, name)),
            ("GET", "/sobjects/(\\w+)/updated", self._updated),
            ("GET", "/sobjects/(\\w+)/([^/]+)", self._one),
            ("GET", "/sobjects/(\\w+)/(\\w+)/([^/]+)", self._by_external_id),
            ("POST", "/composite/sobjects/(\\w+)", self._many),
            ("GET", "/composite/sobjects/(\\w+)", self._many_of_query),
            ("POST", "/composite", lambda request, version: composite(request, self._within)),
            ("POST", "/composite/batch", lambda request, version: batch(request, self._charged)),
            (
                "POST",
                "/commerce/oci/availability/availability-records/actions/get-availability",
                lambda request, version: self._inventory.availability(request.json, version),
            ),
            *self._reserving(),
        ]

    def _reserving(self) -> Iterator[tuple[str, str, Callable[..., object]]]:
        reservations = Reservations(self._inventory)
        yield "POST", f"{_RESERVATION}/reservations", lambda request, version: reservations.reserve(request.document)
        yield "POST", f"{_RESERVATION}/releases", lambda request, version: reservations.release(request.document)
        yield "POST", f"{_RESERVATION}/fulfillments", lambda request, version: reservations.fulfil(request.document)

    def _within(self, request: Request) -> Answer:
        """A part of a composite request, which is counted once with the whole."""
        try:
            return self.part(request)
        except Refused as refusal:
            return Answer(status=refusal.status, body=refusal.body)

    def _charged(self, request: Request) -> Answer:
        """A part of a batch, which counts like any request."""
        self.calls += 1
        return self._within(request)

    def _token(self, request: Request) -> Answer:
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            return Answer(body=self._signin.token(form, request.headers.get("authorization", ""), request.base))
        except NoToken as refusal:
            return Answer(status=400, body=refusal.body)

    def _soap(self, request: Request) -> Answer:
        try:
            body = self._signin.soap(request.body.decode("utf-8", "replace"), f"{request.base}{request.path}")
        except NoToken:
            return Answer(status=500, body=_SOAP_FAULT, content_type="text/xml;charset=UTF-8")
        return Answer(body=body, content_type="text/xml;charset=UTF-8")

    def _resources(self, request: Request, version: str) -> Shown:
        paths: Shown = {name: f"/services/data/v{version}/{name}" for name in _RESOURCES}
        return paths | {"identity": f"{request.base}/services/oauth2/userinfo"}

    def _limit_list(self, request: Request, version: str) -> Shown:
        most = self._limits.daily_calls
        return {"DailyApiRequests": {"Max": most, "Remaining": max(0, most - self.calls)}}

    def _query(self, request: Request, version: str, *, deleted: bool) -> Shown:
        soql = request.query.get("q")
        if not soql:
            raise Refused(400, "MALFORMED_QUERY", "A query string has to be specified")
        wished = _BATCH_SIZE.search(request.headers.get("sforce-query-options", ""))
        evaluation = Evaluation(self._org, version, self._clock(), with_deleted=deleted)
        return self._pages.first(evaluation.found(soql), int(wished[1]) if wished else None, version)

    def _kinds(self, version: str) -> Shown:
        records = Records(self._org, version)
        return {"maxBatchSize": 200, "sobjects": [records.brief(kind) for kind in self._org.schema.values()]}

    def _brief(self, version: str, name: str) -> Shown:
        records = Records(self._org, version)
        return {"objectDescribe": records.brief(records.kind(name)), "recentItems": []}

    def _described(self, version: str, name: str) -> Shown:
        records = Records(self._org, version)
        return records.describe(records.kind(name))

    def _updated(self, request: Request, version: str, name: str) -> Shown:
        start, end = (_instant(request.query.get(word, "")) for word in ("start", "end"))
        rows = self._org.rows(Records(self._org, version).kind(name))
        ids = [row["Id"] for row in rows if isinstance(at := row["LastModifiedDate"], datetime) and start <= at < end]
        return {"ids": ids, "latestDateCovered": f"{end:%Y-%m-%dT%H:%M:%S}.000+0000"}

    def _one(self, request: Request, version: str, name: str, key: str) -> Shown:
        records = Records(self._org, version)
        return records.one(records.kind(name), key, request.query.get("fields"))

    def _by_external_id(self, request: Request, version: str, name: str, field: str, value: str) -> Shown:
        records = Records(self._org, version)
        return records.by_external_id(records.kind(name), field, value)

    def _many(self, request: Request, version: str, name: str) -> object:
        records = Records(self._org, version)
        return records.many(records.kind(name), request.document.get("ids"), request.document.get("fields"))

    def _many_of_query(self, request: Request, version: str, name: str) -> object:
        records = Records(self._org, version)
        ids, fields = (request.query.get(word, "").split(",") for word in ("ids", "fields"))
        return records.many(records.kind(name), ids, fields)


def _check_type(request: Request) -> None:
    """Raises Refused for a body that says that it is something else than JSON."""
    told = request.headers.get("content-type", _READ)
    if request.body and told.partition(";")[0].strip().casefold() != _READ:
        message = f"Content-Type header specified in HTTP request is not supported: {told}"
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", message)


def _version(number: int) -> Mapping[str, str]:
    return {"label": f"v{number}", "url": f"/services/data/v{number}.0", "version": f"{number}.0"}


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused(400, "INVALID_INPUT", f"'{text}' is no date and time")
    return found


_SOAP_FAULT: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope '
    'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault>'
    "<faultcode>INVALID_LOGIN</faultcode><faultstring>INVALID_LOGIN: Invalid username, password, security token; or "
    "user locked out.</faultstring><sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode><sf:exceptionMessage>Invalid "
    "username, password, security token; or user locked out.</sf:exceptionMessage></soapenv:Fault></soapenv:Body>"
    "</soapenv:Envelope>"
)
