"""SAP S/4HANA and EWM: stock, sales orders, outbound deliveries, business partners, by OData V2 and V4.

question ── questions, narrowing ──▶ queries ── odata ──▶ URLs                     (pure)
client: signs in, asks, packs several queries into one $batch, follows pages
replies ── rows, wire ──▶ checked rows ── translate ──▶ records                   (pure)
`shapes` has the standard property of each of our words, `mapping` what the retailer's system has instead.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, field_validator, model_validator

from backends.manifest import Manifest
from backends.sap.codes import LISTS
from backends.sap.paths import is_path
from backends.sap.services import SERVICES, StockKind
from backends.sap.shapes import SHAPES
from backends.tables import KeyKind, Table, TimeZone, paths, rows
from backends.transport import HttpSettings
from backends.vocabulary import Facet, Noun

_WORDS: Final[Mapping[str, list[str]]] = {
    name: sorted({word for shape in SHAPES if shape.name == name for word in shape.words})
    for name in dict.fromkeys(shape.name for shape in SHAPES)
} | {"stock": ["kind", "place", "quantity", "sku", "storage", "unit"]}
_ARE_PATHS: Final = paths(is_path, "path of a property, such as SoldToParty or CreationDate+CreationTime")


class SapSettings(HttpSettings):
    """How to sign in to a system, and where it keeps what.

    `base_url` is the API host, such as https://my000000-api.s4hana.cloud.sap; an EWM of its own is another system.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    username: Annotated[str | None, Field(description="Communication user: signs in by Basic.")] = None
    password: Annotated[SecretStr | None, Field(description="Its password.")] = None
    client_id: Annotated[str | None, Field(description="OAuth 2.0: signs in by client credentials instead.")] = None
    client_secret: Annotated[SecretStr | None, Field(description="OAuth 2.0: the client's secret.")] = None
    token_url: Annotated[
        str | None, Field(pattern=r"^https?://[^/?#@\s]+/[^?#\s]*$", description="OAuth 2.0: where tokens are given.")
    ] = None
    client: Annotated[str | None, Field(pattern=r"^\d{3}$", description="sap-client; none: the host's default.")] = None
    client_in: Annotated[Literal["query", "header"], Field(description="Where sap-client stands.")] = "query"
    stock: Annotated[StockKind, Field(description="Which stock is read.")] = "material"
    free_stock: Annotated[tuple[str, ...], Field(description="Stock types that can be used; none: 01, in EWM F2.")] = ()
    stock_entity: Annotated[
        str | None, Field(pattern=r"^[A-Za-z]\w{0,79}$", description="The entity set that it is read from, if another.")
    ] = None
    special_stock: Annotated[
        bool, Field(description="Material stock: count what is others', or set aside (consignment, for orders).")
    ] = False
    locations: Annotated[
        Mapping[str, str],
        Field(default_factory=dict, description="Plant, PLANT/STORAGE or warehouse = our location; else its own key."),
    ]
    services: Annotated[
        Mapping[str, str], Field(default_factory=dict, description="Per service, another path, or version of it.")
    ]
    fields: Annotated[
        Table,
        rows(_WORDS),
        _ARE_PATHS,
        Field(default_factory=dict, description="Per row, our word = their property; empty: they have none."),
    ]
    names: Annotated[
        Mapping[Literal["customer", "order"], Mapping[str, str]],
        _ARE_PATHS,
        Field(default_factory=dict, description="Per noun, another system = the property with its key."),
    ]
    keys_of: Annotated[
        Mapping[KeyKind, str],
        Field(
            default_factory=dict, description="Whose keys properties for customers, orders, locations hold; else ours."
        ),
    ]
    words: Annotated[
        Table,
        AfterValidator(LISTS.checked),
        Field(default_factory=dict, description="Per list, their word = our word."),
    ]
    guests: Annotated[
        tuple[str, ...], Field(description="Customers that stand for nobody in particular, such as one-time accounts.")
    ] = ()
    verified_remark: Annotated[
        str | None, Field(description="The remark on an e-mail or a phone that was verified; none: nothing is known.")
    ] = None
    email_search: Annotated[
        str,
        Field(
            pattern=r"^([A-Za-z]\w{0,59})?$",
            description="The property with an e-mail's first 20 characters in upper case; empty: there is none.",
        ),
    ] = "SearchEmailAddress"
    ship_to: Annotated[tuple[str, ...], Field(description="Partner functions of whom goods go to.")] = ("SH", "WE")
    days: Annotated[tuple[str, ...], Field(description="Own properties that hold a day, and no instant.")] = ()
    lengths: Annotated[
        Mapping[str, Annotated[int, Field(ge=1, le=1_000)]],
        Field(
            default_factory=dict, description="The most characters of a property that keys are compared with; else 40."
        ),
    ]
    time_zone: Annotated[TimeZone, Field(description="Of days and times that have none.")] = "UTC"
    longest_url: Annotated[int, Field(ge=1_000, le=8_000, description="Longer questions are split.")] = 2_000
    most_keys: Annotated[int, Field(ge=1, le=200, description="Keys of one filter.")] = 40
    batch_parts: Annotated[
        int, Field(ge=1, le=1_000, description="Most queries of one $batch; 1: there is none, each goes alone.")
    ] = 50
    most_pages: Annotated[int, Field(ge=1, le=1_000, description="Pages of one answer that are followed.")] = 50

    @field_validator("fields")
    @classmethod
    def _whole_stock(cls, fields: Table) -> Table:
        """A quantity is nothing without what it is of, and where."""
        wrong = [
            word for word, name in fields.get("stock", {}).items() if not name.isidentifier() and word != "storage"
        ]
        if wrong:
            raise ValueError(f"fields.stock.{wrong[0]} needs a property")
        return fields

    @field_validator("services")
    @classmethod
    def _known_services(cls, services: Mapping[str, str]) -> Mapping[str, str]:
        for name, path in services.items():
            if name not in SERVICES:
                raise ValueError(f"services.{name} is none of {', '.join(SERVICES)}")
            if not path.startswith("/") or path.endswith("/") or not path.isprintable() or set(path) & set(" ?#%"):
                raise ValueError(f"services.{name}: expected a path, such as {SERVICES[name].path}")
        return services

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        basic, oauth = (self.username, self.password), (self.client_id, self.client_secret)
        if (None in basic and any(basic)) or (None in oauth and any(oauth)) or any(basic) == any(oauth):
            raise ValueError("expected username with password, or client_id with client_secret")
        return self


