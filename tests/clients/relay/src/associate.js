// What an associate's app asks: a customer and her orders page after page, a thing again by its id, shelves in pages.
const { graphql } = require("relay-runtime");

exports.CustomerQuery = graphql`
  query associateCustomerQuery($key: CustomerKey!, $count: Int!) {
    customer(key: $key) {
      __typename
      ... on Customer {
        id
        displayName
        ...associate_orders @alias(as: "book") @arguments(count: $count)
      }
      ... on AmbiguousCustomer {
        candidates {
          confidence
          customer {
            id
          }
        }
      }
    }
  }
`;

exports.orders = graphql`
  fragment associate_orders on Customer
  @refetchable(queryName: "associateOrdersPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
    orders(first: $count, after: $cursor) @connection(key: "associate_orders") {
      completeness {
        complete
      }
      edges {
        node {
          id
          number
          lines {
            id
            sku
            variant {
              id
              ...associate_stock
            }
          }
        }
      }
    }
  }
`;

exports.stock = graphql`
  fragment associate_stock on Variant {
    here: stock(scope: { channel: STORE }) {
      id
      availableToSell
      ...associate_positions
    }
    online: stock(scope: { channel: ECOMMERCE }) {
      id
      availableToSell
    }
  }
`;

exports.positions = graphql`
  fragment associate_positions on StockSummary
  @refetchable(queryName: "associatePositionsPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
    positions(first: $count, after: $cursor) @connection(key: "associate_positions") {
      edges {
        node {
          id
          onHand
          location {
            id
            name
          }
        }
      }
    }
  }
`;

exports.NodeQuery = graphql`
  query associateNodeQuery($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Sourced {
        freshness {
          system
          state
        }
      }
      ... on Order {
        number
      }
    }
  }
`;

exports.variants = graphql`
  fragment associate_variants on Query
  @refetchable(queryName: "associateVariantsPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" }, words: { type: "String" }) {
    variants(first: $count, after: $cursor, search: $words) @connection(key: "associate_variants", filters: ["search"]) {
      edges {
        node {
          id
          sku
        }
      }
    }
  }
`;

exports.VariantsQuery = graphql`
  query associateVariantsQuery($words: String) {
    ...associate_variants @arguments(words: $words)
  }
`;
