// Relay's store, fed by what relay-compiler made of ./src: pages are joined, and whatever has an id is fetched again by it.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const {
  createOperationDescriptor, Environment, fetchQuery, getSingularSelector, Network, RecordSource, Store,
} = require("relay-runtime");
const artifact = (name) => require(`./generated/associate${name}.graphql.js`);

const { url, variables: { key } } = JSON.parse(process.env.COMPTOIR_ASKED);

async function answer(query, variables) {
  const body = JSON.stringify({ query, variables });
  const response = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return { data };
}

function shop() {
  return new Environment({
    network: Network.create(({ text }, variables) => answer(text, variables)),
    store: new Store(new RecordSource(), { gcReleaseBufferSize: 1_000 }),
  });
}

async function read(environment, name, variables) {
  const request = artifact(name);
  await fetchQuery(environment, request, variables).toPromise();
  const operation = createOperationDescriptor(request, variables);
  environment.retain(operation);
  return environment.lookup(operation.fragment).data;
}

const fragment = (environment, name, parent) =>
  environment.lookup(getSingularSelector(artifact(name), parent)).data;

// What a pagination fragment shows once the last page is there, and how many pages that took.
async function paged(environment, name, connection, parent, query, given) {
  for (let pages = 1; ; pages += 1) {
    const shown = fragment(environment, name, parent)[connection];
    if (!shown.pageInfo.hasNextPage) return { shown, pages };
    assert.ok(pages < 50);
    await read(environment, query, { ...given, cursor: shown.pageInfo.endCursor });
  }
}

const ids = ({ edges }) => edges.map(({ node }) => node.id);

test("pages of a customer's orders are joined, each fetched through `node`", async () => {
  const environment = shop();
  const { customer } = await read(environment, "CustomerQuery", { key, count: 5 });
  const given = { id: customer.id, count: 5 };
  const { shown, pages } = await paged(environment, "_orders", "orders", customer.book, "OrdersPaginationQuery", given);
  const whole = await answer(
    "query($id: ID!) { node(id: $id) { ... on Customer { orders(first: 100) { edges { node { id } } } } } }",
    { id: customer.id },
  );
  assert.ok(pages > 2);
  assert.deepEqual(ids(shown), ids(whole.data.node.orders));
  assert.equal(shown.completeness.complete, true);
});

test("pages of shelves are joined, and scopes are kept apart", async () => {
  const environment = shop();
  const { customer } = await read(environment, "CustomerQuery", { key, count: 5 });
  const { orders } = fragment(environment, "_orders", customer.book);
  const lines = orders.edges.flatMap(({ node }) => node.lines).filter((line) => line.variant);
  const stocks = lines.map((line) => fragment(environment, "_stock", line.variant));
  assert.ok(stocks.every(({ here, online }) => here.id !== online.id));
  assert.ok(stocks.some(({ here, online }) => here.availableToSell !== online.availableToSell));
  let most = 0;
  for (const { here } of stocks) {
    const given = { id: here.id, count: 2 };
    const { shown, pages } = await paged(environment, "_positions", "positions", here, "PositionsPaginationQuery", given);
    assert.equal(new Set(ids(shown)).size, shown.edges.length);
    most = Math.max(most, pages);
  }
  assert.ok(most > 1);
});

test("a list of the root is paged", async () => {
  const environment = shop();
  const root = await read(environment, "VariantsQuery", { words: "a" });
  await read(environment, "VariantsPaginationQuery", {
    words: "a", count: 5, cursor: fragment(environment, "_variants", root).variants.pageInfo.endCursor,
  });
  const found = ids(fragment(environment, "_variants", root).variants);
  assert.equal(new Set(found).size, 10);
});

test("every record with an id is fetched again by it", async () => {
  const environment = shop();
  await read(environment, "CustomerQuery", { key, count: 5 });
  const source = environment.getStore().getSource();
  const records = source.getRecordIDs().map((id) => source.get(id)).filter((record) => record?.id);
  for (const record of records) {
    const { node } = await read(environment, "NodeQuery", { id: record.id });
    assert.deepEqual([node?.__typename, node?.id], [record.__typename, record.id]);
  }
  const types = new Set(records.map((record) => record.__typename));
  assert.deepEqual([...types].sort(), ["Customer", "Location", "Order", "OrderLine", "StockPosition", "StockSummary", "Variant"]);
  console.log(`${records.length} records of ${types.size} types`);
});
