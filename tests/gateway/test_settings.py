"""The configuration: everything that is wrong with it is told at once, and nothing that is secret."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from backends.registry import BACKENDS
from backends.vocabulary import Facet, Noun, StockConvention, SupplyStage, SystemRole
from gateway.problems import SettingsError
from gateway.sections import NounTable, SystemTable, Times
from gateway.settings import SECTIONS, Settings, read

SMALLEST = """
[systems.crm]
backend = "sql"
role = "CRM"
serves = ["customer"]
url = "sqlite:///crm.sqlite"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def configured(folder: Path, text: str, environ: dict[str, str] | None = None, **server: Any) -> Settings:
    file = folder / "comptoir.toml"
    file.write_text(text, encoding="utf-8")
    return read(file, server=server, environ=environ or {})


def problems(folder: Path, text: str, environ: dict[str, str] | None = None, **server: Any) -> list[str]:
    with pytest.raises(SettingsError) as wrong:
        configured(folder, text, environ, **server)
    return [str(problem) for problem in wrong.value.problems]


def test_the_smallest(folder: Path) -> None:
    settings = configured(folder, SMALLEST)
    served = settings.systems["crm"].served
    assert (served.name, served.role, served.backend, served.timeout) == ("crm", SystemRole.CRM, "sql", 2.0)
    assert served.stock_convention is StockConvention.GROSS
    assert served.history_from is None
    assert settings.server.port == 8000
    assert settings.authority == {}
    assert settings.asker.rights == frozenset()


def test_everything(folder: Path) -> None:
    settings = configured(
        folder,
        """
        server = { host = "::1", port = 9000, root_path = "/shop/", proxy_headers = true, drain_seconds = 0 }
        limits = { depth = 12, page_size = 10 }
        cache = { entries = 10, stock = { fresh = 2 }, order = { fresh = 0 } }
        retailer = { name = "Maison", time_zone = "Europe/Paris", supply_counts_from = "IN_TRANSIT" }
        clock = { pinned_to = 2026-03-18T10:00:00+01:00 }
        asker = { rights = ["customer:reveal"] }
        log = { level = "warning", format = "json" }

        [systems.oms]
        backend = "sql"
        role = "OMS"
        serves = ["order", "stock.reservations", "stock.safety"]
        timeout = 0.5
        stock_convention = "NET"
        history_from = 2020-01-01
        parallel = 2
        url = "sqlite:////var/oms.sqlite"

        [systems.pos-2]
        backend = "sql"
        role = "POS"
        serves = ["order"]
        url = "sqlite:///pos/2.sqlite"

        [nouns.order]
        authority = ["pos-2", "oms"]
        """,
    )
    oms = settings.systems["oms"]
    assert oms.served.facets[Noun.STOCK] == {Facet.HEAD, Facet.RESERVATIONS, Facet.SAFETY}
    assert (oms.served.timeout, oms.parallel, oms.served.history_from) == (0.5, 2, "2020-01-01")
    assert oms.served.stock_convention is StockConvention.NET
    assert settings.authority == {Noun.ORDER: ("pos-2", "oms")}
    assert settings.server.root_path == "/shop"
    assert settings.retailer.supply_counts_from is SupplyStage.IN_TRANSIT
    assert settings.clock.pinned_to == datetime(2026, 3, 18, 9, tzinfo=UTC)
    assert settings.cache.stock == Times(fresh=2, soft=5, stale_if_error=120, absent=10)
    assert settings.cache.times[Noun.ORDER].fresh == 0


def test_relative_sqlite_files_start_from_the_folder(folder: Path) -> None:
    settings = configured(folder, SMALLEST)
    assert settings.systems["crm"].options.file == folder / "crm.sqlite"  # type: ignore[attr-defined]  # the sql backend's
    settings = configured(folder, SMALLEST.replace("sqlite:///", "sqlite:////elsewhere/"))
    assert settings.systems["crm"].options.file == Path("/elsewhere/crm.sqlite")  # type: ignore[attr-defined]  # as above