MANIFEST: Final = Manifest(
    name="sap",
    summary="SAP S/4HANA and EWM: material and warehouse stock, sales orders, outbound deliveries, business partners.",
    settings=SapSettings,
    connect="backends.sap.client:connect",
    facets={
        Noun.STOCK: frozenset({Facet.HEAD, Facet.COUNTS}),
        Noun.ORDER: frozenset({Facet.HEAD, Facet.IDENTITIES, Facet.LINES}),
        Noun.SHIPMENT: frozenset({Facet.HEAD, Facet.PACKAGES, Facet.LINES}),
        Noun.CUSTOMER: frozenset({Facet.HEAD, Facet.IDENTITIES, Facet.CONTACTS}),
    },
    batch_limit=200,
    quirks=(
        "2026-11 OData 2.0 URI conventions: V2 has no `in`: keys are compared one by one, as many as fit into a"
        " URL; more go by $batch.",
        "2026-11 SAP Gateway: $batch is a POST: it needs a CSRF token and the cookies that came with it.",
        "2026-11 API_MATERIAL_STOCK_SRV: a material has a row per storage location, batch and stock type: rows are"
        " added up.",
        "2026-11 OData 2.0 URI conventions: V2 cannot filter by rows below: copies of customers are left out after they"
        " were read.",
        "2026-11 API_OUTBOUND_DELIVERY_SRV: deliveries have no tracking number of their own: BillOfLading, unless the"
        " settings say else.",
        "2026-11 SAP Gateway: a wrong sap-client is refused with 401, like a wrong password.",
        "2026-11 SAP Gateway: __next may name the host behind a proxy: only its options are used.",
        "2026-11 unconfirmed: authorisations and services that are missing are told by 403 and 404.",
        "2026-11 unconfirmed: texts are sorted by code point; what a list is sorted by is never null.",
        "2026-11 unconfirmed: unrestricted stock is 01, in EWM F2; what has a special stock type is not ours to sell.",
    ),
)
