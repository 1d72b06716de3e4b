"""What the server says when it refuses a question."""

from typing import Final

SYNTAX: Final = "/IWBEP/CM_MGW_RT/022"
NO_PROPERTY: Final = "/IWBEP/CM_MGW_RT/021"
NO_RESOURCE: Final = "/IWBEP/CM_MGW_RT/020"
NO_METHOD: Final = "/IWBEP/CM_MGW_RT/010"
NO_SERVICE: Final = "/IWFND/MED/170"
NO_AUTHORISATION: Final = "/IWFND/CM_CONSUMER/101"


class Refused(Exception):
    """The question is not answered; `message` is what the vendor's error document says."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def syntax(option: str, position: int) -> Refused:
    """A system query option cannot be parsed."""
    return Refused(400, SYNTAX, f"Syntax error in {option} at position {position}.")


def unknown_property(name: str, entity: str) -> Refused:
    """There is no such property."""
    return Refused(400, NO_PROPERTY, f"Property {name} does not exist in type {entity}Type.")
