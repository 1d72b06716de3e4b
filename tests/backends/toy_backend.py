"""A backend as the registry sees one: a manifest, and a function that makes its systems."""

from pydantic import BaseModel

from backends.manifest import Manifest, Served
from backends.ports import Clock
from backends.vocabulary import FACETS, Noun
from tests.backends.samples import order
from tests.backends.toy import ToySystem


class ToySettings(BaseModel):
    """`orders`: how many orders the system has."""

    orders: int


MANIFEST = Manifest(
    name="toy",
    summary="Records in dicts.",
    settings=ToySettings,
    connect="tests.backends.toy_backend:connect",
    facets={Noun.ORDER: FACETS[Noun.ORDER]},
    batch_limit=2,
)


def connect(served: Served, options: BaseModel, clock: Clock) -> ToySystem:
    """Make a toy system."""
    assert isinstance(options, ToySettings)
    orders = [order(str(number), served.name) for number in range(options.orders)]
    return ToySystem(served.name, served.role, {Noun.ORDER: orders}, clock)
