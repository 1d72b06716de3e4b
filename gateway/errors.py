"""What a client is told when something fails. The one place that names GraphQL error codes.

a refusal of ours (`Refused`)                       its own code
syntax, validation, unknown operation, variables    GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, …
a resolver's error that carries `extensions`        its own code: a system's failure, bad input, a missing right
anything else                                       INTERNAL: masked here, its place logged, never its text
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

import structlog
from graphql import FieldNode, GraphQLError

from gateway.observability import places

Shown: TypeAlias = dict[str, Any]
"""An error as GraphQL's response format has it."""

PARSE_FAILED: Final = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED: Final = "GRAPHQL_VALIDATION_FAILED"
OPERATION_FAILED: Final = "OPERATION_RESOLUTION_FAILURE"
BAD_INPUT: Final = "BAD_USER_INPUT"
BAD_REQUEST: Final = "BAD_REQUEST"
TIMEOUT: Final = "TIMEOUT"
INTERNAL: Final = "INTERNAL"

_LONGEST: Final = 1_000
_LOGGED: Final = 5

log = structlog.get_logger(__name__)


def refusal(code: str, message: str, *, retryable: bool = False) -> Shown:
    """An error of the whole request."""
    return {"message": shortened(message), "extensions": {"code": code, "retryable": retryable}}


def question_error(error: GraphQLError, code: str) -> Shown:
    """What graphql-core says of the question itself: its text quotes nothing but the question."""
    return _shown(error, error.message, {"code": code, "retryable": False})


def field_errors(errors: Iterable[GraphQLError] | None, trace_id: str, limit: int) -> list[Shown]:
    """The errors of an execution, `limit` of them and how many more there are."""
    if not errors:
        return []
    found = list(errors)
    _log_bugs([error for error in found[:limit] if not _may_be_shown(error)])
    shown = [_field_error(error, trace_id) for error in found[:limit]]
    if len(found) > limit:
        shown.append(refusal("MORE_ERRORS", f"{len(found) - limit} more errors are left out."))
    return shown


def traced(errors: Iterable[Shown], trace_id: str) -> list[Shown]:
    """The same errors, each with the trace id that an operator can look for."""
    return [{**error, "extensions": {**error["extensions"], "traceId": trace_id}} for error in errors]


def internal(trace_id: str) -> str:
    """All that a client learns of a mistake of ours."""
    return f"Something went wrong here; quote the trace id {trace_id}."


def shortened(message: str) -> str:
    """A message may quote what was sent; it does not send it all back."""
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"


def log_bug(error: BaseException) -> None:
    """Log the kind of an unexpected error and where it was raised; its text may hold personal data."""
    log.error("bug", error=type(error).__qualname__, places=places(error))


def _may_be_shown(error: GraphQLError) -> bool:
    """Whether it carries a code, or is what graphql-core says of an argument: of a value it would be our mistake."""
    if "code" in _own_extensions(error):
        return True
    said = error.original_error or error
    nodes = (said.nodes or ()) if isinstance(said, GraphQLError) else ()
    return any(not isinstance(node, FieldNode) for node in nodes)


def _own_extensions(error: GraphQLError) -> dict[str, Any]:
    found = getattr(error.original_error, "extensions", None) or error.extensions
    return found if isinstance(found, dict) else {}


def _field_error(error: GraphQLError, trace_id: str) -> Shown:
    if not _may_be_shown(error):
        return _shown(error, internal(trace_id), {"code": INTERNAL, "retryable": False})
    return _shown(error, error.message, {"code": BAD_INPUT, "retryable": False, **_own_extensions(error)})


def _shown(error: GraphQLError, message: str, extensions: dict[str, Any]) -> Shown:
    shown: Shown = {"message": shortened(message)}
    if error.locations:
        shown["locations"] = [location.formatted for location in error.locations[:20]]
    if error.path is not None:
        shown["path"] = error.path
    return {**shown, "extensions": extensions}


def _log_bugs(errors: Sequence[GraphQLError]) -> None:
    """One line for each kind and place, at most a few for each response."""
    bugs = [error.original_error or error for error in errors]
    distinct = {(type(bug), *places(bug)[-1:]): bug for bug in bugs}
    for bug in list(distinct.values())[:_LOGGED]:
        log_bug(bug)
