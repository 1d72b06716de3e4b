// Apollo Client's cache, filled by the whole question in two scopes: every thing under its own key, nothing overwritten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";

const { url, question, variables, scopes } = JSON.parse(process.env.COMPTOIR_ASKED);

const warnings = [];
console.warn = console.error = (...said) => warnings.push(said.join(" "));

const { data: { __schema } } = await (await fetch(`${url}/schema.json`)).json();
const possibleTypes = Object.fromEntries(
  __schema.types.filter((type) => type.possibleTypes).map((type) => [type.name, type.possibleTypes.map((each) => each.name)]),
);
const document = gql(question);

function client() {
  return new ApolloClient({ link: new HttpLink({ uri: `${url}/graphql` }), cache: new InMemoryCache({ possibleTypes }) });
}

// Every object of an answer, at whatever depth.
function* objects(value) {
  if (Array.isArray(value)) for (const member of value) yield* objects(member);
  else if (value && typeof value === "object") {
    yield value;
    for (const member of Object.values(value)) yield* objects(member);
  }
}

const things = (value) => [...objects(value)].filter((each) => "id" in each);
const keyOf = (thing) => `${thing.__typename}:${thing.id}`;

// The customer is one thing in both scopes, so when she was read is when she was read last.
const unstamped = (value) => JSON.parse(JSON.stringify(value, (name, member) => (name === "fetchedAt" ? undefined : member)));

async function asked(one, scope) {
  const { data } = await one.query({ query: document, variables: { ...variables, scope }, fetchPolicy: "network-only" });
  return data;
}

test("every entity is kept under its type and id", async () => {
  const one = client();
  const data = await asked(one, scopes[0]);
  const kept = one.cache.extract();
  const keys = new Set(things(data).map(keyOf));
  const types = new Set(things(data).map((thing) => thing.__typename));
  assert.deepEqual(
    [...types].sort(),
    ["Customer", "Location", "Order", "OrderLine", "Shipment", "StockPosition", "StockSummary", "Variant"],
  );
  assert.deepEqual(Object.keys(kept).filter((key) => !/^(ROOT_QUERY|__META)$/.test(key)).sort(), [...keys].sort());
  const embedded = Object.values(kept).flatMap((entity) => Object.values(entity)).flatMap((value) => things(value));
  assert.deepEqual(embedded, []);
  console.log(`${keys.size} entities of ${types.size} types`);
});

test("each scope is read back as it was answered", async () => {
  const one = client();
  const answers = [];
  for (const scope of scopes) answers.push(await asked(one, scope));
  const summaries = answers.map((data) => things(data).filter((thing) => thing.__typename === "StockSummary"));
  assert.ok(summaries.every((found) => found.length > 0));
  assert.notDeepEqual(summaries[0].map((each) => each.availableToSell), summaries[1].map((each) => each.availableToSell));
  for (const typename of ["StockSummary", "StockPosition"]) {
    const [first, second] = answers.map(
      (data) => new Set(things(data).filter((thing) => thing.__typename === typename).map(keyOf)),
    );
    assert.deepEqual([...first].filter((key) => second.has(key)), [], `one ${typename} for two scopes`);
  }
  scopes.forEach((scope, place) => {
    const read = one.cache.readQuery({ query: document, variables: { ...variables, scope } });
    assert.deepEqual(unstamped(read), unstamped(answers[place]));
    assert.deepEqual(things(read).map(keyOf), things(answers[place]).map(keyOf));
  });
});

test("two scopes in one question", async () => {
  const one = client();
  const query = gql`
    query Both($id: ID!, $here: StockScope!, $there: StockScope!) {
      node(id: $id) {
        id
        ... on Variant {
          here: stock(scope: $here) { ...Stock }
          there: stock(scope: $there) { ...Stock }
        }
      }
    }
    fragment Stock on StockSummary {
      id
      channel
      availableToSell
      positions(first: 50) { nodes { id safetyStock availableToSell } }
    }
  `;
  const [variant] = things(await asked(one, scopes[0])).filter((thing) => thing.stock?.positions.nodes.length);
  const asking = { query, variables: { id: variant.id, here: scopes[0], there: scopes[1] } };
  const { data } = await one.query(asking);
  assert.deepEqual([data.node.here.channel, data.node.there.channel], scopes.map((scope) => scope.channel));
  assert.notEqual(data.node.here.id, data.node.there.id);
  assert.deepEqual(one.cache.readQuery(asking), data);
});

test("Apollo has nothing to warn of", () => assert.deepEqual(warnings, []));
