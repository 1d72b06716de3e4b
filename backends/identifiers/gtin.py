"""GTINs and SSCCs: numbers of trade items and of logistic units (GS1 General Specifications, 2.1, 2.2 and 7.9)."""

from stdnum import ean

from backends.identifiers import InvalidIdentifier, check_length


def gtin(text: str) -> str:
    """A GTIN-8, -12, -13 or -14 as 14 digits; spaces and hyphens are left out. Raises `InvalidIdentifier`."""
    return _checked("GTIN", text, (8, 12, 13, 14), "8, 12, 13 or 14 digits").zfill(14)


def sscc(text: str) -> str:
    """A serial shipping container code as 18 digits; spaces and hyphens are left out. Raises `InvalidIdentifier`."""
    return _checked("SSCC", text, (18,), "18 digits")


def _checked(kind: str, text: str, lengths: tuple[int, ...], expected: str) -> str:
    check_length(kind, text)
    digits: str = ean.compact(text)
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidIdentifier(kind, expected=expected, found="other characters" if digits else "nothing")
    if len(digits) not in lengths:
        raise InvalidIdentifier(kind, expected=expected, found=f"{len(digits)} digits")
    check_digit = ean.calc_check_digit(digits[:-1])
    if check_digit != digits[-1]:
        raise InvalidIdentifier(kind, expected=f"check digit {check_digit}", found=digits[-1])
    return digits
