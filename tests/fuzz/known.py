"""What the demo retailer knows, so that a question has something to find: ids by type, numbers, SKUs, cursors."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from backends.sandbox import stories
from tests.stories.retailer import id_of

Known: TypeAlias = Mapping[str, Sequence[str]]
"""Values by the name of the field they were read from; ids by their type, `*` for all of them."""

QUESTION = """query Known($regular: ID!) {
  node(id: $regular) { __typename ... on Customer { id
    loyalty { number } identities { system externalId }
    orders(first: 30) { pageInfo { ordersEnd: endCursor } nodes { __typename id number
      payments { __typename id } returns { __typename id }
      lines { __typename id sku }
      shipments { __typename id trackingNumber } } } } }
  customers(search: "a", first: 10) { pageInfo { customersEnd: endCursor } nodes { __typename id familyName } }
  orders(first: 30, where: {returnStatus: [REQUESTED, RECEIVED, RETURNED]}) {
    nodes { __typename id number returns { __typename id } lines { __typename id sku } } }
  latest: orders(first: 5) { pageInfo { ordersEnd: endCursor } }
  variants(first: 10) { pageInfo { variantsEnd: endCursor } nodes { __typename id sku gtin title
    product { __typename id categoryPath }
    stock(scope: {channel: STORE}) { __typename id
      inbound { __typename id }
      positions(first: 2) { pageInfo { positionsEnd: endCursor } nodes { __typename id } } } } }
  locations { __typename id }
}"""
REGULAR = id_of("Customer", stories.REGULAR)


def gathered(data: Any) -> Known:
    """What an answer to the question holds."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, value in _leaves(data):
        found[name].add(value)
        if name[0].isupper():
            found["*"].add(value)
    found["email"] |= {stories.EMAIL, "clemence.aubrival.1@example.com"}
    found["phone"] |= {stories.SHARED_PHONE}
    found["number"] |= {stories.LOYALTY_NUMBER}
    return {name: sorted(values) for name, values in found.items()}


def _leaves(value: Any) -> Iterator[tuple[str, str]]:
    """Every text of an answer under its field's name, an id under its object's type."""
    if isinstance(value, list):
        for member in value:
            yield from _leaves(member)
    elif isinstance(value, dict):
        for name, member in value.items():
            name = value["__typename"] if name == "id" else name
            texts = member if isinstance(member, list) else [member]
            yield from ((name, text) for text in texts if isinstance(text, str))
            yield from _leaves(member)
