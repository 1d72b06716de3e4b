"""What the manifests promise is what the harnesses prove."""

import pytest

from backends.registry import BACKENDS, manifest
from backends.vocabulary import FACETS, Facet
from tests.contract.harness import Harness, found

HARNESSES = found()


def test_every_backend_is_here() -> None:
    proven = {harness.manifest.name for harness in HARNESSES.values()}
    assert proven >= BACKENDS.keys()


@pytest.mark.parametrize("harness", HARNESSES.values(), ids=HARNESSES)
def test_everything_that_is_served_is_held(harness: Harness) -> None:
    promised = {(noun, facet) for noun, facets in harness.manifest.facets.items() for facet in facets}
    held = {(noun, facet) for held in harness.holds.values() for noun, facets in held.items() for facet in facets}
    assert held == promised


@pytest.mark.parametrize("harness", HARNESSES.values(), ids=HARNESSES)
def test_facets_are_those_of_the_noun(harness: Harness) -> None:
    for noun, facets in harness.manifest.facets.items():
        assert Facet.HEAD in facets <= FACETS[noun]


@pytest.mark.parametrize("name", BACKENDS)
def test_the_registry_finds_the_manifest(name: str) -> None:
    assert manifest(name).name == name
