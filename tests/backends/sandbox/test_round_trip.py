"""What the demo's systems say is what the `sql` backend reads: `adapter(sandbox(world)) == world`."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest
from msgspec.structs import replace

from backends.ledger import Ledger
from backends.ports import Ask
from backends.records import Record, Stock
from backends.sandbox.systems import SYSTEMS, PretendSystem
from backends.sandbox.world.moments import ANCHOR
from backends.sql.client import connect
from backends.vocabulary import Noun
from gateway import settings

_SERVED = [(system, noun) for system in SYSTEMS for noun in system.serves]
_BATCH = 500


@pytest.mark.parametrize(("system", "noun"), _SERVED, ids=lambda value: getattr(value, "name", value))
async def test_read_as_told(told, demo: Path, system: PretendSystem, noun: Noun) -> None:
    configured = settings.read(demo / "comptoir.toml", environ={}).systems[system.name]
    assert configured.served.facets[noun] == system.serves[noun]
    said = [record for name, record in told.said if name == system.name and type(record).__name__.lower() == noun]
    reader = connect(configured.served, configured.options, lambda: ANCHOR)
    for records in _batches(said):
        ask = Ask(at=ANCHOR, scope="test", ledger=Ledger(ANCHOR))
        answers = await reader.port(noun).lookup([one.ref for one in records], system.serves[noun], ask)
        assert [_plain(answers[one.ref]) for one in records] == [_plain(one) for one in records]
    await reader.close()


def _batches(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    remaining = iter(records)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _plain(record: Record) -> Record:
    """Without the stamps, which the reader makes."""
    if isinstance(record, Stock):
        record = replace(record, positions=tuple(replace(position, stamps=()) for position in record.positions))
    return replace(record, stamps=())
