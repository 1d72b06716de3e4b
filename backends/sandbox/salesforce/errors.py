"""How the org says no: a list with one message and its code."""

from collections.abc import Mapping, Sequence


class Refused(Exception):
    """An answer that is not what was asked for."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    @property
    def body(self) -> Sequence[Mapping[str, str]]:
        """As it is sent."""
        return [{"message": self.message, "errorCode": self.code}]


def not_found(message: str = "The requested resource does not exist") -> Refused:
    """There is no such thing."""
    return Refused(404, "NOT_FOUND", message)


def malformed(soql: str, place: int, message: str, code: str = "MALFORMED_QUERY") -> Refused:
    """A query that is wrong at a place: the message shows it with a caret."""
    line = soql[:place].count("\n") + 1
    column = place - (soql.rfind("\n", 0, place) + 1) + 1
    return Refused(400, code, f"\n{_around(soql, place)}\nERROR at Row:{line}:Column:{column}\n{message}")


def _around(soql: str, place: int) -> str:
    """Some of the query, and a caret below the place."""
    start = max(0, place - 40)
    return f"{soql[start : place + 40]}\n{' ' * (place - start)}^"
