-- The views that a database offers to be read by Comptoir's `sql` backend. This file is the contract: names and
-- columns are stable, new ones are only ever added as optional. A table of that name does as well as a view.
--
-- Offer the views of the nouns that the system serves; leave out those of facets that it does not serve. Columns
-- marked "?", and all others that are not NOT NULL here, are optional: leave them out of the view, or null; rows are
-- then found, sorted and filtered as if they were null everywhere. Columns not listed here are ignored.
--
-- Types         PostgreSQL            SQLite
--   text        text                  text
--   instant     timestamptz           text, 'YYYY-MM-DDTHH:MM:SSZ' (UTC, always this width)
--   day         date                  text, 'YYYY-MM-DD'
--   minor       bigint                integer        money in minor units of the currency column beside it
--   quantity    numeric               integer/real   at most three decimals
--   bool        boolean               integer 0/1
--
-- References. A pair `x_system`, `x_key` names a thing. `x_system` null or absent means this very system; otherwise
-- it is the configured name of the system whose key it is. Give the authority's name where you know it.
-- Copies. A row that is this system's copy of another system's thing must say so in the noun's `_refs` view, with
-- kind = the noun (`customer`, `order`, `location`, `inbound`) and the original's system and key.
-- Words (status, kind, channel, method, purpose, state …) are those of the graph's enums; a word that is none of
-- them is read as UNKNOWN and counted as a gap in the vocabulary.
-- Keys below an order (line_key, payment_key, return_key) are the owner's: in a copy, those of the original. An id made
-- of the order and such a key stays the same when the copy stands in for the original.
-- as_of says when a row was true, where that is not the moment at which it is read: of a replica, a nightly load.
-- SKUs are shared by all systems. GTINs have 14 digits. Phones are E.164, e-mails are in lower case.

-- ============================================================ noun customer
CREATE TABLE comptoir_customers (          -- facet head
  key text PRIMARY KEY,
  display_name text NOT NULL,
  sort_name text NOT NULL,                 -- 'family given', case-folded; sorted by code point
  given_name text,                         -- ?
  family_name text,                        -- ?
  locale text,                             -- ? BCP 47
  birthday text,                           -- ? day
  loyalty_number text,                     -- ?
  associate_key text,                      -- ? primary associate, a key of this system
  associate_name text,                     -- ?
  associate_store_system text, associate_store_key text,  -- ?
  store_system text, store_key text,       -- ? the store whose client book keeps her
  created_at text,                         -- ? instant
  updated_at text NOT NULL,                -- instant
  as_of text                               -- ? instant
);
CREATE TABLE comptoir_customer_refs (      -- facet identities
  customer_key text NOT NULL,
  system text NOT NULL, kind text NOT NULL, value text NOT NULL,
  synced_at text                           -- ? instant
);
CREATE TABLE comptoir_customer_merges (    -- facet identities: an old key and the one that survived
  old_key text PRIMARY KEY, customer_key text NOT NULL
);
CREATE TABLE comptoir_customer_contacts (  -- facet contacts
  customer_key text NOT NULL, kind text NOT NULL, value text NOT NULL, verified integer NOT NULL
);
CREATE TABLE comptoir_customer_addresses ( -- facet contacts
  customer_key text NOT NULL, position integer NOT NULL,
  line1 text, line2 text, line3 text, postal_code text, city text, region text, country text  -- ? all
);
CREATE TABLE comptoir_customer_consents (  -- facet consents
  customer_key text NOT NULL, purpose text NOT NULL, state text NOT NULL,
  legal_basis text, captured_at text, expires_at text                  -- ?
);
CREATE TABLE comptoir_customer_loyalty (   -- facet loyalty
  customer_key text PRIMARY KEY, program text NOT NULL,
  number text, tier text, points integer, points_expire_on text        -- ?
);
CREATE TABLE comptoir_customer_vouchers (  -- facet loyalty
  customer_key text NOT NULL, code text NOT NULL, amount_minor integer, currency text, expires_at text
);
CREATE TABLE comptoir_customer_segments (  -- facet profile
  customer_key text NOT NULL, segment text NOT NULL
);
CREATE TABLE comptoir_customer_preferences ( -- facet profile
  customer_key text NOT NULL, key text NOT NULL, value text NOT NULL, origin text NOT NULL, at text
);
CREATE TABLE comptoir_customer_dates (     -- facet profile
  customer_key text NOT NULL, kind text NOT NULL, on_day text NOT NULL
);
CREATE TABLE comptoir_customer_metrics (   -- facet metrics
  customer_key text PRIMARY KEY, order_count integer, average_minor integer, average_currency text,
  last_order_at text, return_rate real, recency integer, frequency integer, monetary integer,
  rfm_segment text, churn_risk real, computed_at text NOT NULL
);
CREATE TABLE comptoir_customer_lifetime_values ( -- facet metrics
  customer_key text NOT NULL, amount_minor integer NOT NULL, currency text NOT NULL
);

