"""GraphiQL and React as a Python wheel carries them (decision 0041): found on disk, not imported."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

WHEEL: Final = "graphene_django_graphiql_static"
FILES: Final = (
    "react.production.min.js",
    "react-dom.production.min.js",
    "graphiql.min.js",
    "graphiql.min.css",
)


def folder() -> Path | None:
    """Where the bundles are, None if the wheel is not installed."""
    spec = find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "static" / WHEEL
