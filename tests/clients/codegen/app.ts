// An app in TypeScript that trusts the generated types; what must not compile is marked, and compiling it is the error.
import type { ResultOf, VariablesOf } from "@graphql-typed-document-node/core";
import { type FragmentType, graphql, useFragment } from "./generated/index.js";
import type { ThreeSixtyQuery, ThreeSixtyQueryVariables } from "./generated/graphql.js";

const Stock = graphql(`
  fragment AppStock on StockSummary {
    id
    signal
    availableToSell
    positions(first: 10) {
      nodes {
        id
        location {
          name
        }
      }
    }
  }
`);

const Shelf = graphql(`
  query AppShelf($scan: ScanKey!, $scope: StockScope!, $after: String) {
    variantByScan(key: $scan) {
      id
      gtin
      price(channel: STORE) {
        current {
          amountMinor
          amount
        }
      }
      stock(scope: $scope) {
        ...AppStock
      }
    }
    orders(first: 5, after: $after, where: { status: [PLACED, CONFIRMED] }) {
      pageInfo {
        endCursor
      }
      nodes {
        placedAt
        status
      }
    }
  }
`);

type Shelf = ResultOf<typeof Shelf>;

export const scanned: VariablesOf<typeof Shelf>[] = [
  { scan: { gtin: "3760246000109" }, scope: { channel: "STORE" } },
  { scan: { sku: "00010-ECR-38" }, scope: { channel: "ECOMMERCE", near: { latitude: 45.76, longitude: 4.83, radiusKm: 50 } } },
  // @ts-expect-error exactly one key
  { scan: { gtin: "3760246000109", sku: "00010-ECR-38" }, scope: { channel: "STORE" } },
  // @ts-expect-error a channel that there is
  { scan: { sku: "00010-ECR-38" }, scope: { channel: "SHOP" } },
  // @ts-expect-error a scope is asked for
  { scan: { sku: "00010-ECR-38" } },
];

export function places(masked: FragmentType<typeof Stock>): string[] {
  const { positions } = useFragment(Stock, masked);
  return positions?.nodes.map((position) => position.location?.name ?? "?") ?? [];
}

export function shelf(answer: Shelf): string {
  const variant = answer.variantByScan;
  // @ts-expect-error nobody may know what was scanned
  answer.variantByScan.id;
  if (!variant) return "unknown";
  const major: string | undefined = variant.price?.current.amount;
  const minor: number | undefined = variant.price?.current.amountMinor;
  const where = variant.stock ? places(variant.stock) : [];
  const placed: string[] = answer.orders?.nodes.map((order) => order.placedAt) ?? [];
  return [variant.gtin ?? variant.id, major, minor, ...where, ...placed].join(" ");
}

export const key: ThreeSixtyQueryVariables = {
  key: { externalId: { system: "crm", value: "C-00001" } },
  scope: { channel: "ECOMMERCE" },
  on: "2026-03-21",
};

export function who({ customer }: ThreeSixtyQuery): string {
  if (!customer) return "nobody";
  switch (customer.__typename) {
    case "Customer":
      return `${customer.displayName}: ${customer.orders?.nodes.length ?? 0} orders`;
    case "AmbiguousCustomer":
      // @ts-expect-error several persons have no one name
      customer.displayName;
      return customer.candidates.map((candidate) => candidate.customer.displayName).join(" or ");
  }
}
