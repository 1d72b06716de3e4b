"""How the account says no: a problem document with details, each with its code."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

_SECTIONS: Final = {400: "4.1", 401: "4.2", 403: "4.4", 404: "4.5", 405: "4.6", 429: "4", 500: "5.1"}


class Refused(Exception):
    """An answer that is not what was asked for."""

    def __init__(self, status: int, code: str, detail: str, *, parameter: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.parameter = parameter

    @property
    def body(self) -> Mapping[str, object]:
        """As it is sent."""
        detail = {"detail": self.detail, "o:errorCode": self.code}
        if self.parameter is not None:
            detail["o:errorQueryParam"] = self.parameter
        section = _SECTIONS.get(self.status, "4")
        return {
            "type": f"https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.{section}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "o:errorDetails": [detail],
        }


def bad_query(reason: str) -> Refused:
    """SuiteQL that cannot be run."""
    return Refused(400, "INVALID_PARAMETER", f"Invalid search query. Search error occurred: {reason}")


def invalid_login() -> Refused:
    """Whatever is wrong with a signature or a token: no more is told."""
    return Refused(401, "INVALID_LOGIN", "Invalid login attempt. For more details, see the Login Audit Trail.")


def not_found(detail: str) -> Refused:
    """There is no such record."""
    return Refused(404, "NONEXISTENT_ID", detail)
