"""What is sold, where it lies and what is coming, in rows."""

import json

from backends.records import Demand, Inbound, Location, Media, PriceEntry, Product, Stock, StockPosition, Variant
from backends.sandbox.sqlite.values import Row, Rows, address, instant, minor, quantity, reference, refs, word


def product(record: Product) -> Rows:
    """A design, its texts and pictures."""
    key = record.key
    updated_at = instant(record.updated_at)
    yield "comptoir_products", (key, record.brand, _path(record.category_path), record.default_locale, updated_at)
    for title in record.titles or ():
        yield "comptoir_product_titles", (key, title.locale, title.text)
    for position, media in enumerate(record.media or ()):
        yield "comptoir_product_media", (key, position, media.kind.value, *_media(media), media.duration_seconds)


def variant(record: Variant) -> Rows:
    """An article, and what the system serves of its texts and prices."""
    sku = record.sku
    yield "comptoir_variants", _variant(record)
    for title in record.titles or ():
        yield "comptoir_variant_titles", (sku, title.locale, title.text)
    for position, option in enumerate(record.options or ()):
        yield "comptoir_variant_options", (sku, position, option.name, option.value)
    for price in record.prices or ():
        yield "comptoir_prices", _price(record, price)


def location(record: Location) -> Rows:
    """A place."""
    key, geo = record.key, record.geo
    row = (
        *(key, record.kind.value, record.name, record.sort_name),
        *address(record.address),
        *((None, None) if geo is None else (geo.latitude, geo.longitude)),
        *(record.time_zone, int(record.pick_up_enabled), int(record.ship_from_enabled), instant(record.updated_at)),
    )
    yield "comptoir_locations", row
    yield from refs("comptoir_location_refs", key, record.refs)


def stock(record: Stock) -> Rows:
    """All positions of one article, what is kept back there, and what is held nowhere in particular."""
    sku, own = record.key, record.ref.system
    if not record.tracked:
        yield "comptoir_untracked_skus", (sku,)
    for position in record.positions:
        yield "comptoir_stock_positions", _position(record, position)
        where = reference(position.location, own)
        for kept in position.safety or ():
            yield "comptoir_stock_safety", (sku, *where, word(kept.channel), quantity(kept.quantity))
    for hold in record.network_holds:
        yield "comptoir_network_holds", (sku, word(hold.channel), quantity(hold.quantity))


def inbound(record: Inbound) -> Rows:
    """One line of a document that goods come with."""
    own, document = record.ref.system, record.document
    row = (
        *(record.key, record.sku, record.unit, record.stage.value),
        *reference(record.destination, own),
        *reference(record.origin, own),
        *(record.origin_country, record.supplier, quantity(record.ordered), quantity(record.confirmed)),
        *(quantity(record.expected), quantity(record.received), quantity(record.allocated)),
        *(instant(record.eta), instant(record.eta_latest), record.confidence),
        *((None, None) if document is None else (document.kind, document.value)),
        instant(record.updated_at),
    )
    yield "comptoir_inbound", row
    yield from refs("comptoir_inbound_refs", record.key, record.refs)


def demand(record: Demand) -> Rows:
    """One open line that wants goods."""
    where = reference(record.location, record.ref.system)
    row = (record.key, record.sku, quantity(record.quantity), instant(record.due), *where, record.channel.value)
    yield "comptoir_demand", row


def _variant(record: Variant) -> Row:
    return (
        *(record.sku, record.gtin),
        *reference(record.product, record.ref.system),
        *(record.unit, _path(record.category_path), record.default_locale),
        *((None,) * 4 if record.image is None else _media(record.image)),
        instant(record.updated_at),
    )


def _price(record: Variant, price: PriceEntry) -> Row:
    return (
        *(record.sku, word(price.channel)),
        *reference(price.store, record.ref.system),
        *(price.current.amount_minor, minor(price.regular), price.current.currency),
        *(int(price.tax_included), instant(price.valid_until)),
    )


def _position(record: Stock, position: StockPosition) -> Row:
    return (
        record.key,
        *reference(position.location, record.ref.system),
        *(record.unit, quantity(position.on_hand), quantity(position.unavailable), quantity(position.available)),
        *(quantity(position.committed), quantity(position.held)),
        *(instant(position.last_counted_at), instant(position.updated_at), position.version),
    )


def _media(media: Media) -> Row:
    return media.url, media.alt_text, media.width, media.height


def _path(category_path: tuple[str, ...]) -> str:
    return json.dumps(category_path, ensure_ascii=False)