-- ============================================================ noun order
CREATE TABLE comptoir_orders (             -- facet head
  key text PRIMARY KEY,
  number text NOT NULL,
  channel text NOT NULL,
  store_system text, store_key text,       -- ?
  customer_system text, customer_key text, -- ? null for a guest
  associate_key text, associate_name text, -- ? who sold it
  associate_store_system text, associate_store_key text,  -- ?
  source_status text NOT NULL,             -- as this system says it, for support
  draft integer, confirmed integer, held integer, managed integer,  -- ? bool; null reads as false (managed: true)
  currency text NOT NULL,
  total_minor integer NOT NULL,
  tax_minor integer, shipping_minor integer, discount_minor integer,  -- ?
  promised_from text, promised_by text, promise_made_at text,         -- ? instant: the original promise
  expected_at text, delivered_at text,     -- ? instant
  placed_at text NOT NULL, updated_at text NOT NULL,                  -- instant
  version integer NOT NULL,                -- grows with every change
  as_of text                               -- ?
);
CREATE TABLE comptoir_order_refs (         -- facet identities
  order_key text NOT NULL, system text NOT NULL, kind text NOT NULL, value text NOT NULL, synced_at text
);
CREATE TABLE comptoir_order_lines (        -- facet lines
  order_key text NOT NULL, line_key text NOT NULL, position integer NOT NULL,
  sku text NOT NULL, title text NOT NULL, unit text NOT NULL, method text NOT NULL,
  unit_price text,                         -- ? decimal, major units (PostgreSQL: numeric; SQLite: text)
  total_minor integer NOT NULL, currency text NOT NULL,
  ordered real NOT NULL,
  allocated real, ready real, shipped real, delivered real, cancelled real, backordered real,  -- ? null reads as 0
  return_requested real, returned real     -- ?
);
CREATE TABLE comptoir_order_payments (     -- facet payments
  order_key text NOT NULL, payment_key text NOT NULL, kind text NOT NULL, method_label text NOT NULL,
  amount_minor integer NOT NULL, captured_minor integer NOT NULL, refunded_minor integer NOT NULL,
  currency text NOT NULL, status text NOT NULL, at text
);
CREATE TABLE comptoir_order_returns (      -- facet returns
  order_key text NOT NULL, return_key text NOT NULL, status text NOT NULL, reason text,
  refund_minor integer, currency text, location_system text, location_key text, at text NOT NULL
);
CREATE TABLE comptoir_order_return_lines ( -- facet returns
  order_key text NOT NULL, return_key text NOT NULL, line_key text NOT NULL, quantity real NOT NULL,
  condition text, restocked integer
);

-- ============================================================ noun shipment
CREATE TABLE comptoir_shipments (          -- facet head
  key text PRIMARY KEY,
  order_system text, order_key text,       -- ? the order it belongs to
  direction text NOT NULL, source_status text, carrier text, tracking_number text, tracking_url text,
  origin_system text, origin_key text,     -- ? location it left from
  to_line1 text, to_line2 text, to_line3 text, to_postal_code text, to_city text, to_region text, to_country text,
  pick_up_system text, pick_up_key text,   -- ? location where it is collected
  shipped_at text, eta text, eta_latest text, promised_from text, promised_by text, promise_made_at text,
  updated_at text NOT NULL, version integer NOT NULL, as_of text
);
CREATE TABLE comptoir_shipment_packages (  -- facet packages
  shipment_key text NOT NULL, position integer NOT NULL, sscc text, tracking_number text, weight_grams integer
);
CREATE TABLE comptoir_shipment_lines (     -- facet lines
  shipment_key text NOT NULL, position integer NOT NULL, sku text NOT NULL, quantity real NOT NULL
);
CREATE TABLE comptoir_shipment_events (    -- facet events, in the order they were received
  shipment_key text NOT NULL, position integer NOT NULL, at text NOT NULL, recorded_at text NOT NULL,
  status text NOT NULL, code text, message text, place text, country text, latitude real, longitude real,
  tracking_number text                     -- ? the package it was seen on; null: the whole shipment
);

