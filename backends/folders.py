"""Writing a folder that is there whole, or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_MODE: Final = 0o755  # a temporary folder is born private


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """A folder beside the wanted one, which takes its name only when all went well.

    Raises `FileExistsError` when there is something in the wanted one.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield building
        building.chmod(_MODE)
        if folder.exists():
            folder.rmdir()  # only an empty one lets itself be removed
        building.rename(folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
