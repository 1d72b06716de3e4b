"""GraphQL specification, section 3 "Type System" (October 2021, September 2025): result coercion, type by type."""

import pytest

from tests.gateway.execution.cases import Case, check

BOOM = "boom"
NULL = "Cannot return null for non-nullable field"


def value(field: str, of: str, data: object, error: str | None = None) -> Case:
    """What a field makes of a value."""
    return Case(f'{{ {field}(of: "{of}") }}', {field: data}, {} if error is None else {field: error})


INT = [  # 3.5.1
    value("int", "one", 1),
    value("int", "minus", -1),
    value("int", "largest", 2**31 - 1),
    value("int", "smallest", -(2**31)),
    value("int", "too large", None, "Int cannot represent non 32-bit signed integer value"),
    value("int", "whole", 1),
    value("int", "half", None, "Int cannot represent non-integer value"),
    value("int", "nan", None, "Int cannot represent non-integer value"),
    value("int", "true", 1),
    value("int", "false", 0),
    value("int", "digits", 12),
    value("int", "text", None, "Int cannot represent non-integer value"),
    value("int", "list", None, "Int cannot represent non-integer value"),
    value("int", "null", None),
]
FLOAT = [  # 3.5.2
    value("float", "half", 0.5),
    value("float", "one", 1),
    value("float", "whole", 1.0),
    value("float", "true", 1),
    value("float", "digits", 12),
    value("float", "nan", None, "Float cannot represent non numeric value"),
    value("float", "infinite", None, "Float cannot represent non numeric value"),
    value("float", "text", None, "Float cannot represent non numeric value"),
    value("float", "null", None),
]
STRING = [  # 3.5.3
    value("string", "text", "text"),
    value("string", "empty", ""),
    value("string", "unicode", "é\u2028😀"),
    value("string", "one", "1"),
    value("string", "half", "0.5"),
    value("string", "true", "true"),
    value("string", "small", "small"),
    value("string", "list", None, "String cannot represent value"),
    value("string", "null", None),
]
BOOLEAN = [  # 3.5.4
    value("boolean", "true", True),
    value("boolean", "false", False),
    value("boolean", "one", True),
    value("boolean", "nan", None, "Boolean cannot represent a non boolean value"),
    value("boolean", "text", None, "Boolean cannot represent a non boolean value"),
    value("boolean", "null", None),
]
ID = [  # 3.5.5
    value("id", "text", "text"),
    value("id", "one", "1"),
    value("id", "whole", "1"),
    value("id", "half", None, "ID cannot represent value"),
    value("id", "true", None, "ID cannot represent value"),
    value("id", "null", None),
]
CUSTOM = [  # 3.5.6
    value("when", "noon", "2026-03-18T12:00:00Z"),
    value("when", "text", None, "'str' object has no attribute"),
    value("day", "day", "2026-03-18"),
    value("day", "one", None, "descriptor 'isoformat'"),
    value("amount", "two", 2),
    value("amount", "decimal", 2.5),
    value("amount", "text", None, "'str' object has no attribute"),
    value("big", "huge", None, "BigInt: found 1152921504606846976, expected"),
    value("big", "too large", 2**31),
    value("price", "decimal", "2.50"),
    value("price", "one", "1"),
    value("json", "json", {"a": [1, None]}),
    value("json", "list", [1, 2]),
    value("json", "text", "text"),
    value("json", "null", None),
]
ENUM = [  # 3.9
    value("colour", "red", "RED"),
    value("colour", "blue", "BLUE"),
    value("colour", "red value", "RED"),
    value("colour", "red name", None, "Enum 'Colour' cannot represent value"),
    value("colour", "no colour", None, "Enum 'Colour' cannot represent value"),
    value("colour", "list", None, "Enum 'Colour' cannot represent value"),
    value("colour", "null", None),
    value("size", "small", "S"),
    value("size", "small value", "S"),
    value("size", "small name", None, "Enum 'Size' cannot represent value"),
]
LIST = [  # 3.11
    value("looseInts", "list", [1, 2]),
    value("looseInts", "tuple", [1, 2]),
    value("looseInts", "none", []),
    value("looseInts", "holes", [1, None, 3]),
    value("looseInts", "set", [1]),
    value("looseInts", "generator", [1, 2]),
    value("looseInts", "null", None),
    value("looseInts", "text", None, "Expected Iterable, but did not find one for field 'Query.looseInts'."),
    value("looseInts", "one", None, "Expected Iterable"),
    value("looseInts", "map", None, "Expected Iterable"),
    value("looseInts", "stumbling", None, "stumbled"),
    value("looseInts", "async list", [1, 2]),
    value("looseInts", "late items", [1, 2, 3]),
    Case('{ looseInts(of: "bad item") }', {"looseInts": [1, None, 3]}, {"looseInts.1": "Int cannot represent"}),
    Case('{ looseInts(of: "failing item") }', {"looseInts": [1, None, 3]}, {"looseInts.1": BOOM}),
    Case('{ looseInts(of: "late item boom") }', {"looseInts": [1, None]}, {"looseInts.1": BOOM}),
    value("grid", "nested", [[1], [], [2, 3]]),
    value("looseGrid", "nested holes", [[1], None, [None]]),
    Case('{ grid(of: "nested holes") }', {"grid": None}, {"grid.1": f"{NULL} Query.grid."}),
    Case(
        '{ looseGrid(of: "list") }', {"looseGrid": [None, None]}, dict.fromkeys(("looseGrid.0", "looseGrid.1"), "Exp")
    ),
]
NON_NULL = [  # 3.12
    value("strictInt", "one", 1),
    Case('{ strictInt(of: "null") }', None, {"strictInt": f"{NULL} Query.strictInt."}),
    Case('{ ints(of: "holes") }', {"ints": None}, {"ints.1": f"{NULL} Query.ints."}),
    Case('{ ints(of: "bad item") }', {"ints": None}, {"ints.1": "Int cannot represent"}),
    Case('{ ints(of: "late item boom") }', {"ints": None}, {"ints.1": BOOM}),
    Case('{ strictInts(of: "holes") }', None, {"strictInts.1": f"{NULL} Query.strictInts."}),
    Case('{ strictInts(of: "null") }', None, {"strictInts": f"{NULL} Query.strictInts."}),
    Case('{ int(of: "one") strictInts(of: "failing item") }', None, {"strictInts.1": BOOM}),
]


@pytest.mark.parametrize("case", [*INT, *FLOAT, *STRING, *BOOLEAN, *ID], ids=str)
def test_built_in_scalars(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", [*CUSTOM, *ENUM], ids=str)
def test_scalars_and_enums_of_ours(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", [*LIST, *NON_NULL], ids=str)
def test_wrapping_types(case: Case) -> None:
    check(case)
