"""What can go wrong between us and a system.

    BackendError
    ├── Unavailable      it did not answer, or said that it cannot now
    │   ├── TimedOut     it did not answer within its time budget
    │   └── Overloaded   it asked us to slow down
    ├── Denied           it does not let us in, or not to this
    ├── Unreadable       it answered something that we cannot understand
    │   └── UnreadableRecord  one record of its answer; the others can be had without it
    ├── Rejected         it understood the question and refuses it
    └── NotSupported     it cannot be asked this

Inside a backend these are raised; the guard turns each into a `Failure`, a value that travels beside the
answers of the other keys and the other systems. Messages hold no secret, no SQL and no personal data.
"""

from typing import ClassVar, Final, final

from msgspec import Struct

from backends.vocabulary import SystemRole


class Advice(Struct, frozen=True):
    """What whoever runs the gateway can do about a failure, in the vendor's terms, and where the manual says how.

    `page` is a file of the manual with an anchor: `docs/vendors/sap.md#the-logon-fails`.
    """

    what: str
    page: str


class BackendError(Exception):
    """A system could not answer; `code` is stable and may be shown, `advice` is for whoever runs the gateway."""

    code: ClassVar[str] = "SYSTEM_ERROR"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, retry_after: float | None = None, advice: Advice | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after
        self.advice = advice


class Unavailable(BackendError):
    """The system did not answer."""

    code = "SYSTEM_UNAVAILABLE"
    retryable = True


class TimedOut(Unavailable):
    """The system did not answer within its time budget."""

    code = "SYSTEM_TIMEOUT"


class Overloaded(Unavailable):
    """The system asked us to slow down; `retry_after` is in seconds."""

    code = "SYSTEM_OVERLOADED"


class Denied(BackendError):
    """The system refused our credentials or our rights."""

    code = "SYSTEM_DENIED"


class Unreadable(BackendError):
    """The system answered something that breaks its contract."""

    code = "SYSTEM_UNREADABLE"


class UnreadableRecord(Unreadable):
    """A record in the system's answer breaks its contract: whatever else was asked may be well."""


class Rejected(BackendError):
    """The system refused this question."""

    code = "SYSTEM_REJECTED"


class NotSupported(BackendError):
    """The system cannot be asked this."""

    code = "NOT_SUPPORTED"


class Failure(Struct, frozen=True, kw_only=True):
    """One system's failure as a value; `retry_after` is in seconds."""

    system: str
    role: SystemRole
    code: str
    message: str
    retryable: bool
    retry_after: float | None = None


@final
class Absent:
    """The system is sure that it has no such thing."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()
