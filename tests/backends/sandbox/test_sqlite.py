"""The SQLite writer keeps the contract of `docs/views.sql`, repeats itself, and leaves nothing half-made."""

import hashlib
import re
import resource
import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from backends.sandbox import stories
from backends.sandbox.sqlite import write
from backends.sandbox.sqlite.rows import rows
from backends.sandbox.sqlite.values import instant
from backends.sandbox.sqlite.views import VIEWS, offered
from backends.sandbox.systems import SYSTEMS, file_name
from backends.vocabulary import Facet

CONTRACT = Path(__file__).parents[3] / "docs" / "views.sql"


@pytest.fixture
def opened(demo: Path) -> Iterator[Callable[[str], sqlite3.Connection]]:
    """Opens a system's file, read-only, as anybody may."""
    with ExitStack() as open_files:

        def open_(system: str) -> sqlite3.Connection:
            file = sqlite3.connect(f"file:{demo / system}.sqlite?mode=ro", uri=True)
            return open_files.enter_context(closing(file))

        yield open_


def contract() -> dict[str, dict[str, str]]:
    """Tables and columns, with the type and constraint that the documentation gives them."""
    text = re.sub(r"--.*", "", CONTRACT.read_text(encoding="utf-8"))
    tables = re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", text, re.DOTALL)
    return {name: dict(_declared(column) for column in columns.split(",")) for name, columns in tables}


def _declared(column: str) -> tuple[str, str]:
    name, kind = column.split(maxsplit=1)
    return name, " ".join(kind.split())


def test_views_are_the_contracts() -> None:
    """Every table and column that is written stands in the contract, with its type; every noun's tables are there."""
    documented = contract()
    assert {view.name for view in VIEWS} == documented.keys()
    for view in VIEWS:
        assert dict(_declared(column) for column in view.columns).items() <= documented[view.name].items(), view.name


def test_views_have_the_required_columns() -> None:
    for view in VIEWS:
        written = {column.split()[0] for column in view.columns}
        required = {name for name, kind in contract()[view.name].items() if "NOT NULL" in kind or "PRIMARY" in kind}
        assert required <= written, view.name


def test_every_served_facet_has_its_views() -> None:
    for system in SYSTEMS:
        for noun, facets in system.serves.items():
            covered = {facet for view in offered(system) if view.noun is noun for facet in view.facets}
            without_views = {Facet.HEAD, Facet.MEDIA}  # columns of the head view may carry these
            assert facets - without_views <= covered, (system.name, noun)


def test_files_hold_what_the_systems_say(told, opened) -> None:
    """Every row of every record is in its file, under the columns' names, and dated where the contract has it."""
    for system in SYSTEMS:
        said = [row for name, record in told.said if name == system.name for row in rows(record)]
        file = opened(system.name)
        for view in offered(system):
            written = file.execute(f"SELECT * FROM {view.name} ORDER BY rowid").fetchall()
            dated = (instant(system.as_of),) if view.dated else ()
            assert written == [row + dated for name, row in said if name == view.name], view.name


def test_nothing_is_younger_than_its_system_says(opened) -> None:
    """Rows do not change after the moment as of which they are true."""
    for system in SYSTEMS:
        file = opened(system.name)
        for view in offered(system):
            if view.dated:
                [[latest]] = file.execute(f"SELECT max(updated_at) FROM {view.name} WHERE updated_at > as_of")
                assert latest is None, (system.name, view.name, latest)


def test_every_system_says_how_old_it_is() -> None:
    assert all(any(view.dated for view in offered(system)) for system in SYSTEMS)
    documented = {name for name, columns in contract().items() if "as_of" in columns}
    assert {view.name for view in VIEWS if view.dated} == documented


