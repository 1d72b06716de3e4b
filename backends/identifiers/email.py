"""E-mail addresses (RFC 5321, 5322 and 6531), by their syntax alone: nothing is looked up in the DNS."""

import unicodedata
from typing import Final

from email_validator import EmailNotValidError, validate_email

from backends.identifiers import InvalidIdentifier, check_length

_LONGEST: Final = 254  # RFC 5321, errata 1690
_LONGEST_REASON: Final = 120


def email(text: str) -> str:
    """An address in lower case and Unicode's normal form C. Raises `InvalidIdentifier`.

    The part before the @ is lowered too: no mailbox provider tells cases apart, and people never do.
    """
    check_length("E-mail", text, _LONGEST)
    try:
        address = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        reason = str(error).partition(" (")[0].rstrip(".")[:_LONGEST_REASON]  # what is in brackets may quote it
        raise InvalidIdentifier("E-mail", expected="name@domain", found=f"another text ({reason})") from None
    return unicodedata.normalize("NFC", address.normalized.lower())
