"""What is served under which path, to whom."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote

from msgspec import structs

from backends.sandbox.sap.addressing import Address, address
from backends.sandbox.sap.credentials import Credentials, Limits
from backends.sandbox.sap.edm import Row, Service, Version
from backends.sandbox.sap.errors import NO_AUTHORISATION, NO_METHOD, NO_RESOURCE, NO_SERVICE, SYNTAX, Refused
from backends.sandbox.sap.messages import Answer, Request
from backends.sandbox.sap.metadata import document, metadata
from backends.sandbox.sap.options import query, token
from backends.sandbox.sap.parts import answered
from backends.sandbox.sap.reading import Page, Reader
from backends.sandbox.sap.rendering import Renderer, refusal
from backends.sandbox.sap.signin import TOKEN_PATH, SignIn
from backends.sandbox.sap.store import Store

_READING: Final = frozenset({"GET", "HEAD"})
_SPEAKS: Final = {Version.V2: ("dataserviceversion", "2.0"), Version.V4: ("odata-version", "4.0")}


class Gateway:
    """All services of one server."""

    def __init__(
        self,
        services: Sequence[Service],
        store: Store,
        keys: Credentials,
        clock: Callable[[], datetime],
        limits: Limits,
    ) -> None:
        self._services = services
        self._store = store
        self._limits = limits
        self._signin = SignIn(keys, clock, limits)

    def answer(self, request: Request) -> Answer:
        """The answer to a request from outside."""
        if request.path == TOKEN_PATH:
            return self._signin.token(request)
        refused = self._signin.refusal(request)
        if refused is not None:
            return refused
        if request.method not in _READING and not self._signin.is_meant(request):
            headers = [("x-csrf-token", "Required")]
            return Answer(status=403, body=b"CSRF token validation failed", content_type="text/plain", headers=headers)
        told = self._served(request)
        if request.headers.get("x-csrf-token", "").lower() == "fetch":
            return structs.replace(told, headers=[*told.headers, *self._signin.started()])
        return told

    def _served(self, request: Request) -> Answer:
        """What a service says, and in which version; `$batch` parts come here too."""
        version = Version.V4 if request.path.startswith("/sap/opu/odata4/") else Version.V2
        told = self._said(request, version)
        return structs.replace(told, headers=[*told.headers, _SPEAKS[version]])

    def _said(self, request: Request, version: Version) -> Answer:
        """What a service says, or why it does not."""
        service = next((each for each in self._services if f"{request.path}/".startswith(f"{each.root}/")), None)
        try:
            if service is None or service.namespace in self._limits.inactive:
                raise Refused(404, NO_SERVICE, "No service found for this namespace, name and version.")
            if service.namespace in self._limits.unauthorised:
                raise Refused(403, NO_AUTHORISATION, f"No authorization to access Service '{service.namespace}'")
            return self._told(request, service, request.path.removeprefix(service.root).strip("/"))
        except Refused as error:
            return refusal(error, version, service, xml=_wants_xml(request, version))

    def _told(self, request: Request, service: Service, path: str) -> Answer:
        if path == "$batch":
            if request.method != "POST":
                raise Refused(405, NO_METHOD, "$batch is only for POST.")
            return answered(request, service.version, service.root, self._limits.batch_parts, self._part)
        if request.method not in _READING:
            raise Refused(405, NO_METHOD, f"Method '{request.method}' is not allowed here.")
        if not path:
            return document(service, f"{request.base}{service.root}", xml=_wants_xml(request, service.version))
        return metadata(service) if path == "$metadata" else self._read(request, service, address(path, service))

    def _part(self, request: Request) -> Answer:
        """A part of a batch bears neither credentials nor a batch of its own."""
        if request.path.endswith("/$batch"):
            return refusal(Refused(400, SYNTAX, "A batch cannot be part of a batch."), Version.V2)
        return self._served(request)

    def _read(self, request: Request, service: Service, asked: Address) -> Answer:
        reader = Reader(self._store, service, self._limits.page_rows)
        if asked.keys is None:
            return self._set(request, service, asked, reader)
        rows = self._store.found(
            asked.entity.name, asked.entity.keys, tuple(asked.keys[key] for key in asked.entity.keys)
        )
        if not rows:
            raise Refused(404, NO_RESOURCE, f"Resource not found for the segment '{asked.entity.name}'.")
        if asked.link is None:
            found = query(request.query, asked.entity, service)
            node = reader.node(asked.entity, rows[0], found.tree)
            return _renderer(request, service).single(node, xml=_wants_xml(request, service.version))
        link = asked.entity.links[asked.link]
        below = Address(entity=service.entities[link.target], count=asked.count)
        return self._set(request, service, below, reader, self._store.linked(rows[0], link))

    def _set(
        self, request: Request, service: Service, asked: Address, reader: Reader, rows: Sequence[Row] | None = None
    ) -> Answer:
        found = query(request.query, asked.entity, service)
        if asked.count:
            count = len(reader.matching(asked.entity, found, rows))
            return Answer(body=str(count).encode(), content_type="text/plain")
        page = reader.page(asked.entity, found, rows)
        following = _following(request, page)
        return _renderer(request, service).page(
            asked.entity.name, page, following, xml=_wants_xml(request, service.version)
        )


def _renderer(request: Request, service: Service) -> Renderer:
    exact = "ieee754compatible=true" in request.headers.get("accept", "").lower().replace(" ", "")
    return Renderer(service, f"{request.base}{service.root}", exact=exact)


def _following(request: Request, page: Page) -> str | None:
    """The address of the next page: absolute, and with the options of this one."""
    if page.next is None:
        return None
    kept = [(name, value) for name, value in request.query if name != "$skiptoken"]
    options = [*kept, ("$skiptoken", token(page.next))]
    told = "&".join(f"{name}={quote(value, safe='/,')}" for name, value in options)
    return f"{request.base}{quote(request.path, safe='/;()=,$')}?{told}"


def _wants_xml(request: Request, version: Version) -> bool:
    """V2 says Atom unless JSON is asked for, by an option that is stronger than the header."""
    if version is Version.V4:
        return False
    told = request.option("$format")
    return "json" not in request.headers.get("accept", "") if told is None else told != "json"
