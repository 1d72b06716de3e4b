"""E-mail addresses and telephone numbers, whose libraries load with the first one: they take a tenth of a second."""

from importlib import import_module


def email(text: str) -> str:
    """An address as `backends.identifiers.email` writes it. Raises `InvalidIdentifier`."""
    address: str = import_module("backends.identifiers.email").email(text)
    return address


def phone(text: str, region: str | None = None) -> str:
    """A number as `backends.identifiers.phone` writes it. Raises `InvalidIdentifier`."""
    number: str = import_module("backends.identifiers.phone").phone(text, region)
    return number
