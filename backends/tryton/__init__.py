"""Tryton: customers (parties), orders (sales), stock by warehouse, shipments to customers.

question ── narrowing, domains ──▶ domains, fields                     (pure)
client: detect the series, sign in, one `search_read` for each question
answers ── rows, wire ──▶ checked rows ── translate ──▶ records         (pure)
`shapes` has the standard field of each of our words, `mapping` what the retailer's modules have instead.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, Field, SecretStr, field_validator

from backends.manifest import Manifest
from backends.tables import KeyKind, Table, TimeZone, paths, rows
from backends.transport import HttpSettings
from backends.tryton.codes import LISTS
from backends.tryton.shapes import SHAPES
from backends.vocabulary import Facet, Noun

_PATH: Final = re.compile(r"(?:[a-z]\w*(?:\.[a-z]\w*){0,5})?", re.ASCII)

_ARE_PATHS: Final = paths(lambda text: _is_path(text), "path of a field, such as number or party.code")


class TrytonSettings(HttpSettings):
    """How to sign in to a database, and where it keeps what; `base_url` is that of the server, without the database."""

    database: Annotated[str, Field(pattern=r"^[\w.-]{1,63}$", description="The database's name.")]
    username: Annotated[str, Field(description="The login of a user who may read what is served.")]
    password: Annotated[SecretStr, Field(description="Its password.")]
    series: Annotated[
        str | None, Field(pattern=r"^\d{1,2}\.\d$", description="Such as 8.2: where the RPC is; none: asked once.")
    ] = None
    company: Annotated[int | None, Field(ge=1, description="The company's number; none: the user's own.")] = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_\w{2,8})?$", description="Of names and titles.")] = "en"
    time_zone: Annotated[TimeZone, Field(description="IANA: where the days of Tryton begin.")] = "UTC"
    warehouses: Annotated[
        tuple[str, ...], Field(description="Keys of those that are counted; none: all that are active.")
    ] = ()
    sku: Annotated[str, Field(description="The field of `product.product` with the SKU.")] = "code"
    warehouse: Annotated[str, Field(description="The field of `stock.location` with a location's key.")] = "code"
    unit: Annotated[str, Field(description="UN/ECE Rec 20: the unit of lines that name none.")] = "EA"
    fields: Annotated[
        Table,
        rows({name: shape.words for name, shape in SHAPES.items()}),
        _ARE_PATHS,
        Field(default_factory=dict, description="Per row, our word = their field; empty: they have none."),
    ]
    days: Annotated[
        tuple[str, ...], Field(description="Which of our words, as `shipment.shipped_at`, are days, not instants.")
    ] = ("shipment.shipped_at", "shipment.eta", "order.promised_by")
    names: Annotated[
        Table,
        _ARE_PATHS,
        Field(default_factory=dict, description="Per noun, another system = the field with its key."),
    ]
    keys_of: Annotated[
        Mapping[KeyKind, str],
        Field(default_factory=dict, description="Whose keys fields for customers, orders, locations hold; else ours."),
    ]
    words: Annotated[
        Table,
        AfterValidator(LISTS.checked),
        Field(default_factory=dict, description="Per list, their word = our word."),
    ]
    longest_gathered: Annotated[int, Field(ge=100, le=20_000, description="Most rows looked at for one list.")] = 5_000

    @field_validator("sku", "warehouse")
    @classmethod
    def _path(cls, path: str) -> str:
        if not path or not _is_path(path):
            raise ValueError("expected a path of a field, such as code")
        return path


def _is_path(text: str) -> bool:
    return _PATH.fullmatch(text) is not None


MANIFEST: Final = Manifest(
    name="tryton",
    summary="Tryton 6.0 to 8.2 by JSON-RPC: parties, sales, stock by warehouse, shipments to customers.",
    settings=TrytonSettings,
    connect="backends.tryton.client:connect",
    facets={
        Noun.CUSTOMER: frozenset({Facet.HEAD, Facet.IDENTITIES, Facet.CONTACTS}),
        Noun.ORDER: frozenset({Facet.HEAD, Facet.IDENTITIES, Facet.LINES}),
        Noun.SHIPMENT: frozenset({Facet.HEAD, Facet.LINES, Facet.PACKAGES}),
        Noun.STOCK: frozenset({Facet.HEAD, Facet.COUNTS}),
    },
    batch_limit=500,
    quirks=(
        "2026-11 ran 8.2: the RPC is at /DATABASE/rpc/; ran 7.0 and 6.0, and read in the wheel of 7.8: at /DATABASE/.",
        "2026-11 ran 8.2: one unknown id fails a whole `read`; `search_read` leaves it out, and is all that is used.",
        "2026-11 ran 8.2: quantities come for all locations of a call together: one call per warehouse.",
        "2026-11 ran 8.2: numbers sort by length first, dates of shipments by the planned one where there is none yet: "
        "such lists are gathered whole and sorted here, up to `longest_gathered` rows.",
        "2026-11 ran 8.2: amounts of lines are without tax, the total of a sale is with it.",
        "2026-11 read in 8.2: a session ends after 300 s without a call unless configured otherwise; told by a 401.",
        "2026-11 unconfirmed: names are compared and sorted as the database's collation has it, not by code point.",
    ),
)
