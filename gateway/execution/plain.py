"""Objects whose selected fields are all plain attributes: msgspec reads, checks and copies them, all in C.

It is asked only for Structs: what these declare holds, since msgspec decoded them or mypy saw who made them, and so an
attribute is never an exception or an awaitable. What it does not find sound is left to the columns, which tell why.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any, Final, get_args, get_origin

import msgspec
from msgspec import Struct, ValidationError

_AS_THEY_ARE: Final = (datetime, date, Decimal)  # a text is none of them


class Plain:
    """Makes rows of one shape; `below` are the shapes of its attributes that are objects or lists of them."""

    def __init__(self, row: type[Struct], below: Mapping[str, "Plain"]) -> None:
        self.row = row
        self._rows = list[row]  # type: ignore[valid-type]  # msgspec reads it at run time
        self._below = below
        self._fitting: dict[type, bool] = {row: False}

    def rows(self, sources: Sequence[Any]) -> list[Any] | None:
        """A row for each object, or None where that had better be done with care."""
        if not all(map(self.fits, set(map(type, sources)))):
            return None
        try:
            return msgspec.convert(sources, self._rows, from_attributes=True, builtin_types=_AS_THEY_ARE)
        except ValidationError:
            return None

    def fits(self, class_: type) -> bool:
        """Whether it is a Struct with nothing but Structs below."""
        known = self._fitting.get(class_)
        if known is None:
            known = isinstance(class_, type) and issubclass(class_, Struct) and self._holds(class_)
            self._fitting[class_] = known
        return known

    def _holds(self, class_: type[Struct]) -> bool:
        declared = {field.name: field.type for field in msgspec.structs.fields(class_)}
        return all(
            name in declared and all(map(plain.fits, _classes(declared[name]))) for name, plain in self._below.items()
        )


def _classes(declared: Any) -> Iterator[type]:
    """The classes that a type is made of, but for lists, tuples and None."""
    if get_origin(declared) is None:
        if declared is not NoneType and declared is not Ellipsis:
            yield declared
        return
    for each in get_args(declared):
        yield from _classes(each)
