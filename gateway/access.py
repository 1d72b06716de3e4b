"""The line that each request leaves in the log.

As JSON the lines are gathered and written together a little later, because writing one costs as much as answering a
small question; what a person reads is written at once. Nothing in a line tells what was asked or answered.
"""

import asyncio
import logging
import sys
from datetime import datetime
from typing import Final

import structlog
from msgspec import UNSET, Struct, UnsetType, json, structs

from gateway.clock import system_clock
from gateway.observability import form_of
from gateway.sections import Log

DELAY: Final = 0.2  # seconds; whoever follows the log does not notice
MOST: Final = 200  # lines that wait

log = structlog.get_logger(__name__)
_ENCODER: Final = json.Encoder()
_OF_THE_LOG: Final = frozenset({"level", "trace_id", "timestamp"})  # what structlog itself puts into a line


class Line(Struct, tag_field="event", tag="request"):
    """What is known of a request; `milliseconds` is how long it took, and what is unset was not reached."""

    trace_id: str
    method: str
    path: str
    level: str = "info"
    status: int | None = None
    bytes: int = 0
    operation: str | UnsetType | None = UNSET
    document: str | UnsetType = UNSET
    outcome: str | UnsetType = UNSET
    executor: str | UnsetType | None = UNSET
    milliseconds: float = 0.0
    timestamp: datetime | UnsetType = UNSET


class AccessLog:
    """Takes the lines of requests; `flush` writes those that wait."""

    def __init__(self, settings: Log) -> None:
        self._silent = logging.getLevelNamesMapping()[settings.level.upper()] > logging.INFO
        self._gathers = form_of(settings) == "json"
        self._waiting: list[Line] = []
        self._timer: asyncio.TimerHandle | None = None

    def note(self, line: Line) -> None:
        """A request was answered, or its client hung up."""
        if self._silent:
            return
        if not self._gathers:
            log.info("request", **_said(line))
            return
        line.timestamp = system_clock()
        self._waiting.append(line)
        if len(self._waiting) >= MOST:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(DELAY, self.flush)

    def flush(self) -> None:
        """Write what waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lines, self._waiting = self._waiting, []
        if lines:
            sys.stderr.write(_ENCODER.encode_lines(lines).decode())
            sys.stderr.flush()


def _said(line: Line) -> dict[str, object]:
    """A line without what the log adds: the time, and the trace id of the context."""
    return {name: value for name, value in structs.asdict(line).items() if name not in _OF_THE_LOG and value != UNSET}
