"""GraphQL specification, sections 6 "Execution" and 7 "Response" (October 2021, September 2025)."""

import pytest

from tests.gateway.execution.cases import Case, check, same
from tests.gateway.execution.spec_graph import values

# graphql-core leaves what it gave up unawaited where an item of a list fails.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

NULL = "Cannot return null for non-nullable field"

OPERATIONS = [  # 6.1, 6.2: the operation, its variables and their defaults
    Case('{ needs(name: "a") }', {"needs": "a RED"}),
    Case("query Named { __typename }", {"__typename": "Query"}),
    Case("query ($n: String!) { needs(name: $n) }", {"needs": "b RED"}, variables={"n": "b"}),
    Case('query ($n: String! = "d") { needs(name: $n) }', {"needs": "d RED"}),
    Case('query ($n: String! = "d") { needs(name: $n) }', {"needs": "e RED"}, variables={"n": "e"}),
    Case('query A { told(times: 2) needs(name: "x") @skip(if: true) }', {"told": "nobody 2 None None"}),
]

CONDITIONS = [  # 6.3.2: @skip and @include
    Case('{ int(of: "one") @skip(if: true) __typename }', {"__typename": "Query"}),
    Case('{ int(of: "one") @skip(if: false) }', {"int": 1}),
    Case('{ int(of: "one") @include(if: false) __typename }', {"__typename": "Query"}),
    Case('{ int(of: "one") @include(if: true) }', {"int": 1}),
    Case('{ int(of: "one") @include(if: true) @skip(if: true) __typename }', {"__typename": "Query"}),
    Case('{ int(of: "one") @include(if: false) @skip(if: false) __typename }', {"__typename": "Query"}),
    Case('query ($y: Boolean!) { int(of: "one") @include(if: $y) }', {"int": 1}, variables={"y": True}),
    Case('query ($y: Boolean!) { int(of: "one") @include(if: $y) }', {}, variables={"y": False}),
    Case('query ($y: Boolean = true) { int(of: "one") @skip(if: $y) }', {}),
    Case('query ($y: Boolean = true) { int(of: "one") @skip(if: $y) }', {"int": 1}, variables={"y": False}),
    Case(
        'query ($y: Boolean!) { cat(of: "cat") { ... @include(if: $y) { name } } }', {"cat": {}}, variables={"y": False}
    ),
    Case(
        'query ($y: Boolean!) { cat(of: "cat") { ...F @skip(if: $y) lives } } fragment F on Cat { name }',
        {"cat": {"name": "Tom", "lives": 9}},
        variables={"y": False},
    ),
    Case('{ a: int(of: "one") @skip(if: true) a: int(of: "one") }', {"a": 1}),
    Case('{ int(of: "boom") @skip(if: true) __typename }', {"__typename": "Query"}),
]

