"""What is served under which path, to whom."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from backends.sandbox.netsuite.books import Books
from backends.sandbox.netsuite.credentials import Credentials, Limits
from backends.sandbox.netsuite.errors import Refused, invalid_login
from backends.sandbox.netsuite.messages import Answer, Request, refused
from backends.sandbox.netsuite.oauth1 import SignedRequests
from backends.sandbox.netsuite.oauth2 import TOKEN_PATH, BearerTokens
from backends.sandbox.netsuite.queries import Queries
from backends.sandbox.netsuite.records import Records

_SUITEQL: Final = "/services/rest/query/v1/suiteql"
_RECORDS: Final = "/services/rest/record/v1/"


class Service:
    """The account behind its REST API."""

    def __init__(self, books: Books, keys: Credentials, clock: Callable[[], datetime], limits: Limits) -> None:
        self.tokens = BearerTokens(keys, clock, limits.token_seconds)
        self._signed = SignedRequests(keys, clock)
        self._queries = Queries(books, limits)
        self._records = Records(books)

    def answer(self, request: Request) -> Answer:
        """The answer to a request of a client."""
        try:
            return self._served(request)
        except Refused as refusal:
            return refused(refusal)

    def _served(self, request: Request) -> Answer:
        if request.path == TOKEN_PATH:
            if request.method != "POST":
                raise Refused(405, "METHOD_NOT_ALLOWED", "Method not allowed.")
            return self.tokens.answer(request)
        self._check(request)
        if request.path == _SUITEQL:
            if request.method != "POST":
                raise Refused(405, "METHOD_NOT_ALLOWED", "Method not allowed.")
            return self._queries.answer(request)
        if request.path.startswith(_RECORDS):
            return self._records.answer(request, request.path.removeprefix(_RECORDS))
        raise Refused(404, "INVALID_URL", "Invalid URL.")

    def _check(self, request: Request) -> None:
        header = request.headers.get("authorization", "")
        if header.startswith("Bearer "):
            self.tokens.check(header)
        elif header.startswith("OAuth "):
            self._signed.check(request)
        else:
            raise invalid_login()