def test_columns_stand_in_their_places(told, opened) -> None:
    """One row of each kind, read by the columns' names."""
    order = _row(opened("oms"), "comptoir_orders", "key", stories.RETURN_ORDER.key)
    assert (order["customer_system"], order["customer_key"]) == ("crm", stories.MERGED.key)
    assert (order["channel"], order["currency"], order["managed"], order["version"]) == ("ECOMMERCE", "EUR", 1, 8)
    assert (order["placed_at"], order["promised_by"]) == ("2026-03-06T10:00:00Z", "2026-03-10T17:00:00Z")
    line = _row(opened("pos"), "comptoir_order_lines", "order_key", stories.WEIGHED_TICKET.key)
    assert (line["ordered"], line["delivered"], line["unit_price"], line["unit"]) == (1.275, 1.275, "64.00", "KGM")
    shelf = _row(opened("oms"), "comptoir_stock_positions", "sku", stories.PROMISE_SKU)
    assert (shelf["location_system"], shelf["location_key"], shelf["committed"], shelf["on_hand"]) == (
        *("erp", "9010"),
        *(4, None),
    )
    supply = _row(opened("erp"), "comptoir_inbound", "key", stories.RECEIVING[0].key)
    assert (supply["stage"], supply["expected"], supply["eta"]) == ("AT_HUB", 60, "2026-03-18T08:00:00Z")
    assert (supply["origin_country"], supply["destination_key"]) == ("IT", "9010")
    shipment = _row(opened("tms"), "comptoir_shipments", "key", stories.LATE.key)
    assert (shipment["order_system"], shipment["order_key"]) == ("oms", stories.LATE_ORDER.key)
    assert (shipment["to_country"], shipment["direction"]) == ("DE", "OUTBOUND")
    customer = _row(opened("crm"), "comptoir_customers", "key", stories.REGULAR.key)
    assert (customer["sort_name"], customer["store_system"], customer["store_key"]) == (
        *("aubrival clémence", "erp"),
        "1010",
    )
    metrics = _row(opened("crm"), "comptoir_customer_metrics", "customer_key", stories.REGULAR.key)
    assert (metrics["recency"], metrics["rfm_segment"]) == (5, "CHAMPION")
    price = _row(opened("erp"), "comptoir_prices", "sku", stories.PROMISE_SKU)
    assert (price["current_minor"], price["currency"], price["tax_included"]) == (34900, "EUR", 1)


def test_same_seed_same_rows(demo: Path, tmp_path: Path) -> None:
    write(tmp_path / "again")
    assert _digest(tmp_path / "again") == _digest(demo)


def test_configuration(demo: Path) -> None:
    """It names every system and its file, and pins the clock."""
    settings = tomllib.loads((demo / "comptoir.toml").read_text(encoding="utf-8"))
    assert settings["clock"]["pinned_to"] == "2026-03-18T10:00:00Z"
    assert settings["retailer"]["time_zone"] == "Europe/Paris"
    assert settings["systems"].keys() == {system.name for system in SYSTEMS}
    for name, system in settings["systems"].items():
        assert (demo / system["url"].removeprefix("sqlite:///")).exists(), name
    assert settings["systems"]["oms"]["serves"] == ["order", "stock.reservations", "stock.safety", "demand"]
    assert settings["nouns"]["order"]["authority"] == ["oms", "pos", "erp"]


def test_files_are_ordinary(demo: Path, opened) -> None:
    """No journal is left, and SQLite finds nothing wrong."""
    assert {path.name for path in demo.iterdir()} == {"comptoir.toml", *(file_name(system) for system in SYSTEMS)}
    for system in SYSTEMS:
        file = opened(system.name)
        assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_progress_is_told_to_the_end(made) -> None:
    assert made.steps == [(done, len(made.steps)) for done in range(1, len(made.steps) + 1)]


@pytest.mark.parametrize("after", [1, 150, 305])
def test_interruption_leaves_nothing(tmp_path: Path, after: int) -> None:
    """At the start, amid the people, while the files are finished."""

    def interrupt(done: int, total: int) -> None:
        if done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "demo", progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_full_disk_is_an_os_error(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(OSError, match="demo"):
            write(tmp_path / "demo")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_full_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(FileExistsError):
        write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_no_world_below_scale_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        write(tmp_path / "demo", scale=0)


def _row(file: sqlite3.Connection, view: str, column: str, value: str) -> sqlite3.Row:
    file.row_factory = sqlite3.Row
    return file.execute(f"SELECT * FROM {view} WHERE {column} = ? LIMIT 1", (value,)).fetchone()


def _digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