SELECTIONS = [  # 6.3: which fields, in which order
    Case('{ b: int(of: "one") a: int(of: "minus") }', {"b": 1, "a": -1}),
    Case('{ a: int(of: "one") b: __typename a: int(of: "one") }', {"a": 1, "b": "Query"}),
    Case('{ cat(of: "cat") { name } cat(of: "cat") { lives name } }', {"cat": {"name": "Tom", "lives": 9}}),
    Case(
        '{ cat(of: "cat") { lives ...F } __typename ...G } fragment F on Cat { name lives } fragment G on Query '
        '{ cat(of: "cat") { __typename } }',
        {"cat": {"lives": 9, "name": "Tom", "__typename": "Cat"}, "__typename": "Query"},
    ),
    Case('{ cat(of: "cat") { ...F ...F } } fragment F on Cat { name }', {"cat": {"name": "Tom"}}),
    Case(
        '{ cat(of: "friends") { friend { name } friend { __typename } } }',
        {"cat": {"friend": {"name": "b", "__typename": "Dog"}}},
    ),
    Case(
        '{ cat(of: "cat") { ... { name } ... on Cat { lives } ... on Pet { __typename } } }',
        {"cat": {"name": "Tom", "lives": 9, "__typename": "Cat"}},
    ),
    Case('{ pet(of: "dog") { ... on Cat { lives } name } }', {"pet": {"name": "Rex"}}),
    Case('{ pet(of: "dog") { ... on Cat { lives } } }', {"pet": {}}),
    Case(
        '{ pets(of: "pets") { name ... on Cat { lives } ... on Dog { kind: __typename } } }',
        {"pets": [{"name": "a", "lives": 9}, {"name": "b", "kind": "Dog"}, {"name": "c", "lives": 9}]},
    ),
    Case(
        '{ eithers(of: "pets") { __typename ... on Pet { name } } }',
        {
            "eithers": [
                {"__typename": "Cat", "name": "a"},
                {"__typename": "Dog", "name": "b"},
                {"__typename": "Cat", "name": "c"},
            ]
        },
    ),
    Case(
        '{ cat(of: "friends") { f: friend { n: name friend { ...F } } } } '
        "fragment F on Pet { m: name friend { name } }",
        {"cat": {"f": {"n": "b", "friend": {"m": "c", "friend": None}}}},
    ),
    Case("{ __typename again: __typename }", {"__typename": "Query", "again": "Query"}),
    Case(
        "{ fetchedCats { name } first: fetchedCats(first: 1) { name } }",
        {"fetchedCats": [{"name": "a"}, {"name": "b"}, {"name": "c"}], "first": [{"name": "a"}]},
    ),
    Case(
        "{ fetchedCats(first: 2) { name loosePlace fetched { name } likes } }",
        {
            "fetchedCats": [
                {"name": "a", "loosePlace": 0, "fetched": None, "likes": ["fish"]},
                {"name": "b", "loosePlace": None, "fetched": None, "likes": ["fish"]},
            ]
        },
        {"fetchedCats.1.loosePlace": "no place for b"},
    ),
    Case(
        '{ cats(of: "same") { name loosePlace } }',
        {"cats": [{"name": "Tom", "loosePlace": 0}, {"name": "Tom", "loosePlace": 1}]},
    ),
    Case(
        '{ _self: int(of: "one") class: int(of: "one") f0: int(of: "minus") __x: __typename }',
        {"_self": 1, "class": 1, "f0": -1, "__x": "Query"},
    ),
]

ARGUMENTS = [  # 6.4.1: coercing the arguments of a field
    Case("{ told }", {"told": "nobody 1 None None"}),
    Case("{ told(times: null) }", {"told": "nobody None None None"}),
    Case('{ told(name: "x", tags: "one") }', {"told": "x 1 None ['one']"}),
    Case('{ told(tags: ["a", "b"]) }', {"told": "nobody 1 None ['a', 'b']"}),
    Case("{ told(tags: []) }", {"told": "nobody 1 None []"}),
    Case("query ($t: Int) { told(times: $t) }", {"told": "nobody 1 None None"}),
    Case("query ($t: Int) { told(times: $t) }", {"told": "nobody None None None"}, variables={"t": None}),
    Case("query ($t: Int = 7) { told(times: $t) }", {"told": "nobody 7 None None"}),
    Case("query ($t: Int = 7) { told(times: $t) }", {"told": "nobody None None None"}, variables={"t": None}),
    Case('query ($t: String!) { told(tags: [$t, "b"]) }', {"told": "nobody 1 None ['a', 'b']"}, variables={"t": "a"}),
    Case(
        '{ told(wish: {name: "w", lives: 3}) }',
        {"told": "nobody 1 Wish(name='w', lives=3, colours=[], inner=None) None"},
    ),
    Case(
        "query ($w: Wish) { told(wish: $w) }",
        variables={"w": {"name": "w", "colours": ["BLUE"], "inner": {"name": "i"}}},
        data={
            "told": "nobody 1 Wish(name='w', lives=9, colours=[<Colour.BLUE: 'b'>], "
            "inner=Wish(name='i', lives=9, colours=[], inner=None)) None"
        },
    ),
    Case(
        'query ($n: Int) { told(wish: {name: "w", lives: 4, inner: {name: "i", lives: 5}}, times: $n) }',
        {
            "told": "nobody 1 Wish(name='w', lives=4, colours=[], "
            "inner=Wish(name='i', lives=5, colours=[], inner=None)) None"
        },
    ),
    Case('{ needs(name: "n", colour: BLUE) }', {"needs": "n BLUE"}),
    Case('query ($c: Colour!) { needs(name: "n", colour: $c) }', {"needs": "n BLUE"}, variables={"c": "BLUE"}),
    Case(
        'query ($n: String = "d") { needs(name: $n) }',
        {"needs": None},
        {"needs": "Argument 'name' has invalid value"},
        variables={"n": None},
    ),
    Case(
        'query ($n: String = "d") { a: needs(name: $n) b: needs(name: "b") }',
        {"a": None, "b": "b RED"},
        {"a": "Argument 'name' has invalid value"},
        variables={"n": None},
    ),
    Case(
        "query ($n: Int = 2) { fetchedCats(first: $n) { name } }",
        {"fetchedCats": None},
        {"fetchedCats": "Argument 'first' has invalid value"},
        variables={"n": None},
    ),
]

