"""The line that each request leaves in the log.

As JSON the lines are gathered and written together a little later, because writing one costs as much as answering a
small question; what a person reads is written at once. Nothing in a line tells what was asked or answered.
"""

import asyncio
import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final, TypeAlias

import orjson
import structlog

from gateway.observability import form_of
from gateway.sections import Log

Line: TypeAlias = MutableMapping[str, Any]

DELAY: Final = 0.2  # seconds; whoever follows the log does not notice
MOST: Final = 200  # lines that wait

log = structlog.get_logger(__name__)
_stamped = structlog.processors.TimeStamper(fmt="iso", utc=True)


class AccessLog:
    """Takes the lines of requests; `flush` writes those that wait."""

    def __init__(self, settings: Log) -> None:
        self._silent = logging.getLevelNamesMapping()[settings.level.upper()] > logging.INFO
        self._gathers = form_of(settings) == "json"
        self._waiting: list[Line] = []
        self._timer: asyncio.TimerHandle | None = None

    def note(self, line: Line, trace_id: str) -> None:
        """A request was answered, or its client hung up."""
        if self._silent:
            return
        if not self._gathers:
            log.info("request", **line)  # the trace id is that of the context
            return
        self._waiting.append(_stamped(None, "", {"event": "request", "level": "info", "trace_id": trace_id, **line}))
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
            text = b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines)
            sys.stderr.write(text.decode())
            sys.stderr.flush()