-- ============================================================ nouns product and variant
CREATE TABLE comptoir_products (           -- product, facet head
  key text PRIMARY KEY, brand text,
  category_path text NOT NULL,             -- JSON array of text, broadest first
  default_locale text NOT NULL, updated_at text NOT NULL, as_of text
);
CREATE TABLE comptoir_product_titles (     -- product, facet texts
  product_key text NOT NULL, locale text NOT NULL, title text NOT NULL
);
CREATE TABLE comptoir_product_media (      -- product, facet media
  product_key text NOT NULL, position integer NOT NULL, kind text NOT NULL, url text NOT NULL,
  alt_text text, width integer, height integer, duration_seconds integer
);
CREATE TABLE comptoir_variants (           -- variant, facet head
  sku text PRIMARY KEY, gtin text, product_system text, product_key text NOT NULL, unit text NOT NULL,
  category_path text NOT NULL,             -- its product's, for filtering
  default_locale text NOT NULL,
  image_url text, image_alt_text text, image_width integer, image_height integer,  -- ? facet media
  updated_at text NOT NULL, as_of text
);
CREATE TABLE comptoir_variant_titles (     -- variant, facet texts
  sku text NOT NULL, locale text NOT NULL, title text NOT NULL
);
CREATE TABLE comptoir_variant_options (    -- variant, facet texts
  sku text NOT NULL, position integer NOT NULL, name text NOT NULL, value text NOT NULL
);
CREATE TABLE comptoir_prices (             -- variant, facet prices
  sku text NOT NULL, channel text, store_system text, store_key text,
  current_minor integer NOT NULL, regular_minor integer, currency text NOT NULL,
  tax_included integer NOT NULL,
  valid_until text                         -- ? instant, exclusive; null: until further notice
);

-- ============================================================ noun location
CREATE TABLE comptoir_locations (          -- facet head
  key text PRIMARY KEY, kind text NOT NULL, name text NOT NULL, sort_name text NOT NULL,
  line1 text, line2 text, line3 text, postal_code text, city text, region text, country text,
  latitude real, longitude real, time_zone text,
  pick_up_enabled integer NOT NULL, ship_from_enabled integer NOT NULL, updated_at text, as_of text
);
CREATE TABLE comptoir_location_refs (      -- facet identities
  location_key text NOT NULL, system text NOT NULL, kind text NOT NULL, value text NOT NULL, synced_at text
);

-- ============================================================ noun stock
CREATE TABLE comptoir_stock_positions (    -- facets counts (on_hand … available) and reservations (committed, held)
  sku text NOT NULL,
  location_system text, location_key text NOT NULL,
  unit text,
  on_hand real, unavailable real, available real,   -- ? null: not known here
  committed real, held real,                        -- ? null: not known here
  last_counted_at text, updated_at text,
  version integer,                         -- ? grows with every change in this system
  as_of text                               -- ? instant
);
CREATE TABLE comptoir_untracked_skus (     -- ? facet counts: sold without being counted
  sku text PRIMARY KEY
);
CREATE TABLE comptoir_stock_safety (       -- facet safety
  sku text NOT NULL, location_system text, location_key text NOT NULL, channel text, quantity real NOT NULL
);
CREATE TABLE comptoir_network_holds (      -- facet reservations: not yet routed to a location
  sku text NOT NULL, channel text, quantity real NOT NULL
);

-- ============================================================ nouns inbound and demand
CREATE TABLE comptoir_inbound (            -- facet head: one row per document line
  key text PRIMARY KEY, sku text NOT NULL, unit text NOT NULL, stage text NOT NULL,
  destination_system text, destination_key text NOT NULL,
  origin_system text, origin_key text, origin_country text, supplier text,
  ordered real NOT NULL, confirmed real,   -- ? confirmed: by the supplier
  expected real NOT NULL,                  -- all that will be on hand and is not yet, what is received included
  received real,                           -- ? counted at the dock so far; null: nobody counts yet
  allocated real,                          -- ? promised to orders already
  eta text, eta_latest text, confidence real, document_kind text, document_value text,
  updated_at text NOT NULL, as_of text
);
CREATE TABLE comptoir_inbound_refs (       -- facet identities
  inbound_key text NOT NULL, system text NOT NULL, kind text NOT NULL, value text NOT NULL, synced_at text
);
CREATE TABLE comptoir_demand (             -- facet head: open, unallocated order lines with a promise date
  key text PRIMARY KEY, sku text NOT NULL, quantity real NOT NULL, due text NOT NULL,
  location_system text, location_key text, channel text NOT NULL
);

-- Indexes. Nothing is needed for correctness; for speed index every `..._key`, `sku` and `(system, value)` of the
-- views that hang below a noun, (customer_key, placed_at, key) and (placed_at, key) and (updated_at, key) and number
-- of orders, (order_key) and tracking_number of shipments, (sort_name, key), loyalty_number and contact value of
-- customers.
--
-- PostgreSQL: lists are sorted by code point, whatever the locale of the database, and only an index of that collation
-- gives the order. So text by which rows are sorted, `key` as the last column and `sort_name`, needs COLLATE "C" in the
-- index of a list: (placed_at, key COLLATE "C"), (sort_name COLLATE "C", key COLLATE "C"). Columns that are declared
-- COLLATE "C" in the table need no more. Indexes to look things up by (`..._key`, sku, number, (system, value)) serve
-- with any collation.
