"""Record ids: 15 characters that tell upper from lower case, and three more that say which were upper."""

import re
from typing import Final

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_FORM: Final = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


def record_id(prefix: str, number: int) -> str:
    """The id of the n-th record of a kind, in its long form."""
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return long_id(f"{prefix}{digits:0>12}")


def is_id(text: str) -> bool:
    """Whether a text has the form of an id."""
    return _FORM.fullmatch(text) is not None


def long_id(text: str) -> str:
    """The 18 characters of an id of 15; other texts as they are."""
    if len(text) != 15:
        return text
    return text + "".join(_check(text[start : start + 5]) for start in (0, 5, 10))


def _check(part: str) -> str:
    return _CHECKS[sum(1 << place for place, char in enumerate(part) if char.isupper())]
