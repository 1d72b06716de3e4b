"""How to sign in to an account, and where it keeps what: the keys of a `[systems.NAME]` table."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from backends.netsuite.codes import LISTS
from backends.netsuite.shapes import ALL, SHAPES
from backends.netsuite.suiteql import is_path
from backends.tables import Table, TimeZone, paths, rows
from backends.transport import HttpSettings

Owned: TypeAlias = Literal["customer", "order", "location", "product"]

_CERTIFIED: Final = ("client_id", "certificate_id", "private_key")
_MOST_PAGES: Final = 1_000  # that NetSuite gives of one query
_SIGNED: Final = ("account", "consumer_key", "consumer_secret", "token_id", "token_secret")
_ARE_PATHS: Final = paths(is_path, "path to a column, such as tranid or entity:customer.email")


class PriceLevel(BaseModel):
    """What one of the account's price levels is to us: nothing said, it is the price for everybody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: Annotated[str | None, Field(description="A channel of ours, such as ECOMMERCE.")] = None
    store: Annotated[str | None, Field(description="The key of a location.")] = None
    regular: Annotated[str | None, Field(description="The level that holds the price before a reduction.")] = None


class NetSuiteSettings(HttpSettings):
    """How to sign in to an account, and where it keeps what.

    `base_url` is the account's own address, such as https://123456-sb1.suitetalk.api.netsuite.com.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    client_id: Annotated[str | None, Field(description="OAuth 2.0: of the integration record.")] = None
    certificate_id: Annotated[str | None, Field(description="OAuth 2.0: of the certificate's mapping.")] = None
    private_key: Annotated[SecretStr | None, Field(description="OAuth 2.0: PEM, RSA (PS256) or EC (ES256 …).")] = None
    account: Annotated[str | None, Field(description="Tokens (OAuth 1.0a): as in 123456_SB1.")] = None
    consumer_key: Annotated[str | None, Field(description="Tokens: of the integration record.")] = None
    consumer_secret: Annotated[SecretStr | None, Field(description="Tokens: the integration's.")] = None
    token_id: Annotated[str | None, Field(description="Tokens: of the user and role.")] = None
    token_secret: Annotated[SecretStr | None, Field(description="Tokens: the token's.")] = None
    time_zone: Annotated[TimeZone, Field(description="IANA: of the integration's user; dates are told in it.")]
    connections: Annotated[int, Field(ge=1, le=100, description="Of the account's limit, which all share.")] = 4
    page_rows: Annotated[int, Field(ge=1, le=1_000, description="Rows of one page of a query.")] = 1_000
    most_rows: Annotated[int, Field(ge=1, le=100_000, description="Rows that one question may bring.")] = 20_000
    unit: Annotated[str, Field(description="UN/ECE Rec 20: of goods whose unit is not told.")] = "EA"
    locale: Annotated[str, Field(description="BCP 47: of items' own texts.")] = "en"
    manages_orders: Annotated[bool, Field(description="Whether orders may be acted on here.")] = True
    prices_include_tax: Annotated[bool, Field(description="Whether the prices of items include tax.")] = False
    price_levels: Annotated[
        Mapping[str, PriceLevel], Field(default_factory=dict, description="The price levels that are served.")
    ]
    fields: Annotated[
        Table,
        rows({name: shape.words for name, shape in ALL.items()}),
        _ARE_PATHS,
        Field(default_factory=dict, description="Per row, our word = their column; empty: they have none."),
    ]
    where: Annotated[
        Mapping[str, str], Field(default_factory=dict, description="Per row, a condition in SuiteQL besides ours.")
    ]
    names: Annotated[
        Table,
        _ARE_PATHS,
        Field(default_factory=dict, description="Per noun, another system = the column with its key."),
    ]
    keys_of: Annotated[
        Mapping[Owned, str],
        Field(
            default_factory=dict, description="Whose keys columns for customers, orders, … hold; else this system's."
        ),
    ]
    words: Annotated[
        Table,
        AfterValidator(LISTS.checked),
        Field(default_factory=dict, description="Per list, their word = our word."),
    ]

    @property
    def rows_of_a_query(self) -> int:
        """How many rows one question may bring: no more than NetSuite has pages for."""
        return min(self.most_rows, _MOST_PAGES * self.page_rows)

    @field_validator("names")
    @classmethod
    def _known_nouns(cls, names: Table) -> Table:
        unknown = sorted(names.keys() - {noun.value for noun in SHAPES})
        if unknown:
            raise ValueError(f"names.{unknown[0]} is no noun that is served")
        return names

    @field_validator("where")
    @classmethod
    def _known_rows(cls, where: Mapping[str, str]) -> Mapping[str, str]:
        unknown = sorted(where.keys() - ALL.keys())
        if unknown:
            raise ValueError(f"where.{unknown[0]} is none of {', '.join(sorted(ALL))}")
        return where

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        ways = [[getattr(self, name) is not None for name in way] for way in (_CERTIFIED, _SIGNED)]
        if sum(all(way) for way in ways) != 1 or any(any(way) and not all(way) for way in ways):
            raise ValueError(f"expected either {', '.join(_CERTIFIED)}, or {', '.join(_SIGNED)}")
        return self