def test_environment_wins_over_file_and_command_line_over_both(folder: Path) -> None:
    text = "[server]\nport = 1000\nhost = 'a'\nroot_path = '/a'\n" + SMALLEST
    environ = {
        "COMPTOIR_SERVER__PORT": "2000",
        "COMPTOIR_SERVER__HOST": "b",
        "COMPTOIR_SYSTEMS__CRM__TIMEOUT": "9.5",
        "COMPTOIR_ASKER__RIGHTS": '["customer:reveal"]',
        "COMPTOIR_CACHE__ORDER__FRESH": "5",
        "COMPTOIR_CACHE__ENABLED": "false",
        "COMPTOIR_CONFIG": "is the command's own",
        "OTHER__THING": "is not ours",
    }
    settings = configured(folder, text, environ, port=3000)
    assert (settings.server.port, settings.server.host, settings.server.root_path) == (3000, "b", "/a")
    assert settings.systems["crm"].served.timeout == 9.5
    assert settings.asker.rights == {"customer:reveal"}
    assert settings.cache.order == Times(fresh=5, soft=20, stale_if_error=3_600, absent=10)
    assert settings.cache.times == {}


def test_references(folder: Path) -> None:
    (folder / "secret").write_text("p@ss/word\n")
    text = SMALLEST.replace("sqlite:///crm.sqlite", "postgresql://${USER_NAME}:${file:secret}@db/$${x}")
    settings = configured(folder, text, {"USER_NAME": "app"})
    url = settings.systems["crm"].options.url.get_secret_value()  # type: ignore[attr-defined]  # the sql backend's
    assert url == "postgresql://app:p@ss/word@db/${x}"


def test_every_problem_at_once(folder: Path) -> None:
    found = problems(
        folder,
        """
        colour = "red"

        [server]
        port = 99999
        hots = "127.0.0.1"
        root_path = "shop"

        [limits]
        page_size = 500

        [cache.stock]
        fresh = -1

        [retailer]
        time_zone = "Europe/Pariss"
        default_country = "France"
        supply_counts_from = "UNKNOWN"

        [clock]
        pinned_to = "2026-03-18T10:00:00"

        [asker]
        rights = ["everything"]

        [log]
        format = "xml"

        [systems.crm]
        backend = "sqll"
        role = "CRMM"
        serves = ["customers", "stock.count"]

        [systems.OMS]
        backend = "sql"
        role = "OMS"
        serves = []
        timeout = 0
        timout = 3
        url = "mysql://root:hunter2@db/oms"

        [systems.wms]
        backend = "sql"
        role = "WMS"
        serves = ["stock"]
        url = "${WMS_URL}"

        [systems.pos]
        backend = "sql"
        role = "POS"
        serves = ["order"]
        url = "sqlite:///pos.sqlite"

        [nouns.order]
        authority = ["wms", "om"]

        [nouns.orders]
        authority = ["wms"]
        """,
    )
    assert sorted(found) == sorted(
        [
            "systems.wms.url: found ${WMS_URL}, expected a variable WMS_URL in the environment",
            "colour: found a section that does not exist, expected one of server, limits, cache, retailer, clock, "
            "asker, log, systems, nouns",
            "server.port: found 99999, expected less than or equal to 65535",
            'server.root_path: found "shop", expected a path that begins with /',
            "server.hots: found a key that does not exist, expected host",
            "limits: found a table, expected page_size to be at most page_limit, which is 100",
            "cache.stock.fresh: found -1, expected greater than or equal to 0",
            'retailer.time_zone: found "Europe/Pariss", expected an IANA time zone such as Europe/Paris',
            'retailer.default_country: found "France", expected two capital letters such as FR (ISO 3166-1 alpha-2)',
            'retailer.supply_counts_from: found "UNKNOWN", expected a stage along the way: goods at an unknown one are '
            "never promised",
            'clock.pinned_to: found "2026-03-18T10:00:00", expected timezone info',
            "asker.rights[0]: found \"everything\", expected 'customer:reveal'",
            "log.format: found \"xml\", expected 'auto', 'json' or 'console'",
            'systems.crm.role: found "CRMM", expected '
            "'CRM', 'OMS', 'ERP', 'WMS', 'TMS', 'POS', 'PIM', 'FORECAST', 'TRACEABILITY' or 'RECOMMENDER'",
            'systems.crm.serves[0]: found "customers", expected NOUN or NOUN.FACET with a noun of customer, order, '
            "shipment, product, variant, location, stock, inbound, demand",
            'systems.crm.serves[1]: found "stock.count", expected a facet of stock: counts, head, reservations, safety',
            'systems.crm.backend: found "sqll", expected sql',
            'systems.OMS: found the name "OMS", expected a small letter, then small letters, digits, - and _, '
            "32 at most",
            "systems.OMS.serves: found a list, expected at least one noun",
            "systems.OMS.timeout: found 0, expected greater than 0",
            "systems.OMS.url: found a text (not shown), expected sqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
            "systems.OMS.timout: found a key that does not exist, expected timeout",
            'nouns.order.authority[0]: found "wms", which does not serve order, expected one of those that do: pos',
            'nouns.order.authority[1]: found "om", expected the name of a system: one of crm, OMS, wms, pos',
            "nouns.orders: found a noun that does not exist, expected order",
        ]
    )


