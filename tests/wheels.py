"""A package that nobody published, for those who install packages."""

import zipfile
from pathlib import Path


def write_toy(folder: Path) -> None:
    """Writes a wheel of `toy` 1.0 into a folder, which is made."""
    folder.mkdir()
    with zipfile.ZipFile(folder / "toy-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("toy.py", "")
        wheel.writestr("toy-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: toy\nVersion: 1.0\n")
        wheel.writestr("toy-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("toy-1.0.dist-info/RECORD", "")


def pin_another(pins: Path) -> None:
    """Writes pins with the hash of another `toy` 1.0."""
    pins.parent.mkdir(parents=True, exist_ok=True)
    pins.write_text(f"toy==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