VALUES = [  # 6.4.2: resolving values, in time or late
    Case('{ later(of: "one") }', {"later": 1}),
    Case('{ later(of: "boom") }', {"later": None}, {"later": "boom"}),
    Case('{ int(of: "late") }', {"int": 1}),
    Case('{ int(of: "late boom") }', {"int": None}, {"int": "boom"}),
    Case('{ cat(of: "late cat") { name place } }', {"cat": {"name": "z", "place": 0}}),
    Case('{ later(of: "one") a: later(of: "one") b: int(of: "late") }', {"later": 1, "a": 1, "b": 1}),
    Case('{ cat(of: "null") { name } }', {"cat": None}),
    Case('{ cat(of: "boom") { name } }', {"cat": None}, {"cat": "boom"}),
    Case('{ int(of: "refused") }', {"int": None}, {"int": "refused"}),
    Case(
        '{ cat(of: "cat") { lost short } }',
        {"cat": {"lost": None, "short": None}},
        {"cat.lost": "all lost", "cat.short": "Received wrong number of results"},
    ),
    Case(
        "{ fetchedCats { lost } }",
        {"fetchedCats": [{"lost": None}] * 3},
        dict.fromkeys(("fetchedCats.0.lost", "fetchedCats.1.lost", "fetchedCats.2.lost"), "all lost"),
    ),
]

COMPLETION = [  # 6.4.3: objects and abstract types
    Case('{ cat(of: "cat") { __typename } }', {"cat": {"__typename": "Cat"}}),
    Case('{ cat(of: "dog") { name } }', {"cat": None}, {"cat": "Expected value of type 'Cat' but got: <Dog instance>"}),
    Case('{ cat(of: "no pet") { name } }', {"cat": None}, {"cat": "Expected value of type 'Cat' but got: 5."}),
    Case(
        '{ pet(of: "no pet") { name } }', {"pet": None}, {"pet": "Abstract type 'Pet' must resolve to an Object type"}
    ),
    Case(
        '{ either(of: "no pet") { __typename } }',
        {"either": None},
        {"either": "The type \"<class 'int'>\" cannot be resolved"},
    ),
    Case(
        '{ loosePets(of: "pet or not") { name } }',
        {"loosePets": [{"name": "Tom"}, None, None]},
        {"loosePets.1": "Abstract type 'Pet' must resolve"},
    ),
    Case('{ pets(of: "pet or not") { name } }', {"pets": None}, {"pets.1": "Abstract type 'Pet' must resolve"}),
    Case('{ strictPet(of: "dog") { name } }', {"strictPet": {"name": "Rex"}}),
    Case('{ strictPet(of: "null") { name } }', None, {"strictPet": f"{NULL} Query.strictPet."}),
    Case('{ strictPet(of: "boom") { name } }', None, {"strictPet": "boom"}),
    Case(
        '{ int(of: "one") strictPet(of: "no pet") { name } }', None, {"strictPet": "Abstract type 'Pet' must resolve"}
    ),
    Case('{ cats(of: "cats") { friends { name } } }', {"cats": [{"friends": [None]}, {"friends": [None]}]}),
    Case('{ pet(of: "dog") { ... on Dog { tricks } } }', {"pet": {"tricks": None}}, {"pet.tricks": "no tricks"}),
    Case(
        '{ cat(of: "wrong lives") { name lives } }',
        {"cat": {"name": "w", "lives": None}},
        {"cat.lives": "Int cannot represent"},
    ),
]