def test_no_system(folder: Path) -> None:
    assert problems(folder, "") == ["systems: found no system, expected at least one table [systems.NAME]"]


def test_no_toml(folder: Path) -> None:
    [problem] = problems(folder, "[server\n")
    assert problem.startswith("(the file): found a mistake: Expected ']'")
    (folder / "comptoir.toml").write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="expected TOML"):
        read(folder / "comptoir.toml", environ={})


def test_no_file(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(folder / "nowhere.toml", environ={})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("server = 3\n" + SMALLEST, "server: found 3, expected a valid dictionary or instance of Server"),
        ("systems = 3\n", "systems: found 3, expected tables [systems.NAME]"),
        ("[systems]\ncrm = 3\n", "systems.crm: found 3, expected a valid dictionary or instance of SystemTable"),
        ("nouns = []\n" + SMALLEST, "nouns: found a list, expected tables [nouns.NAME]"),
    ],
)
def test_no_table(folder: Path, text: str, key: str) -> None:
    assert key in problems(folder, text)
    assert key in problems(folder, text, {"COMPTOIR_SERVER__PORT": "1", "COMPTOIR_SYSTEMS__CRM__TIMEOUT": "1"})


def test_an_environment_that_is_wrong_is_named(folder: Path) -> None:
    environ = {
        "COMPTOIR_SERVER__PORT": "many",
        "COMPTOIR_SERVER__PORT__DEEPER": "1",
        "COMPTOIR_LIMITS__DEPHT": "3",
        "COMPTOIR_COLOUR__RED": "1",
        "COMPTOIR_ASKER__RIGHTS": "[",
    }
    assert problems(folder, SMALLEST, environ) == [
        "colour: found a section that does not exist, expected one of server, limits, cache, retailer, clock, asker, "
        "log, systems, nouns",
        'server.port: found "many" in COMPTOIR_SERVER__PORT, expected a valid integer, unable to parse string as an '
        "integer",
        "limits.depht: found a key that does not exist, expected depth",
        "asker.rights: found broken JSON in COMPTOIR_ASKER__RIGHTS, expected a valid frozenset",
    ]


def test_secrets_are_never_shown(folder: Path) -> None:
    (folder / "secret").write_text("hunter2")
    text = SMALLEST.replace('role = "CRM"', 'role = "${ROLE}"').replace("sqlite:///crm.sqlite", "${file:secret}")
    text += 'max_keys = "hunter2"\n[retailer]\ndefault_country = "${COUNTRY}"\n'
    environ = {"ROLE": "hunter2", "COUNTRY": "hunter2", "COMPTOIR_SYSTEMS__CRM__POOL_SIZE": "hunter2"}
    found = problems(folder, text, environ)
    assert len(found) == 5
    assert "hunter2" not in " ".join(found)
    assert 'retailer.default_country: found "${COUNTRY}", expected two capital letters' in " ".join(found)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("${NOWHERE}", "a variable NOWHERE in the environment"),
        ("${}", "a variable  in the environment"),
        ("${file:nowhere}", "a file that can be read (No such file or directory)"),
        ("${file:.}", "a file that can be read (Is a directory)"),
        ("${file:binary}", "a file in UTF-8"),
        ("${file:large}", "a file of at most 65536 bytes"),
    ],
)
def test_references_that_lead_nowhere(folder: Path, reference: str, expected: str) -> None:
    (folder / "binary").write_bytes(b"\xff")
    (folder / "large").write_bytes(b"x" * 100_000)
    [problem] = problems(folder, SMALLEST.replace("sqlite:///crm.sqlite", reference))
    assert problem.endswith(f"expected {expected}")


def test_what_a_backend_cannot_serve(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BACKENDS, "toy", "tests.backends.toy_backend")
    text = """
    [systems.shop]
    backend = "toy"
    role = "OMS"
    serves = ["order", "customer.contacts"]
    orders = 1
    """
    assert problems(folder, text) == [
        'systems.shop.serves[1]: found "customer.contacts", expected what the backend toy can serve: order'
    ]
    assert configured(folder, text.replace(', "customer.contacts"', "")).systems["shop"].served.backend == "toy"


def test_every_key_is_described() -> None:
    sections: list[type[BaseModel]] = [*SECTIONS.values(), SystemTable, NounTable, Times]
    for section in sections:
        for name, field in section.model_fields.items():
            assert field.description or isinstance(field.default, Times), name
