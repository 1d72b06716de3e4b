"""The tables of the configuration file: every key with its type, its bounds and its default. Times are in seconds."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, Self, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from backends.entries import CacheTimes
from backends.vocabulary import FACETS, Facet, Noun, StockConvention, SupplyStage, SystemRole

Seconds: TypeAlias = Annotated[float, Field(ge=0, le=31_536_000, allow_inf_nan=False)]
Count: TypeAlias = Annotated[int, Field(ge=1, le=1_000_000_000)]
Sizes: TypeAlias = Mapping[str, Mapping[str, Count]]
Right: TypeAlias = Literal["customer:reveal"]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("expected an IANA time zone such as Europe/Paris") from None
    return name


def _country(code: str) -> str:
    if len(code) != 2 or not (code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError("expected two capital letters such as FR (ISO 3166-1 alpha-2)")
    return code


def _served(word: str) -> str:
    noun, _, facet = word.partition(".")
    if noun not in set(Noun):
        raise ValueError(f"expected NOUN or NOUN.FACET with a noun of {', '.join(Noun)}")
    known = sorted(FACETS[Noun(noun)])
    if "." in word and facet not in known:
        raise ValueError(f"expected a facet of {noun}: {', '.join(known)}")
    return word


def _some(words: tuple[str, ...]) -> tuple[str, ...]:
    if not words:
        raise ValueError("expected at least one noun")
    return words


def _known_stage(stage: SupplyStage) -> SupplyStage:
    if stage is SupplyStage.UNKNOWN:
        raise ValueError("expected a stage along the way: goods at an unknown one are never promised")
    return stage


def _root_path(path: str) -> str:
    path = path.rstrip("/")
    if path and not path.startswith("/"):
        raise ValueError("expected a path that begins with /")
    return path


# How long lists are at most as a rule, where nobody says how many she wants; those that cannot be long are left out.
_LIST_SIZES: Final[Sizes] = {
    "Order": {"lines": 3, "payments": 2, "returns": 1, "shipments": 2},
    "Product": {"variants": 20},
    "Query": {"inbound": 100, "locations": 100, "systems": 20},
    "Return": {"lines": 2},
    "Shipment": {"lines": 3, "packages": 2},
    "StockSummary": {"atpSchedule": 10, "inbound": 10},
    "__Field": {"args": 1},
    "__Schema": {"types": 100},
    "__Type": {"enumValues": 2, "fields": 4, "inputFields": 1, "interfaces": 1, "possibleTypes": 1},
}


def _with_usual_sizes(sizes: Sizes) -> Sizes:
    return {name: {**_LIST_SIZES.get(name, {}), **sizes.get(name, {})} for name in {**_LIST_SIZES, **sizes}}


class Section(BaseModel):
    """A table: frozen, and a key that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(Section):
    """`[server]`: how the gateway is reached."""

    host: Annotated[str, Field(min_length=1, description="The address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535, description="The port to listen on; 0 takes a free one.")] = 8000
    ide: Annotated[bool, Field(description="Whether browsers get an IDE at /graphql.")] = True
    root_path: Annotated[
        str, AfterValidator(_root_path), Field(description="The path under which a reverse proxy mounts the gateway.")
    ] = ""
    proxy_headers: Annotated[bool, Field(description="Whether to believe X-Forwarded-For and X-Forwarded-Proto.")] = (
        False
    )
    trusted_proxies: Annotated[
        tuple[str, ...], Field(description="The proxies' addresses or networks, if their headers are believed.")
    ] = ("127.0.0.1",)
    compress_from: Annotated[
        int, Field(ge=0, le=1_000_000_000, description="Answers of so many bytes and more are compressed; 0: none.")
    ] = 2_000
    request_timeout: Annotated[
        float,
        Field(gt=0, le=600, allow_inf_nan=False, description="The longest that one operation may take, in seconds."),
    ] = 10.0
    drain_seconds: Annotated[
        Seconds, Field(description="How long /readyz says 503 before the gateway stops, when it is asked to (SIGTERM).")
    ] = 2.0


class Limits(Section):
    """`[limits]`: how much may be asked, and how much is kept."""

    body_bytes: Annotated[Count, Field(description="The longest request body, and query string, in bytes.")] = 262_144
    concurrent_requests: Annotated[
        Count, Field(description="Operations under way at once; further ones are told 503.")
    ] = 256
    tokens: Annotated[Count, Field(description="The most lexical tokens of a document.")] = 4_000
    nesting: Annotated[
        int, Field(ge=1, le=150, description="How deep the brackets of a document, or a variable, may nest.")
    ] = 60
    depth: Annotated[int, Field(ge=1, le=100, description="How deep selection sets may nest, fragments included.")] = 30
    definitions: Annotated[Count, Field(description="The most operations and fragments of a document.")] = 100
    root_fields: Annotated[Count, Field(description="The most fields at the root, expanded fragments included.")] = 50
    aliases: Annotated[Count, Field(description="The most aliases, expanded fragments included.")] = 200
    fields: Annotated[Count, Field(description="The most fields in all, expanded fragments included.")] = 2_000
    weight: Annotated[
        Count, Field(description="The most fields and objects of lists that an answer may be expected to have.")
    ] = 120_000
    list_size: Annotated[
        Count, Field(description="How many items a list is expected to have that takes no number.")
    ] = 5
    list_sizes: Annotated[
        Sizes,
        AfterValidator(_with_usual_sizes),
        Field(description="The same for single lists: TYPE.FIELD = NUMBER; the house knows some."),
    ] = _LIST_SIZES
    repeats: Annotated[Count, Field(description="How often one field may be selected at one place.")] = 50
    variable_values: Annotated[Count, Field(description="The most values in the variables, nested ones included.")] = (
        10_000
    )
    errors: Annotated[Count, Field(description="The most errors that one response lists.")] = 100
    documents: Annotated[Count, Field(description="How many prepared documents are kept.")] = 1_000
    document_bytes: Annotated[Count, Field(description="About how much memory kept documents may take, in bytes.")] = (
        67_108_864
    )
    plans: Annotated[Count, Field(description="How many compiled operations are kept.")] = 1_000
    plan_bytes: Annotated[Count, Field(description="About how much memory compiled operations may take, in bytes.")] = (
        134_217_728
    )
    page_size: Annotated[Count, Field(description="How many rows a page has when `first` is not given.")] = 20
    page_limit: Annotated[Count, Field(description="The most rows of a page.")] = 100
    batch_limit: Annotated[Count, Field(description="The most things that one `nodes` or `stock` field asks for.")] = (
        200
    )
    scan_limit: Annotated[Count, Field(description="The most rows read for a filter that no system can apply.")] = 2_000
    supply_limit: Annotated[Count, Field(description="The most inbound supplies read of one variant.")] = 200
    location_limit: Annotated[Count, Field(description="The most locations read for one scope.")] = 1_000
    horizon_days: Annotated[int, Field(ge=1, le=3_650, description="How far ahead stock can be promised, in days.")] = (
        365
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.page_size > self.page_limit:
            raise ValueError(f"expected page_size to be at most page_limit, which is {self.page_limit}")
        return self


class Times(Section):
    """`[cache.NOUN]`: how long answers of a noun serve; 0 turns each of them off."""

    fresh: Annotated[Seconds, Field(description="Instead of asking.")] = 0
    soft: Annotated[
        Seconds, Field(description="After this, if it is before `fresh`, they serve but are asked anew.")
    ] = 0
    stale_if_error: Annotated[
        Seconds, Field(description="How long after `fresh` they serve while the system fails.")
    ] = 0
    absent: Annotated[Seconds, Field(description="That there is no such thing.")] = 0


class Cache(Section):
    """`[cache]`: what is remembered of the systems' answers (the defaults follow how fast each noun changes)."""

    enabled: Annotated[bool, Field(description="Whether anything is remembered at all.")] = True
    entries: Annotated[Count, Field(description="The most answers that are kept.")] = 50_000
    answers: Annotated[
        Mapping[Annotated[str, Field(pattern=r"[_A-Za-z]\w*")], Seconds],
        Field(description="Whole answers: OPERATION = SECONDS that an answer to a query of this name serves."),
    ] = {}
    answer_bytes: Annotated[Count, Field(description="About how many bytes of whole answers are kept.")] = 67_108_864
    customer: Times = Times(fresh=30, soft=20, stale_if_error=3_600, absent=10)
    order: Times = Times(fresh=30, soft=20, stale_if_error=3_600, absent=10)
    shipment: Times = Times(fresh=60, soft=45, stale_if_error=86_400, absent=10)
    product: Times = Times(fresh=1_800, soft=900, stale_if_error=86_400, absent=60)
    variant: Times = Times(fresh=300, soft=120, stale_if_error=86_400, absent=60)
    location: Times = Times(fresh=3_600, soft=1_800, stale_if_error=86_400, absent=60)
    stock: Times = Times(fresh=10, soft=5, stale_if_error=120, absent=10)
    inbound: Times = Times(fresh=60, soft=30, stale_if_error=600, absent=10)
    demand: Times = Times(fresh=60, soft=30, stale_if_error=600, absent=10)

    @model_validator(mode="before")
    @classmethod
    def _completed(cls, table: Any) -> Any:
        """What a noun's table leaves out stays as it is by default."""
        return {key: _completed(cls, key, value) for key, value in table.items()} if isinstance(table, dict) else table

    @property
    def whole(self) -> Mapping[str, float]:
        """For how many seconds whole answers to operations serve, by name."""
        return self.answers if self.enabled else {}

    @property
    def times(self) -> Mapping[Noun, CacheTimes]:
        """The times of every noun, as the backends take them."""
        return {noun: CacheTimes(**getattr(self, noun).model_dump()) for noun in Noun} if self.enabled else {}


def _completed(cache: type[Cache], key: str, value: Any) -> Any:
    if key not in set(Noun) or not isinstance(value, dict):
        return value
    return cache.model_fields[key].default.model_dump() | value


class SystemTable(BaseModel):
    """`[systems.NAME]`: the keys that every system has; the others are its backend's own."""

    model_config = ConfigDict(extra="allow", frozen=True)

    backend: Annotated[str, Field(description="Which backend speaks to it.")]
    role: Annotated[SystemRole, Field(description="What it is to the business.")]
    serves: Annotated[
        tuple[Annotated[str, AfterValidator(_served)], ...],
        AfterValidator(_some),
        Field(description="What it is asked for: NOUN for all its facets, or NOUN.FACET."),
    ]
    timeout: Annotated[
        float, Field(gt=0, le=600, allow_inf_nan=False, description="The time budget of one call, in seconds.")
    ] = 2.0
    stock_convention: Annotated[
        StockConvention | None,
        Field(description="What it means by the number on hand; the backend's usual meaning by default."),
    ] = None
    history_from: Annotated[date | None, Field(description="Since when its history is whole; always by default.")] = (
        None
    )
    parallel: Annotated[
        int | None,
        Field(
            ge=1,
            le=1_000,
            description="Calls that it works on at once: while as many are under way, further keys wait up to 20 ms"
            " for each other. By default they wait for nothing.",
        ),
    ] = None

    @property
    def nouns(self) -> frozenset[Noun]:
        """What it serves, at least in part."""
        return frozenset(Noun(word.partition(".")[0]) for word in self.serves)

    def facets(self, able: Mapping[Noun, frozenset[Facet]]) -> Mapping[Noun, frozenset[Facet]]:
        """What it serves by facets, if its backend is able to serve these; the head goes without saying."""
        mine = (noun for noun in Noun if noun in self.nouns)  # in the order of the vocabulary, whatever that of a set
        return {noun: self._facets(noun, able.get(noun, frozenset())) | {Facet.HEAD} for noun in mine}

    def _facets(self, noun: Noun, able: frozenset[Facet]) -> frozenset[Facet]:
        if noun in self.serves:
            return able
        return frozenset(Facet(word.partition(".")[2]) for word in self.serves if word.startswith(f"{noun}."))


class NounTable(Section):
    """`[nouns.NOUN]`: who is believed."""

    authority: Annotated[
        tuple[str, ...],
        Field(description="The systems that name the thing, first come first; by default in the order of the file."),
    ] = ()


class Retailer(Section):
    """`[retailer]`: whose gateway this is."""

    name: Annotated[str, Field(min_length=1, description="The retailer's name.")] = "Comptoir"
    time_zone: Annotated[str, AfterValidator(_zone), Field(description="The head office's IANA time zone.")] = "UTC"
    default_country: Annotated[
        Annotated[str, AfterValidator(_country)] | None,
        Field(description="The country (ISO 3166-1 alpha-2) of telephone numbers that name none."),
    ] = None
    default_locale: Annotated[
        str, Field(min_length=2, max_length=35, description="The language (BCP 47) of texts.")
    ] = "en"
    low_stock: Annotated[
        int, Field(ge=0, le=1_000_000, description="From how many pieces down stock is called low.")
    ] = 3
    supply_counts_from: Annotated[
        SupplyStage, AfterValidator(_known_stage), Field(description="From which stage on supply can be promised.")
    ] = SupplyStage.CONFIRMED


class ClockTable(Section):
    """`[clock]`: what time it is."""

    pinned_to: Annotated[
        AwareDatetime | None,
        Field(description="The instant (RFC 3339) that the clock shows at start; it runs on from there."),
    ] = None
    pinned_at: Annotated[
        AwareDatetime | None,
        Field(description="The machine's time at which the clock showed that instant; without it, the start."),
    ] = None


class AskerTable(Section):
    """`[asker]`: who asks, until there is a sign-in."""

    rights: Annotated[frozenset[Right], Field(description="What everybody who can reach the gateway may do.")] = (
        frozenset()
    )


class Log(Section):
    """`[log]`: what is told to the operator, on standard error."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="The least that is worth a line.")
    ] = "info"
    format: Annotated[
        Literal["auto", "json", "console"],
        Field(description="One JSON object a line, or text for people; auto: text on a terminal, otherwise JSON."),
    ] = "auto"
