"""Serves the page to browsers, and the files that it needs; everything else goes on to the graph."""

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

import orjson
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.ide import bundles

_HERE: Final = Path(__file__).parent
_OURS: Final = ("ide.css", "ide.js")
_EXAMPLES: Final = "examples.json"
_PAGE: Final = "page.html"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
}
# Editors put their measures into style properties by script, which no policy minds; the font is in the style sheet.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self' data:; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Asset(Struct, frozen=True):
    """A file as it is sent; `tag` tells one version from another."""

    body: bytes
    media: str
    tag: str


class Ide:
    """The page and its files, all in memory: they are a megabyte and a half."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets

    @classmethod
    def found(cls) -> "Ide | None":
        """The page, None where GraphiQL is not installed."""
        there = bundles.folder()
        if there is None:
            return None
        files = [_HERE / "static" / name for name in (_PAGE, *_OURS)] + [there / name for name in bundles.FILES]
        assets = {file.name: _asset(file.name, file.read_bytes()) for file in files}
        return cls(assets | {_EXAMPLES: _asset(_EXAMPLES, orjson.dumps(examples()))})

    def page(self, headers: Mapping[str, str]) -> Response:
        """The page itself."""
        return self._sent(_PAGE, headers)

    async def file(self, request: Request) -> Response:
        """One of the page's files."""
        name = request.path_params["name"]
        if name not in self._assets or name == _PAGE:
            raise HTTPException(404)
        return self._sent(name, request.headers)

    def _sent(self, name: str, given: Mapping[str, str]) -> Response:
        asset = self._assets[name]
        headers = {"etag": asset.tag, "cache-control": "no-cache", "content-security-policy": _POLICY}
        if asset.tag in given.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(asset.body, media_type=asset.media, headers=headers)


class Browsable:
    """The graph, with a page before it for who asks with a browser and asks nothing yet."""

    def __init__(self, app: ASGIApp, ide: Ide | None) -> None:
        self._app = app
        self._ide = ide

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._ide is not None and _browses(scope):
            response = self._ide.page(Request(scope).headers)
            response.headers["vary"] = "Accept"
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def examples() -> list[dict[str, str]]:
    """The associate's day: the name and text of each operation, in order."""
    files = sorted((_HERE / "examples").glob("*.graphql"))
    return [
        {"name": file.stem.partition("-")[2].replace("_", " "), "query": file.read_text(encoding="utf-8")}
        for file in files
    ]


def _browses(scope: Scope) -> bool:
    if scope["method"] != "GET" or scope["query_string"]:
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _asset(name: str, body: bytes) -> Asset:
    return Asset(body, _TYPES[Path(name).suffix], f'"{blake2b(body, digest_size=12).hexdigest()}"')
