"""What the vendors' backends can be asked, as a table made from their manifests.

`python -m tests.contract.matrix` prints the page anew: its tables between the marks, the rest as it stands there.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from backends.registry import BACKENDS, manifest
from backends.vocabulary import FACETS, Facet, Noun

PAGE = Path(__file__).parents[2] / "docs" / "vendors" / "index.md"
_MARKED = re.compile(r"(<!-- matrix -->\n).*?(<!-- end of matrix -->\n)", re.DOTALL)


def page() -> str:
    """The page with a table that is current."""
    return _MARKED.sub(lambda marks: f"{marks[1]}{table()}{marks[2]}", PAGE.read_text(encoding="utf-8"))


def table() -> str:
    """A row for each noun, a column for each backend."""
    names = sorted(BACKENDS)
    rows = [["noun", *names], ["---"] * (len(names) + 1)]
    rows += [[noun.value, *(_cell(name, noun) for name in names)] for noun in Noun]
    rows.append(["keys of one call", *(str(manifest(name).batch_limit) for name in names)])
    rows.append(["stock is told", *(manifest(name).stock_convention.lower() for name in names)])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows) + "\n" + "".join(_quirks())


def _cell(name: str, noun: Noun) -> str:
    served = manifest(name).facets.get(noun)
    if served is None:
        return "-"
    if served == FACETS[noun]:
        return "all"
    return ", ".join(sorted(served - {Facet.HEAD})) or "head"


def _quirks() -> Iterator[str]:
    yield "## What they do that others do not\n\n"
    for name in sorted(BACKENDS):
        for quirk in manifest(name).quirks:
            yield f"- `{name}`: {quirk}\n"
    yield "\n"


if __name__ == "__main__":
    print(page(), end="")
