"""What people type and scan, brought to the one spelling that is searched for.

Each module has its own library behind it: `gtin`, `sscc`, `digital_link`, `phone`, `email`. Import the one you need.
"""

from typing import Final

LONGEST: Final = 64
"""Characters that are looked at of a number; whatever is longer is none."""


class InvalidIdentifier(ValueError):
    """This is not what it should be. The message says what was found and what is expected, and quotes nothing."""

    def __init__(self, kind: str, *, expected: str, found: str) -> None:
        super().__init__(f"{kind}: expected {expected}, found {found}.")
        self.kind, self.expected, self.found = kind, expected, found


def check_length(kind: str, text: str, longest: int = LONGEST) -> None:
    """Refuse what is too long to be worth reading; raises `InvalidIdentifier`."""
    if len(text) > longest:
        raise InvalidIdentifier(kind, expected=f"at most {longest} characters", found=str(len(text)))
