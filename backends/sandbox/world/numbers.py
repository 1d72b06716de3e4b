"""Numbers as the trade writes them: GS1 keys with right check digits, and numbers that look like nothing in a row."""

_PREFIX = "376" + "0246"  # a French GS1 prefix and a company that does not exist
_PRIME = 99_999_989  # the greatest prime of eight digits


def checked(digits: str) -> str:
    """The digits and their GS1 check digit (GS1 General Specifications, 7.9)."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-weighted % 10}"


def gtin(item: int) -> str:
    """A GTIN-13 for an item up to 99,999, in the fourteen digits that all GTINs are kept in."""
    return "0" + checked(f"{_PREFIX}{item:05d}")


def sscc(parcel: int) -> str:
    """A serial shipping container code for a parcel up to 999,999,999."""
    return checked(f"3{_PREFIX}{parcel:09d}")


def scattered(number: int, salt: int) -> int:
    """Another number of up to eight digits for each number below the prime, in no order that shows."""
    return (number * 31_415_927 + salt) % _PRIME
