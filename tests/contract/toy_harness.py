"""A backend that keeps what it is given in dicts: dropped among the harnesses, the suite holds it to its manifest."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel

from backends.manifest import Manifest, Served
from backends.ports import Clock, ParentKind
from backends.sandbox.holdings import Holdings
from backends.vocabulary import FACETS, Noun, SortField
from tests.backends.toy import ManualClock, ToySystem
from tests.contract.harness import Harness, Listing, Pretended

SHELF: dict[str, Holdings] = {}


class ToySettings(BaseModel):
    """`shelf`: under which name the holdings are."""

    shelf: str


def connect(served: Served, options: BaseModel, clock: Clock) -> ToySystem:
    assert isinstance(options, ToySettings)
    return ToySystem(served.name, served.role, {Noun.CUSTOMER: SHELF[options.shelf].customers}, clock)


@contextmanager
def serve(holdings: Holdings, clock: ManualClock, folder: Path) -> Iterator[Pretended]:
    SHELF[holdings.name] = holdings
    yield Pretended(table={"shelf": holdings.name}, clock=clock)


MANIFEST = Manifest(
    name="toy",
    summary="Records in dicts.",
    settings=ToySettings,
    connect=f"{__name__}:connect",
    facets={Noun.CUSTOMER: FACETS[Noun.CUSTOMER]},
    batch_limit=200,
)
HARNESS = Harness(
    manifest=MANIFEST,
    holds={"crm": {Noun.CUSTOMER: FACETS[Noun.CUSTOMER]}},
    serve=serve,
    lists=(Listing("crm", Noun.CUSTOMER, ParentKind.ROOT, SortField.NAME),),
)
