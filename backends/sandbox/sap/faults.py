"""What SAP says when it fails: the services by an OData error, what stands before them by a page for people."""

from collections.abc import Mapping
from typing import Final

from backends.sandbox.sap.edm import Version
from backends.sandbox.sap.errors import NO_AUTHORISATION, Refused
from backends.sandbox.sap.messages import Answer, json, page_for_people
from backends.sandbox.sap.rendering import refusal
from backends.sandbox.sap.signin import TOKEN_PATH

_SERVICES: Final[Mapping[int, tuple[str, str]]] = {
    403: (NO_AUTHORISATION, "No authorization to access Service 'API_MATERIAL_STOCK_SRV'"),
    500: ("/IWBEP/CM_MGW_RT/053", "In the context of Data Services an unknown internal server error occurred"),
}
_BEFORE: Final[Mapping[int, str]] = {
    401: "Logon failed",
    404: "Not found",
    429: "Too Many Requests",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
_SIGN_IN: Final[Mapping[int, tuple[str, str]]] = {
    400: ("invalid_grant", "The provided authorization grant is invalid."),
    401: ("invalid_client", "Client credentials are invalid."),
    403: ("unauthorized_client", "The client is not authorized to use this grant type."),
}


def bodies(status: int, path: str) -> tuple[str, bytes] | None:
    """Content type and body of a status at a path."""
    told = _told(status, path)
    return None if told is None else (told.content_type, told.body)


def _told(status: int, path: str) -> Answer | None:
    if path == TOKEN_PATH and status in _SIGN_IN:
        error, description = _SIGN_IN[status]
        return json({"error": error, "error_description": description}, status)
    if status in _SERVICES:
        version = Version.V4 if path.startswith("/sap/opu/odata4/") else Version.V2
        return refusal(Refused(status, *_SERVICES[status]), version)
    return page_for_people(status, _BEFORE[status]) if status in _BEFORE else None