ERRORS = [  # 6.4.4: errors, and nulls that go up
    Case('{ cat(of: "nameless") { name lives } }', {"cat": None}, {"cat.name": f"{NULL} Cat.name."}),
    Case(
        '{ cat(of: "nameless friend") { name friend { name } lives } }',
        {"cat": {"name": "a", "friend": None, "lives": 9}},
        {"cat.friend.name": f"{NULL} Cat.name."},
    ),
    Case(
        '{ cat(of: "nameless friend") { strictFriend { name } } }',
        {"cat": None},
        {"cat.strictFriend.name": f"{NULL} Cat.name."},
    ),
    Case(
        '{ cat(of: "cat") { strictFriend { name } } }', {"cat": None}, {"cat.strictFriend": f"{NULL} Cat.strictFriend."}
    ),
    Case('{ strictCat(of: "nameless") { name } int(of: "one") }', None, {"strictCat.name": f"{NULL} Cat.name."}),
    Case('{ strictCat(of: "nameless") { lives } }', {"strictCat": {"lives": 9}}),
    Case(
        '{ cat(of: "deep") { friend { friend { friend { name } } } } }',
        {"cat": {"friend": {"friend": {"friend": None}}}},
        {"cat.friend.friend.friend.name": f"{NULL} Cat.name."},
    ),
    Case(
        '{ cat(of: "deep") { friend { friend { ... on Cat { strictFriend { name } } } } } }',
        {"cat": {"friend": {"friend": None}}},
        {"cat.friend.friend.strictFriend.name": f"{NULL} Cat.name."},
    ),
    Case("{ fetchedCats { name place } }", {"fetchedCats": None}, {"fetchedCats.1.place": "no place for b"}),
    Case("{ fetchedCats(first: 1) { name place } }", {"fetchedCats": [{"name": "a", "place": 0}]}),
    Case(
        '{ int(of: "boom") a: int(of: "one") b: int(of: "boom") }',
        {"int": None, "a": 1, "b": None},
        {"int": "boom", "b": "boom"},
    ),
    Case(
        '{ a: cat(of: "nameless") { name } b: cat(of: "cat") { name } }',
        {"a": None, "b": {"name": "Tom"}},
        {"a.name": f"{NULL} Cat.name."},
    ),
    Case('{ cats(of: "pets") { name } }', {"cats": None}, {"cats.1": "Expected value of type 'Cat'"}),
    Case(
        '{ cat(of: "nameless friend") { friends { name } } }',
        {"cat": {"friends": [None]}},
        {"cat.friends.0.name": f"{NULL} Cat.name."},
    ),
    Case(
        '{ cat(of: "nameless friend") { fetched { name } } }',
        {"cat": {"fetched": None}},
        {"cat.fetched.name": f"{NULL} Cat.name."},
    ),
    Case(
        '{ renamed: cat(of: "nameless friend") { again: friend { known: name } } }',
        {"renamed": {"again": None}},
        {"renamed.again.known": f"{NULL} Cat.name."},
    ),
]


def ids(cases: list[Case]) -> list[str]:
    return [f"{at} {case}" for at, case in enumerate(cases)]


@pytest.mark.parametrize("case", OPERATIONS, ids=ids(OPERATIONS))
def test_operations_and_variables(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", CONDITIONS, ids=ids(CONDITIONS))
def test_skip_and_include(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", SELECTIONS, ids=ids(SELECTIONS))
def test_collected_fields(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", ARGUMENTS, ids=ids(ARGUMENTS))
def test_arguments(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", VALUES, ids=ids(VALUES))
def test_resolved_values(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", COMPLETION, ids=ids(COMPLETION))
def test_completed_values(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", ERRORS, ids=ids(ERRORS))
def test_errors_and_nulls(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("name", sorted(values()))
def test_whatever_a_value_is_given_for(name: str) -> None:
    """7.1: any value for any type gives the reference's data and errors."""
    for kind in ("int", "string", "boolean", "colour", "size", "ints", "looseGrid"):
        same(f'{{ {kind}(of: "{name}") }}')
    for kind in ("cat", "cats", "pet", "loosePets", "either"):
        same(f'{{ {kind}(of: "{name}") {{ __typename ... on Cat {{ name lives friend {{ name }} }} }} }}')
