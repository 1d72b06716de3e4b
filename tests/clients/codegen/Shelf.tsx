import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from "@apollo/client";
import { useQuery } from "@apollo/client/react";
import type { ShelfQuery } from "./generated/graphql.js";
import { graphql } from "./generated/index.js";

export const client = new ApolloClient({
  link: new HttpLink({ uri: "http://127.0.0.1:8000/graphql" }),
  cache: new InMemoryCache({
    // Two types that several others share: Apollo must know which.
    possibleTypes: { CustomerLookup: ["Customer", "AmbiguousCustomer"] },
  }),
});

const SHELF = graphql(`
  query Shelf($sku: String!, $on: Date!) {
    variantByScan(key: { sku: $sku }) {
      id
      title
      stock(scope: { channel: STORE }) {
        id
        signal
        availableToSell
        availableToPromise(on: $on)
        completeness {
          complete
        }
      }
    }
  }
`);

export function Shelf({ sku, on }: { sku: string; on: string }) {
  // "all" shows what there is: otherwise Apollo drops an answer that has a single error.
  const { data, error, loading } = useQuery(SHELF, { variables: { sku, on }, errorPolicy: "all" });
  if (loading) return <p>Looking…</p>;
  const variant = data?.variantByScan;
  if (!variant) return <p>{whatIsWrong(error) ?? "Nobody knows this article."}</p>;
  return (
    <section>
      <h2>{variant.title}</h2>
      <p>{inWords(variant.stock)}</p>
    </section>
  );
}

type Stock = NonNullable<ShelfQuery["variantByScan"]>["stock"];

function inWords(stock: Stock): string {
  const pieces = stock?.availableToSell ?? null;
  if (!stock || pieces === null) return "We cannot say now.";
  if (!stock.completeness.complete) return `At least ${pieces}: somebody who counts did not answer.`;
  switch (stock.signal) {
    case "IN_STOCK":
    case "LOW_STOCK":
      return `${pieces} in stock`;
    case "INBOUND_ONLY":
      return "On its way";
    case "OUT_OF_STOCK":
      return "Sold out";
    default: // also a word that the schema did not have when this was built
      return "We cannot say.";
  }
}

function whatIsWrong(error: unknown): string | undefined {
  if (!CombinedGraphQLErrors.is(error)) return undefined;
  const systems = error.errors.map((each) => String(each.extensions?.["system"] ?? "the gateway"));
  return `No answer from ${systems.join(", ")}; please try again.`;
}
