"""The views that a SQLite file offers, as tables of the same names: `docs/views.sql` is the contract.

A table belongs to a noun and to the facets that it carries; a file holds those of what its system serves.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from backends.sandbox.systems import PretendSystem
from backends.vocabulary import Facet, Noun


class View(Struct, frozen=True):
    """One table: its columns as SQLite wants them declared, and the columns of each index."""

    name: str
    noun: Noun
    facets: frozenset[Facet]
    columns: tuple[str, ...]
    indexes: tuple[str, ...]

    @property
    def dated(self) -> bool:
        """Whether a row says, last, since when it is true."""
        return self.columns[-1].startswith("as_of ")

    @property
    def create(self) -> str:
        """The statement that makes the table."""
        return f"CREATE TABLE {self.name} ({', '.join(self.columns)})"

    @property
    def insert(self) -> str:
        """The statement that fills a row."""
        return f"INSERT INTO {self.name} VALUES ({', '.join('?' * len(self.columns))})"  # noqa: S608 - our own names

    @property
    def create_indexes(self) -> Iterator[str]:
        """The statements that make the indexes."""
        for number, columns in enumerate(self.indexes, start=1):
            yield f"CREATE INDEX {self.name}_{number} ON {self.name} ({columns})"


def offered(system: PretendSystem) -> tuple[View, ...]:
    """The views of what a system serves."""
    return tuple(view for view in VIEWS if view.facets & system.serves.get(view.noun, frozenset()))


def _view(name: str, noun: Noun, facets: Facet | set[Facet], columns: str, *indexes: str) -> View:
    of = frozenset({facets}) if isinstance(facets, Facet) else frozenset(facets)
    return View(f"comptoir_{name}", noun, of, tuple(" ".join(one.split()) for one in columns.split(",")), indexes)


_ADDRESS: Final = "line1 text, line2 text, line3 text, postal_code text, city text, region text, country text"
_TO: Final = ", ".join(f"to_{column}" for column in _ADDRESS.split(", "))
_REF: Final = "system text NOT NULL, kind text NOT NULL, value text NOT NULL, synced_at text"

VIEWS: Final = (
    _view(
        "customers",
        Noun.CUSTOMER,
        Facet.HEAD,
        """key text PRIMARY KEY, display_name text NOT NULL, sort_name text NOT NULL, given_name text, family_name text,
        locale text, birthday text, loyalty_number text, associate_key text, associate_name text,
        associate_store_system text, associate_store_key text, store_system text, store_key text, created_at text,
        updated_at text NOT NULL, as_of text""",
        *("sort_name, key", "loyalty_number", "store_key, sort_name, key"),
    ),
    _view(
        "customer_refs",
        Noun.CUSTOMER,
        Facet.IDENTITIES,
        f"customer_key text NOT NULL, {_REF}",
        *("customer_key", "system, value"),
    ),
    _view(
        "customer_merges",
        Noun.CUSTOMER,
        Facet.IDENTITIES,
        "old_key text PRIMARY KEY, customer_key text NOT NULL",
        "customer_key",
    ),
    _view(
        "customer_contacts",
        Noun.CUSTOMER,
        Facet.CONTACTS,
        "customer_key text NOT NULL, kind text NOT NULL, value text NOT NULL, verified integer NOT NULL",
        *("customer_key", "value"),
    ),
    _view(
        "customer_addresses",
        Noun.CUSTOMER,
        Facet.CONTACTS,
        f"customer_key text NOT NULL, position integer NOT NULL, {_ADDRESS}",
        "customer_key, position",
    ),
    _view(
        "customer_consents",
        Noun.CUSTOMER,
        Facet.CONSENTS,
        """customer_key text NOT NULL, purpose text NOT NULL, state text NOT NULL, legal_basis text, captured_at text,
        expires_at text""",
        "customer_key",
    ),
    _view(
        "customer_loyalty",
        Noun.CUSTOMER,
        Facet.LOYALTY,
        """customer_key text PRIMARY KEY, program text NOT NULL, number text, tier text, points integer,
        points_expire_on text""",
    ),
    _view(
        "customer_vouchers",
        Noun.CUSTOMER,
        Facet.LOYALTY,
        "customer_key text NOT NULL, code text NOT NULL, amount_minor integer, currency text, expires_at text",
        "customer_key",
    ),
    _view(
        "customer_segments",
        Noun.CUSTOMER,
        Facet.PROFILE,
        "customer_key text NOT NULL, segment text NOT NULL",
        "customer_key",
    ),
    _view(
        "customer_preferences",
        Noun.CUSTOMER,
        Facet.PROFILE,
        "customer_key text NOT NULL, key text NOT NULL, value text NOT NULL, origin text NOT NULL, at text",
        "customer_key",
    ),
    _view(
        "customer_dates",
        Noun.CUSTOMER,
        Facet.PROFILE,
        "customer_key text NOT NULL, kind text NOT NULL, on_day text NOT NULL",
        "customer_key",
    ),
    _view(
        "customer_metrics",
        Noun.CUSTOMER,
        Facet.METRICS,
        """customer_key text PRIMARY KEY, order_count integer, average_minor integer, average_currency text,
        last_order_at text, return_rate real, recency integer, frequency integer, monetary integer, rfm_segment text,
        churn_risk real, computed_at text NOT NULL""",
    ),
    _view(
        "customer_lifetime_values",
        Noun.CUSTOMER,
        Facet.METRICS,
        "customer_key text NOT NULL, amount_minor integer NOT NULL, currency text NOT NULL",
        "customer_key",
    ),
    _view(
        "orders",
        Noun.ORDER,
        Facet.HEAD,
        """key text PRIMARY KEY, number text NOT NULL, channel text NOT NULL, store_system text, store_key text,
        customer_system text, customer_key text, associate_key text, associate_name text, associate_store_system text,
        associate_store_key text, source_status text NOT NULL, draft integer, confirmed integer, held integer,
        managed integer, currency text NOT NULL, total_minor integer NOT NULL, tax_minor integer,
        shipping_minor integer, discount_minor integer, promised_from text, promised_by text, promise_made_at text,
        expected_at text, delivered_at text, placed_at text NOT NULL, updated_at text NOT NULL,
        version integer NOT NULL, as_of text""",
        *("customer_key, placed_at, key", "placed_at, key", "updated_at, key", "number", "store_key, placed_at, key"),
    ),
    _view(
        "order_refs", Noun.ORDER, Facet.IDENTITIES, f"order_key text NOT NULL, {_REF}", *("order_key", "system, value")
    ),
    _view(
        "order_lines",
        Noun.ORDER,
        Facet.LINES,
        """order_key text NOT NULL, line_key text NOT NULL, position integer NOT NULL, sku text NOT NULL,
        title text NOT NULL, unit text NOT NULL, method text NOT NULL, unit_price text, total_minor integer NOT NULL,
        currency text NOT NULL, ordered real NOT NULL, allocated real, ready real, shipped real, delivered real,
        cancelled real, backordered real, return_requested real, returned real""",
        "order_key, position",
    ),
    _view(
        "order_payments",
        Noun.ORDER,
        Facet.PAYMENTS,
        """order_key text NOT NULL, payment_key text NOT NULL, kind text NOT NULL, method_label text NOT NULL,
        amount_minor integer NOT NULL, captured_minor integer NOT NULL, refunded_minor integer NOT NULL,
        currency text NOT NULL, status text NOT NULL, at text""",
        "order_key",
    ),
    _view(
        "order_returns",
        Noun.ORDER,
        Facet.RETURNS,
        """order_key text NOT NULL, return_key text NOT NULL, status text NOT NULL, reason text, refund_minor integer,
        currency text, location_system text, location_key text, at text NOT NULL""",
        "order_key",
    ),
    _view(
        "order_return_lines",
        Noun.ORDER,
        Facet.RETURNS,
        """order_key text NOT NULL, return_key text NOT NULL, line_key text NOT NULL, quantity real NOT NULL,
        condition text, restocked integer""",
        "order_key",
    ),
    _view(
        "shipments",
        Noun.SHIPMENT,
        Facet.HEAD,
        f"""key text PRIMARY KEY, order_system text, order_key text, direction text NOT NULL, source_status text,
        carrier text, tracking_number text, tracking_url text, origin_system text, origin_key text, {_TO},
        pick_up_system text, pick_up_key text, shipped_at text, eta text, eta_latest text, promised_from text,
        promised_by text, promise_made_at text, updated_at text NOT NULL, version integer NOT NULL, as_of text""",
        *("order_key", "tracking_number", "updated_at, key"),
    ),
    _view(
        "shipment_packages",
        Noun.SHIPMENT,
        Facet.PACKAGES,
        """shipment_key text NOT NULL, position integer NOT NULL, sscc text, tracking_number text,
        weight_grams integer""",
        *("shipment_key, position", "tracking_number"),
    ),
    _view(
        "shipment_lines",
        Noun.SHIPMENT,
        Facet.LINES,
        "shipment_key text NOT NULL, position integer NOT NULL, sku text NOT NULL, quantity real NOT NULL",
        "shipment_key, position",
    ),
    _view(
        "shipment_events",
        Noun.SHIPMENT,
        Facet.EVENTS,
        """shipment_key text NOT NULL, position integer NOT NULL, at text NOT NULL, recorded_at text NOT NULL,
        status text NOT NULL, code text, message text, place text, country text, latitude real, longitude real,
        tracking_number text""",
        "shipment_key, position",
    ),
    _view(
        "products",
        Noun.PRODUCT,
        Facet.HEAD,
        """key text PRIMARY KEY, brand text, category_path text NOT NULL, default_locale text NOT NULL,
        updated_at text NOT NULL, as_of text""",
    ),
    _view(
        "product_titles",
        Noun.PRODUCT,
        Facet.TEXTS,
        "product_key text NOT NULL, locale text NOT NULL, title text NOT NULL",
        "product_key",
    ),
    _view(
        "product_media",
        Noun.PRODUCT,
        Facet.MEDIA,
        """product_key text NOT NULL, position integer NOT NULL, kind text NOT NULL, url text NOT NULL, alt_text text,
        width integer, height integer, duration_seconds integer""",
        "product_key, position",
    ),
    _view(
        "variants",
        Noun.VARIANT,
        Facet.HEAD,
        """sku text PRIMARY KEY, gtin text, product_system text, product_key text NOT NULL, unit text NOT NULL,
        category_path text NOT NULL, default_locale text NOT NULL, image_url text, image_alt_text text,
        image_width integer, image_height integer, updated_at text NOT NULL, as_of text""",
        *("gtin", "product_key"),
    ),
    _view(
        "variant_titles",
        Noun.VARIANT,
        Facet.TEXTS,
        "sku text NOT NULL, locale text NOT NULL, title text NOT NULL",
        "sku",
    ),
    _view(
        "variant_options",
        Noun.VARIANT,
        Facet.TEXTS,
        "sku text NOT NULL, position integer NOT NULL, name text NOT NULL, value text NOT NULL",
        "sku, position",
    ),
    _view(
        "prices",
        Noun.VARIANT,
        Facet.PRICES,
        """sku text NOT NULL, channel text, store_system text, store_key text, current_minor integer NOT NULL,
        regular_minor integer, currency text NOT NULL, tax_included integer NOT NULL, valid_until text""",
        "sku",
    ),
    _view(
        "locations",
        Noun.LOCATION,
        Facet.HEAD,
        f"""key text PRIMARY KEY, kind text NOT NULL, name text NOT NULL, sort_name text NOT NULL, {_ADDRESS},
        latitude real, longitude real, time_zone text, pick_up_enabled integer NOT NULL,
        ship_from_enabled integer NOT NULL, updated_at text, as_of text""",
        "sort_name, key",
    ),
    _view(
        "location_refs",
        Noun.LOCATION,
        Facet.IDENTITIES,
        f"location_key text NOT NULL, {_REF}",
        *("location_key", "system, value"),
    ),
    _view(
        "stock_positions",
        Noun.STOCK,
        {Facet.COUNTS, Facet.RESERVATIONS},
        """sku text NOT NULL, location_system text, location_key text NOT NULL, unit text, on_hand real,
        unavailable real, available real, committed real, held real, last_counted_at text, updated_at text,
        version integer, as_of text""",
        *("sku, location_key", "location_key, sku"),
    ),
    _view("untracked_skus", Noun.STOCK, Facet.COUNTS, "sku text PRIMARY KEY"),
    _view(
        "stock_safety",
        Noun.STOCK,
        Facet.SAFETY,
        """sku text NOT NULL, location_system text, location_key text NOT NULL, channel text,
        quantity real NOT NULL""",
        "sku, location_key",
    ),
    _view(
        "network_holds",
        Noun.STOCK,
        Facet.RESERVATIONS,
        "sku text NOT NULL, channel text, quantity real NOT NULL",
        "sku",
    ),
    _view(
        "inbound",
        Noun.INBOUND,
        Facet.HEAD,
        """key text PRIMARY KEY, sku text NOT NULL, unit text NOT NULL, stage text NOT NULL, destination_system text,
        destination_key text NOT NULL, origin_system text, origin_key text, origin_country text, supplier text,
        ordered real NOT NULL, confirmed real, expected real NOT NULL, received real, allocated real, eta text,
        eta_latest text, confidence real, document_kind text, document_value text, updated_at text NOT NULL,
        as_of text""",
        *("sku", "destination_key"),
    ),
    _view(
        "inbound_refs",
        Noun.INBOUND,
        Facet.IDENTITIES,
        f"inbound_key text NOT NULL, {_REF}",
        *("inbound_key", "system, value"),
    ),
    _view(
        "demand",
        Noun.DEMAND,
        Facet.HEAD,
        """key text PRIMARY KEY, sku text NOT NULL, quantity real NOT NULL, due text NOT NULL, location_system text,
        location_key text, channel text NOT NULL""",
        "sku",
    ),
)
