"""One system's SQLite file while it is written: rows are gathered and go in by the hundred, indexes come last."""

import sqlite3
from pathlib import Path
from typing import Final

from backends.sandbox.sqlite.values import Row, instant
from backends.sandbox.sqlite.views import View, offered
from backends.sandbox.systems import PretendSystem, file_name

# Nothing reads the file before it is whole, and a build that fails is thrown away: it needs no journal.
# The pages kept in memory (8 MB a file) and the sorting of indexes on disk bound the memory at any scale.
_PRAGMAS: Final = (
    *("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"),
    *("cache_size = -8192", "temp_store = FILE"),
)
_BATCH: Final = 500


class GrowingFile:
    """Takes rows until it is finished; then it is an ordinary SQLite file."""

    def __init__(self, folder: Path, system: PretendSystem) -> None:
        self._views: dict[str, View] = {view.name: view for view in offered(system)}
        self._waiting: dict[str, list[Row]] = {name: [] for name in self._views}
        self._as_of = instant(system.as_of)
        self._inserts: dict[str, str] = {name: view.insert for name, view in self._views.items()}
        self._connection = sqlite3.connect(folder / file_name(system), isolation_level=None)
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("BEGIN")
        for view in self._views.values():
            self._connection.execute(view.create)

    def add(self, view: str, row: Row) -> None:
        """One more row; where rows of the view say since when they are true, so does this."""
        waiting = self._waiting[view]
        waiting.append((*row, self._as_of) if self._views[view].dated else row)
        if len(waiting) >= _BATCH:
            self._flush(view)

    def finish(self) -> None:
        """Everything goes in, the indexes are made, and the planner learns what is in them."""
        for name, view in self._views.items():
            self._flush(name)
            for statement in view.create_indexes:
                self._connection.execute(statement)
        self._connection.execute("COMMIT")
        self._connection.execute("PRAGMA analysis_limit = 1000")
        self._connection.execute("ANALYZE")

    def close(self) -> None:
        """Lets go of the file, whole or not."""
        self._connection.close()

    def _flush(self, view: str) -> None:
        self._connection.executemany(self._inserts[view], self._waiting[view])
        self._waiting[view].clear()
