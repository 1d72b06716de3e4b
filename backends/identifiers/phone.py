"""Phone numbers in E.164, such as +33612345678 (ITU-T E.164; numbering plans by libphonenumber)."""

from typing import Final

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    parse,
)

from backends.identifiers import InvalidIdentifier, check_length

_UNPARSED: Final = {
    NumberParseException.INVALID_COUNTRY_CODE: "no country calling code that exists",
    NumberParseException.NOT_A_NUMBER: "something else",
    NumberParseException.TOO_SHORT_AFTER_IDD: "an international prefix and too few digits",
    NumberParseException.TOO_SHORT_NSN: "too few digits",
    NumberParseException.TOO_LONG: "too many digits",
}
_IMPOSSIBLE: Final = {
    ValidationResult.TOO_SHORT: "too few digits",
    ValidationResult.TOO_LONG: "too many digits",
    ValidationResult.INVALID_LENGTH: "a number of digits that its country does not use",
    ValidationResult.INVALID_COUNTRY_CODE: "no country calling code that exists",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "a local number without its area code",
}


def phone(text: str, region: str | None = None) -> str:
    """A number in E.164; a national one is read as of a region (ISO 3166-1 alpha-2). Raises `InvalidIdentifier`.

    Its length must be possible in its country. Whether its range is in use is not asked: plans change faster than
    libraries, and a number that a system holds must be found. An extension is left out.
    """
    check_length("Phone", text)
    expected = "an international number such as +33612345678" + (f", or one of {region}" if region else "")
    written = _written(text, region, expected)
    # Some rows of zeros are read in another way each time: what is no name for itself is none for a person.
    if _written(written, None, expected) != written:
        raise InvalidIdentifier("Phone", expected=expected, found="digits that make no number")
    return written


def _written(text: str, region: str | None, expected: str) -> str:
    try:
        number = parse(text, region)
    except NumberParseException as error:
        raise InvalidIdentifier("Phone", expected=expected, found=_UNPARSED[error.error_type]) from None
    verdict = is_possible_number_with_reason(number)
    if verdict != ValidationResult.IS_POSSIBLE:
        raise InvalidIdentifier("Phone", expected=expected, found=_IMPOSSIBLE[verdict])
    return str(format_number(number, PhoneNumberFormat.E164))
