"""What each system keeps of the data, and the documented views (docs/views.sql) over it.

Views are written once for SQLite and PostgreSQL; `{price}` is where they differ. A view that has nothing in it stands
for a part of a facet that the data do not have.
"""

from typing import Final

from backends.datasets.databases import Table

BASKETS: Final = Table(
    "baskets",
    (
        *("key text PRIMARY KEY", "household text NOT NULL", "store text NOT NULL"),
        *("total bigint NOT NULL", "discount bigint NOT NULL", "at instant NOT NULL"),
    ),
    ("at, key", "household, at, key", "store, at, key"),
)
LINES: Final = Table(
    "lines",
    (
        *("basket text NOT NULL", "position integer NOT NULL", "sku text NOT NULL"),
        *("quantity integer NOT NULL", "cents bigint NOT NULL"),
    ),
    ("basket",),
)
STORES: Final = Table("stores", ("key text PRIMARY KEY",))
ARTICLES: Final = Table("articles", ("sku text PRIMARY KEY", "title text NOT NULL"))
HOUSEHOLDS: Final = Table("households", ("key text PRIMARY KEY", "last instant NOT NULL"))
SEGMENTS: Final = Table("segments", ("household text NOT NULL", "segment text NOT NULL"), ("household",))
PRODUCTS: Final = Table(
    "products",
    (*("key text PRIMARY KEY", "brand text NOT NULL", "path text NOT NULL", "title text NOT NULL", "size text"),),
)

POS: Final = (BASKETS, LINES, STORES, ARTICLES)
CRM: Final = (HOUSEHOLDS, SEGMENTS)
PIM: Final = (PRODUCTS,)

LAST_SALE: Final = "2018-01-01T00:00:00Z"
"""When the listing of products is from: the data end on that day, and do not say."""

_PRICE: Final = {
    "sqlite": "printf(CASE WHEN cents % quantity = 0 THEN '%.2f' ELSE '%.4f' END, cents / 100.0 / quantity)",
    "postgresql": "round(cents / 100.0 / quantity, CASE WHEN cents % quantity = 0 THEN 2 ELSE 4 END)",
}
"""What one piece costs: derived, hence rounded; the line's total is what was paid."""

_POS: Final = (
    """CREATE VIEW comptoir_orders AS SELECT key, key AS number, 'STORE' AS channel, store AS store_key,
        'crm' AS customer_system, household AS customer_key, 'SOLD' AS source_status, TRUE AS confirmed,
        '{currency}' AS currency, total AS total_minor, discount AS discount_minor, at AS delivered_at,
        at AS placed_at, at AS updated_at, 1 AS version FROM baskets""",
    """CREATE VIEW comptoir_order_lines AS SELECT basket AS order_key, lines.sku AS line_key, position,
        lines.sku AS sku, title, 'C62' AS unit, 'TAKE_NOW' AS method,
        CASE WHEN quantity > 0 THEN {price} END AS unit_price, cents AS total_minor, '{currency}' AS currency,
        quantity AS ordered, quantity AS shipped, quantity AS delivered
        FROM lines JOIN articles ON articles.sku = lines.sku""",
    """CREATE VIEW comptoir_locations AS SELECT key, 'STORE' AS kind, 'Store ' || key AS name,
        'store ' || key AS sort_name, {zone} AS time_zone, FALSE AS pick_up_enabled, FALSE AS ship_from_enabled
        FROM stores""",
)
_CRM: Final = (
    """CREATE VIEW comptoir_customers AS SELECT key, 'Household ' || key AS display_name,
        'household ' || key AS sort_name, last AS updated_at FROM households""",
    "CREATE VIEW comptoir_customer_segments AS SELECT household AS customer_key, segment FROM segments",
    """CREATE VIEW comptoir_customer_preferences AS SELECT key AS customer_key, key, key AS value, key AS origin
        FROM households WHERE FALSE""",
    """CREATE VIEW comptoir_customer_dates AS SELECT key AS customer_key, key AS kind, key AS on_day
        FROM households WHERE FALSE""",
)
_PIM: Final = (
    """CREATE VIEW comptoir_products AS SELECT key, brand, path AS category_path, 'en' AS default_locale,
        {listed} AS updated_at FROM products""",
    "CREATE VIEW comptoir_product_titles AS SELECT key AS product_key, 'en' AS locale, title FROM products",
    """CREATE VIEW comptoir_variants AS SELECT key AS sku, key AS product_key, 'C62' AS unit, path AS category_path,
        'en' AS default_locale, {listed} AS updated_at FROM products""",
    "CREATE VIEW comptoir_variant_titles AS SELECT key AS sku, 'en' AS locale, title FROM products",
    """CREATE VIEW comptoir_variant_options AS SELECT key AS sku, 0 AS position, 'size' AS name, size AS value
        FROM products WHERE size IS NOT NULL""",
)
_LISTED: Final = {"sqlite": f"'{LAST_SALE}'", "postgresql": f"timestamptz '{LAST_SALE}'"}
VIEWS: Final = {"pos": _POS, "crm": _CRM, "pim": _PIM}


def views(system: str, dialect: str, *, currency: str, zone: str | None) -> list[str]:
    """The statements that make a system's views; `zone` is None when the stores' is not known."""
    words = {
        "price": _PRICE[dialect],
        "listed": _LISTED[dialect],
        "currency": currency,
        "zone": "NULL" if zone is None else f"'{zone}'",
    }
    return [statement.format_map(words) for statement in VIEWS[system]]
