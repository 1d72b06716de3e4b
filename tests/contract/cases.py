"""What is tested of whom: everything that the harnesses say they hold."""

from backends.vocabulary import Facet, Noun
from tests.contract.harness import Harness, found

HARNESSES = found()
OVER_HTTP = {name: harness for name, harness in HARNESSES.items() if harness.requests is not None}


def _systems(harnesses: dict[str, Harness]) -> list[tuple[str, str]]:
    return [(name, system) for name, harness in harnesses.items() for system in harness.holds]


NOUNS: list[tuple[tuple[str, str], Noun]] = [
    ((name, system), noun) for name, system in _systems(HARNESSES) for noun in HARNESSES[name].holds[system]
]
NOUNS_OVER_HTTP = [(which, noun) for which, noun in NOUNS if which[0] in OVER_HTTP]
FACETS: list[tuple[tuple[str, str], Noun, Facet]] = [
    (which, noun, facet) for which, noun in NOUNS for facet in sorted(HARNESSES[which[0]].holds[which[1]][noun])
]
LISTS = [((name, each.system), each) for name, harness in HARNESSES.items() for each in harness.lists]
FIRST_OVER_HTTP = [(name, next(iter(harness.holds))) for name, harness in OVER_HTTP.items()]
SIGNING_IN = [which for which in FIRST_OVER_HTTP if HARNESSES[which[0]].session_seconds is not None]
REFUSED = [(which, changes) for which in FIRST_OVER_HTTP for changes in HARNESSES[which[0]].refused]
ADVISES = [(which, fault, part) for which in FIRST_OVER_HTTP for fault, part in HARNESSES[which[0]].advises.items()]
SAYS = [(which, fault, words) for which in FIRST_OVER_HTTP for fault, words in HARNESSES[which[0]].says.items()]


def label(value: object) -> str:
    """How a parameter is called in a test's name."""
    if isinstance(value, tuple):
        return "-".join(map(str, value))
    if isinstance(value, dict):
        return ",".join(value)
    return "-".join(map(str, value.__struct_fields__)) if hasattr(value, "__struct_fields__") else str(value)
