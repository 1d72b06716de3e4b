"""Counts what systems are asked: their engines are marked with `system`, their statements with the `view` they read.

    with statements() as seen:
        await ...
    assert Counter(system for system, _ in seen) == {"oms": 2}

It listens to SQLAlchemy's `Engine` class, and so to every system at once, whichever way it was made. What is asked to
learn which views there are is not counted: it is asked once for each set of connections.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExecutionContext


@contextmanager
def statements() -> Iterator[list[tuple[str, str]]]:
    """The (system, view) of each statement, in the order in which they are run."""
    seen: list[tuple[str, str]] = []

    def note(asked: Connection, _cursor: Any, _text: str, _values: Any, context: ExecutionContext, _many: bool) -> None:
        view = context.execution_options.get("view")
        if view is not None:
            seen.append((asked.get_execution_options()["system"], view))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
