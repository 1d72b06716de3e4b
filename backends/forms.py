"""Rows decoded straight into what an answer says of them, where a record comes whole from one system.

A form is a Struct of the selected fields only, in the order of the answer. A backend whose documents are its records,
under the same names, may decode them as forms: nothing that was not selected is made, and nothing is copied.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias, get_args

import msgspec
from msgspec import Struct, ValidationError

Form: TypeAlias = type[Struct]


class Forms:
    """Decodes JSON lists of one kind of document, or one of it, whole or as a form.

    The latest `entries` forms are remembered.
    """

    def __init__(self, kind: Form, *, many: bool = True, entries: int = 500) -> None:
        self._kind = kind
        self._many = many
        self._whole = self._reader(kind)
        self._of = lru_cache(entries)(self._decoder)

    def decoded(self, body: bytes, form: Form | None) -> Any:
        """The rows, or the one: whole where the documents have not what the form wants, or under another name.

        Raises `msgspec.ValidationError` for what is something else.
        """
        if form is not None:
            try:
                return self._of(form).decode(body)
            except ValidationError:
                pass  # the whole document may say what is wrong, or be read with care
        return self._whole.decode(body)

    def _decoder(self, form: Form) -> msgspec.json.Decoder[Any]:
        return self._reader(form) if covers(self._kind, form) else self._whole

    def _reader(self, row: Form) -> msgspec.json.Decoder[Any]:
        return msgspec.json.Decoder(list.__class_getitem__(row) if self._many else row)


def covers(kind: Form, form: Form) -> bool:
    """Whether documents of a kind have all that a form has, under the same names."""
    has = {field.name: field for field in msgspec.structs.fields(kind)}
    return all(
        field.name in has
        and field.encode_name == has[field.name].encode_name
        and _below(has[field.name].type, field.type)
        for field in msgspec.structs.fields(form)
    )


def _below(kind: Any, form: Any) -> bool:
    kinds, forms = list(_structs(kind)), list(_structs(form))
    return len(kinds) == len(forms) <= 1 and all(map(covers, kinds, forms))


def _structs(type_: Any) -> Iterator[Form]:
    """The Structs that a type is made of."""
    if isinstance(type_, type) and issubclass(type_, Struct):
        yield type_
    for each in get_args(type_):
        yield from _structs(each)
