"""What an answer says about errors must not tell how we are made."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_INTERNALS: Final = re.compile(
    r"""
    Traceback | File\ " | \.py\b | site-packages                          # a stack
    | /(?:tmp|home|root|usr|var|opt|srv|etc|Users)/ | [A-Z]:\\            # a file
    | \b(?:SELECT|INSERT|UPDATE|DELETE)\s.+\b(?:FROM|INTO|SET)\b          # a statement
    | \b(?:gateway|resolvers|backends|graphql)\.\w                       # a module
    | \b(?:sqlite3|sqlalchemy|asyncpg|aiocache|msgspec|strawberry|starlette|pydantic|uvicorn)\b
    | <(?:class|function|bound|module)\b | <[\w.]+\ object\b | <[A-Z]\w*\.\w+:\ | \b0x[0-9a-f]{6,}   # a repr
    | \b[A-Z]\w*\(\w+= | \b[A-Z]\w+\(['"] | \b\w+(?:Error|Exception)\b(?!_) | \bNoneType\b | '\w+'\ object\b
    """,
    re.VERBOSE,
)


def leaks(answer: Mapping[str, Any], question: str) -> Iterator[str]:
    """Where errors and extensions tell of our insides; what the question itself says may be quoted."""
    for text in _texts([answer.get("errors"), answer.get("extensions")]):
        for found in _INTERNALS.finditer(text):
            if found.group() not in question:
                yield f"{found.group()!r} in {text!r}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts(member)
