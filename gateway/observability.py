"""What operators read: one structured log on standard error, ours and the libraries' alike.

Never in it: variables, documents, query strings, SQL, the text of an unexpected exception. They may hold secrets or
personal data; the trace id, the operation's name and the document's hash lead back to the question.
"""

import logging
import sys
import traceback
from contextvars import ContextVar
from typing import Any, Final

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from gateway.sections import Log

CURRENT_TRACE: Final[ContextVar[str | None]] = ContextVar("trace", default=None)
"""The trace id of the request that is being answered: every line of the log says it."""

_MOST_PLACES: Final = 12


def configure(log: Log) -> None:
    """Set up logging for the whole process."""
    level = logging.getLevelNamesMapping()[log.level.upper()]
    renderer = _renderer(form_of(log))
    shared: list[Processor] = [
        _with_trace,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_text,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _configure_libraries(max(level, logging.INFO), shared, renderer)  # at debug, libraries would log SQL and headers


def form_of(log: Log) -> str:
    """`console` or `json`: people read a terminal, programs read everything else."""
    return ("console" if sys.stderr.isatty() else "json") if log.format == "auto" else log.format


def places(error: BaseException) -> list[str]:
    """Where an exception was raised, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_PLACES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _renderer(form: str) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(serializer=_json)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def _json(event: Any, **options: Any) -> str:
    return orjson.dumps(event, default=str).decode()


def _with_trace(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    trace_id = CURRENT_TRACE.get()
    return event if trace_id is None else {**event, "trace_id": trace_id}


def _without_text(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Of an exception only its kind and where it was raised."""
    told = event.pop("exc_info", None) or (None, None)
    error = sys.exception() if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event["error"], event["places"] = type(error).__qualname__, places(error)
    return event


def _configure_libraries(level: int, shared: list[Processor], renderer: Processor) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
