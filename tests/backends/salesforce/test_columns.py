"""What questions ask for: the columns of the facets that are wanted and no others, in queries that the org takes."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.filters import NO_FILTER
from backends.ports import Facets, PageSpec, Parent, Sort
from backends.records import Ref
from backends.salesforce import MANIFEST, SalesforceSettings
from backends.salesforce.codes import words
from backends.salesforce.listing import Listing
from backends.salesforce.mapping import Mapped
from backends.salesforce.narrowing import LINKS
from backends.salesforce.questions import Wanted, lookups
from backends.salesforce.soql import Statement
from backends.sandbox import stories
from backends.sandbox.holdings import Holdings
from backends.sandbox.salesforce.configuration import own_keys
from backends.sandbox.salesforce.evaluation import Evaluation
from backends.sandbox.salesforce.ids import record_id
from backends.sandbox.salesforce.org import Org
from backends.sandbox.salesforce.parsing import parsed
from backends.sandbox.salesforce.schema import schema
from backends.sandbox.world.moments import ANCHOR
from backends.vocabulary import Facet, Noun, SortField
from tests.backends.asking import look_up
from tests.backends.salesforce.orgs import Hosted, connected
from tests.contract.harnesses.salesforce import KEYS, OWNERS

URL = "https://example.my.salesforce.com"
OWN: dict[str, Any] = own_keys(Holdings(name="crm"), URL, KEYS, OWNERS) | {
    "names": {"customer": {"pos": "Key_In_Pos__c"}}
}
PLAIN: dict[str, Any] = {"base_url": URL, "client_id": "app", "client_secret": "made-up"}
ORG = Org(schema({"Account": {"pos"}}))
NOUNS = [Noun.CUSTOMER, Noun.ORDER, Noun.SHIPMENT, Noun.DEMAND]
FACETS = [(noun, facet) for noun in NOUNS for facet in sorted(MANIFEST.facets[noun] - {Facet.HEAD})]
HEAD = frozenset({Facet.HEAD})
OFTEN = settings(max_examples=100, deadline=None)


def mapped(given: Mapping[str, Any], **changes: Any) -> Mapped:
    return Mapped(SalesforceSettings.model_validate({**given, **changes}), "crm")


def accepted(statement: Statement) -> None:
    """The pretend org answers it."""
    Evaluation(ORG, "66.0", ANCHOR, with_deleted=statement.with_deleted).found(statement.text)


@pytest.mark.parametrize(("noun", "facet"), FACETS)
def test_only_the_columns_of_the_facets(noun: Noun, facet: Facet) -> None:
    """Each word stands in the query if its facet is asked, and does not if it is not."""
    org = mapped(OWN)
    shape, columns = org.shapes[noun], org.columns(noun, HEAD | {facet})
    of_others = {
        path
        for other, paths in shape.paths.items()
        if other not in (Facet.HEAD, facet)
        for path in org.paths(shape, paths)
    }
    own = {*org.paths(shape, shape.paths[Facet.HEAD]), *org.paths(shape, shape.paths.get(facet, ()))}
    assert {column for column in columns if "(" not in column} - {*org.names(noun).values()} == own
    assert of_others.isdisjoint(columns)
    below = parsed(Statement(columns=columns, source=str(org.source(shape))).text).below
    assert [query.source.path[-1] for query in below] == [
        org.source(each) for of, each in shape.below.values() if of is facet
    ]
    told = facet is Facet.IDENTITIES and noun is Noun.CUSTOMER
    assert ("Key_In_Pos__c" in columns) is told, "keys of others are a facet of their own"


@pytest.mark.parametrize("noun", NOUNS)
def test_without_any_facet_nothing_hangs_below(noun: Noun) -> None:
    assert not any("(" in column for column in mapped(OWN).columns(noun, HEAD))


SOME = st.sampled_from(NOUNS).flatmap(
    lambda noun: st.tuples(st.just(noun), st.frozensets(st.sampled_from(sorted(MANIFEST.facets[noun]))).map(HEAD.union))
)


@OFTEN
@given(asked=SOME, keys=st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=3))
@pytest.mark.parametrize("given", [OWN, PLAIN], ids=["own", "plain"])
def test_lookups_are_answered(given: dict[str, Any], asked: tuple[Noun, Facets], keys: list[str]) -> None:
    noun, facets = asked
    for statement in lookups(mapped(given), noun, Wanted(keys), facets):
        accepted(statement)


@OFTEN
@given(
    facets=st.frozensets(st.sampled_from(Facet)).map(HEAD.union),
    link=st.sampled_from(sorted(LINKS)),
    field=st.sampled_from(SortField),
    descending=st.booleans(),
    key=st.text(min_size=1, max_size=20),
)
@pytest.mark.parametrize("given", [OWN, PLAIN], ids=["own", "plain"])
def test_lists_are_answered(
    given: dict[str, Any], facets: Facets, link: Any, field: SortField, descending: bool, key: str
) -> None:
    noun, kind = link
    org = mapped(given, keys_of={})
    if field.value not in org.shapes[noun].words or org.path(org.shapes[noun], field.value) is None:
        return
    if not org.paths(org.shapes[noun], LINKS[link].words) and LINKS[link].words:
        return
    wanted = PageSpec(filter=NO_FILTER, sort=Sort(field, descending), size=9, without_copies_of=frozenset({"pos"}))
    parents = [Parent(kind, (Ref("crm", key),))]
    accepted(Listing(org, noun, words({}), parents, wanted, facets & MANIFEST.facets[noun]).statement())


def test_a_field_that_is_named_twice_is_asked_once() -> None:
    """In whatever case: the org refuses a query that names it again."""
    own = {"key": "Customer_Key__c", "loyalty_number": "customer_key__c", "sort_name": "NAME"}
    org = mapped(PLAIN, fields={"customer": own}, names={"customer": {"pos": "CUSTOMER_KEY__C"}})
    (statement,) = lookups(org, Noun.CUSTOMER, Wanted(["A"], {"pos": ["B"]}), MANIFEST.facets[Noun.CUSTOMER])
    assert [column for column in statement.columns if column.casefold() == "customer_key__c"] == ["CUSTOMER_KEY__C"]
    accepted(statement)


@pytest.mark.parametrize(
    ("noun", "fields"),
    [
        (Noun.ORDER, {"line": {"sku": "ProductCode"}}),
        (Noun.ORDER, {"order": {"customer": "Account.Id"}}),
    ],
)
def test_fields_that_the_page_names_are_taken(noun: Noun, fields: dict[str, dict[str, str]]) -> None:
    org = mapped(PLAIN, fields=fields)
    (statement,) = lookups(org, noun, Wanted([record_id("1Os", 1)]), MANIFEST.facets[noun])
    accepted(statement)


async def test_it_is_read_for_both(crm: Hosted) -> None:
    own = {"key": "Customer_Key__c", "loyalty_number": "customer_key__c", "sort_name": "NAME"}
    async with connected(crm, {Noun.CUSTOMER: HEAD}, fields={"customer": own}, merged_records=False) as reader:
        answers: Any = await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
    found = answers[stories.REGULAR]
    assert (found.loyalty_number, found.sort_name) == (stories.REGULAR.key, found.display_name)


async def test_rows_below_are_asked_with_their_facet(oms: Hosted) -> None:
    """As it reaches the org: one query, in which nothing stands that nobody wanted."""
    async with connected(oms) as reader:
        oms.seen.clear()
        for facets in ([], [Facet.LINES], [Facet.PAYMENTS, Facet.RETURNS]):
            await look_up(reader, Noun.ORDER, stories.WEB_ORDER, facets=facets)
    assert [re.findall(r"\bFROM (\w+)", soql) for soql in oms.seen.queries] == [
        ["OrderSummary"],
        ["OrderItemSummaries", "OrderSummary"],
        ["OrderPaymentSummaries", "ReturnOrderLineItems", "ReturnOrders", "OrderSummary"],
    ]
