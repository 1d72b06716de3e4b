"""Salesforce: customers (CRM), orders and shipments (Order Management), stock (Omnichannel Inventory).

question ── questions ──▶ SOQL, ids, SKUs                               (pure)
client, session: sign in, ask, follow pages, pack several queries into one call
replies ── rows, wire ──▶ checked rows ── translate ──▶ records         (pure)
`shapes` has the standard field of each of our words, `mapping` what the retailer's org has instead.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, field_validator, model_validator

from backends.manifest import Manifest
from backends.salesforce.codes import LISTS
from backends.salesforce.shapes import (
    ACCOUNT,
    CONSENT,
    DATE,
    DEMAND,
    LINE,
    LOCATION,
    ORDER,
    PAYMENT,
    PREFERENCE,
    RETURN,
    RETURN_LINE,
    SHIPMENT,
    SHIPMENT_LINE,
    VOUCHER,
    WORTH,
)
from backends.tables import KeyKind, Table, paths, rows
from backends.transport import HttpSettings
from backends.vocabulary import FACETS, Channel, Facet, Noun

_PATH: Final = re.compile(r"(?:[A-Za-z]\w*(?:\.[A-Za-z]\w*){0,5})?", re.ASCII)
_OLDEST_API: Final = 58.0
_SHAPES: Final = {
    shape.name: shape
    for shape in (
        *(ACCOUNT, CONSENT, VOUCHER, PREFERENCE, DATE, WORTH, LOCATION, DEMAND),
        *(ORDER, LINE, PAYMENT, RETURN, RETURN_LINE, SHIPMENT, SHIPMENT_LINE),
    )
}

_ARE_PATHS: Final = paths(lambda text: _is_path(text), "path of a field, such as Name or Owner.Name")


class SalesforceSettings(HttpSettings):
    """How to sign in to an org, and where it keeps what.

    `base_url` is the My Domain address, such as https://example.my.salesforce.com.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    client_id: Annotated[str, Field(description="Consumer key of the connected app.")]
    client_secret: Annotated[SecretStr | None, Field(description="Its secret: signs in by client credentials.")] = None
    private_key: Annotated[SecretStr | None, Field(description="PEM: signs in by JWT instead, as `username`.")] = None
    username: Annotated[str | None, Field(description="JWT: whom the app acts for.")] = None
    audience: Annotated[str, Field(description="JWT: https://test.salesforce.com for a sandbox.")] = (
        "https://login.salesforce.com"
    )
    session_minutes: Annotated[int, Field(ge=1, le=1440, description="For how long a session is taken to hold.")] = 60
    api_version: Annotated[str, Field(pattern=r"^\d{2,3}\.0$", description="58.0 or newer.")] = "66.0"
    people: Annotated[
        Literal["accounts", "contacts"], Field(description="accounts: Account, with person accounts; or Contact.")
    ] = "accounts"
    merged_records: Annotated[bool, Field(description="Look merged customers up in the recycle bin.")] = True
    currency: Annotated[
        str | None, Field(pattern="^[A-Z]{3}$", description="Of an org without multiple currencies.")
    ] = None
    unit: Annotated[str, Field(description="UN/ECE Rec 20: the unit of lines that name none.")] = "EA"
    rates: Annotated[
        Literal["percent", "fraction"],
        Field(
            description="What return_rate and churn_risk hold: percent, of Percent fields: 12.5; or fraction: 0.125."
        ),
    ] = "percent"
    inventory_locations: Annotated[
        tuple[str, ...], Field(description="External references; none: those the org syncs with the inventory.")
    ] = ()
    inventory_groups: Annotated[
        Mapping[str, Channel | Literal["ANY"]],
        Field(default_factory=dict, description="Location groups where goods are reserved before a place is chosen."),
    ]
    fields: Annotated[
        Table,
        rows({name: shape.words for name, shape in _SHAPES.items()}),
        _ARE_PATHS,
        Field(default_factory=dict, description="Per row, our word = their field; empty: they have none."),
    ]
    sources: Annotated[
        Mapping[str, str], Field(default_factory=dict, description="Per row, the object or relationship it comes from.")
    ]
    where: Annotated[
        Mapping[str, str], Field(default_factory=dict, description="Per row, a condition in SOQL besides ours.")
    ]
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
    longest_url: Annotated[int, Field(ge=500, le=14_000, description="Longer questions go into a body.")] = 8_000

    @field_validator("sources", "where")
    @classmethod
    def _known_rows(cls, given: Mapping[str, str]) -> Mapping[str, str]:
        unknown = sorted(given.keys() - _SHAPES.keys())
        if unknown:
            raise ValueError(f"{unknown[0]} is none of {', '.join(sorted(_SHAPES))}")
        return given

    @field_validator("sources")
    @classmethod
    def _names_of_objects(cls, sources: Mapping[str, str]) -> Mapping[str, str]:
        wrong = [row for row, name in sources.items() if not _is_path(name) or "." in name]
        if wrong:
            raise ValueError(f"{wrong[0]} is no name of an object or a relationship")
        return sources

    @field_validator("api_version")
    @classmethod
    def _new_enough(cls, version: str) -> str:
        """Older ones do not nest queries as deep as returns with their lines."""
        if float(version) < _OLDEST_API:
            raise ValueError("expected 58.0 or newer")
        return version

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.client_secret is None) == (self.private_key is None):
            raise ValueError("expected client_secret, or private_key with username")
        if self.private_key is not None and self.username is None:
            raise ValueError("private_key needs username")
        return self


def _is_path(text: str) -> bool:
    return _PATH.fullmatch(text) is not None


MANIFEST: Final = Manifest(
    name="salesforce",
    summary="Salesforce: accounts and contacts, Order Management, Omnichannel Inventory.",
    settings=SalesforceSettings,
    connect="backends.salesforce.client:connect",
    facets={
        Noun.CUSTOMER: FACETS[Noun.CUSTOMER],
        Noun.ORDER: FACETS[Noun.ORDER],
        Noun.SHIPMENT: frozenset({Facet.HEAD, Facet.LINES}),
        Noun.STOCK: frozenset({Facet.HEAD, Facet.COUNTS, Facet.RESERVATIONS, Facet.SAFETY}),
        Noun.DEMAND: FACETS[Noun.DEMAND],
    },
    batch_limit=500,
    quirks=(
        "2026-11 help 000386264: a URL with its headers has at most 16,384 bytes (414, 431, as HTML); longer ones go "
        "in the body of a Composite request.",
        "2026-11 REST API guide, error codes: an exhausted quota is 403 REQUEST_LIMIT_EXCEEDED; taken as Overloaded.",
        "2026-11 object reference: what carriers see is not kept: shipments have neither EVENTS nor PACKAGES.",
        "2026-11 field reference v67: allocated and return-initiated quantities are cumulative: differences are told.",
        "2026-11 field reference v67: quantities of OrderItemSummary have scale 0; goods by weight need another unit.",
        "2026-11 stackexchange 244814, 341516: a Percent field of 12.5 % comes as 12.5; taken so (`rates`).",
        "2026-11 unconfirmed: texts are compared and sorted whatever their case, in the order of the org's language.",
        "2026-11 unconfirmed: merged records stay in the recycle bin for 15 days; older merges are not known.",
    ),
)
