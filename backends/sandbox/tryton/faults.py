"""What Tryton says with a status: a page for people, whatever it is about."""

from http import HTTPStatus
from typing import Final

_KNOWN: Final = frozenset(each.value for each in HTTPStatus)
_PAGE: Final = "<!doctype html>\n<html lang=en>\n<title>{0}</title>\n<h1>{0}</h1>\n"


def page(status: int) -> str:
    """The page that goes with a status."""
    return _PAGE.format(f"{status} {HTTPStatus(status).phrase}")


def bodies(status: int, path: str) -> tuple[str, bytes] | None:
    """Content type and body of a status, at any path."""
    return ("text/html; charset=utf-8", page(status).encode()) if status in _KNOWN else None
