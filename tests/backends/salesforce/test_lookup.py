"""Names that lead to records, and names that lead nowhere."""

from collections.abc import AsyncIterator

import pytest

from backends.errors import ABSENT, NotSupported
from backends.records import Customer, Ref
from backends.salesforce.client import SalesforceSystem
from backends.sandbox import stories
from backends.vocabulary import Facet, Noun
from tests.backends.asking import look_up, one, pages, spec
from tests.backends.salesforce.orgs import Hosted, connected

HOSTILE = [
    "",
    "'",
    "\\",
    "\\'",
    "' OR Name LIKE '%",
    "C-00001' OR Customer_Key__c != '",
    "x') OR (Id != null",
    "%",
    "_",
    "C-0000_",
    "\x00",
    "\n",
    "\r\n--",
    "\ud800",
    "é" * 400,
    "\U0001d49e-00001",
    "@{q0.records[0].Id}",
    "c-00001",
    "C-00001 ",
]


@pytest.fixture
async def reader(crm: Hosted) -> AsyncIterator[SalesforceSystem]:
    async with connected(crm) as made:
        yield made


@pytest.mark.parametrize("key", HOSTILE, ids=repr)
async def test_hostile_keys_are_absent(reader: SalesforceSystem, key: str) -> None:
    """They are nobody's, and they cost the others nothing."""
    answers = await look_up(reader, Noun.CUSTOMER, Ref("crm", key), stories.REGULAR, Ref("pos", key))
    assert answers[Ref("crm", key)] is ABSENT
    assert answers[Ref("pos", key)] is ABSENT
    assert isinstance(answers[stories.REGULAR], Customer)


async def test_by_the_key_of_another_system(reader: SalesforceSystem) -> None:
    found = await one(reader, Noun.CUSTOMER, stories.REGULAR_CARD, facets=[Facet.IDENTITIES])
    assert found.ref == stories.REGULAR
    assert [(ref.system, ref.kind, ref.value) for ref in found.refs] == [("pos", "customer", stories.REGULAR_CARD.key)]


async def test_names_are_not_told_unasked(reader: SalesforceSystem) -> None:
    assert (await one(reader, Noun.CUSTOMER, stories.REGULAR_CARD)).refs == ()


async def test_of_a_system_that_has_no_field(reader: SalesforceSystem, crm: Hosted) -> None:
    """Nobody is asked."""
    crm.seen.clear()
    assert (await look_up(reader, Noun.CUSTOMER, Ref("erp", "1")))[Ref("erp", "1")] is ABSENT
    assert crm.seen.calls == []


async def test_records_without_a_key_are_nobodys(crm: Hosted) -> None:
    """Where the key is a field of one's own, that not every record has: they cost the others nothing."""
    mine = {"fields": {"customer": {"key": "Loyalty_Number__c"}}, "merged_records": False}
    members = [one for one in crm.holdings.customers if one.loyalty_number]
    (stranger,) = [one for one in crm.holdings.customers if one.refs and not one.loyalty_number][:1]
    card = Ref(stranger.refs[0].system, stranger.refs[0].value)
    async with connected(crm, {Noun.CUSTOMER: frozenset({Facet.HEAD})}, **mine) as made:
        await made.probe()
        (page,) = await pages(made, Noun.CUSTOMER, spec(size=400))
        assert {one.key for one in page.items} == {one.loyalty_number for one in members}
        answers = await look_up(made, Noun.CUSTOMER, card, Ref("crm", str(members[0].loyalty_number)))
        assert answers[card] is ABSENT
        assert isinstance(answers[Ref("crm", str(members[0].loyalty_number))], Customer)


async def test_an_old_key_leads_to_the_survivor(reader: SalesforceSystem) -> None:
    answers = await look_up(reader, Noun.CUSTOMER, stories.MERGED_OLD, stories.MERGED, facets=[Facet.IDENTITIES])
    old, survivor = answers[stories.MERGED_OLD], answers[stories.MERGED]
    assert isinstance(old, Customer)
    assert old == survivor
    assert (old.ref, old.merged) == (stories.MERGED, (stories.MERGED_OLD.key,))


async def test_an_old_key_alone(reader: SalesforceSystem, crm: Hosted) -> None:
    """The survivor was not asked for: she is, in a second call."""
    crm.seen.clear()
    found = await one(reader, Noun.CUSTOMER, stories.MERGED_OLD, facets=[Facet.IDENTITIES])
    assert (found.ref, found.merged) == (stories.MERGED, (stories.MERGED_OLD.key,))
    assert crm.seen.calls == [("POST", "/composite")] * 2


async def test_merged_records_can_be_left_alone(crm: Hosted) -> None:
    crm.seen.clear()
    async with connected(crm, merged_records=False) as made:
        assert (await look_up(made, Noun.CUSTOMER, stories.MERGED_OLD))[stories.MERGED_OLD] is ABSENT
    assert crm.seen.calls == [("GET", "/query")]


@pytest.mark.parametrize("version", ["58.0", "66.0"])
async def test_stock_of_unknown_skus(oms: Hosted, version: str) -> None:
    """Older versions do not say which they are: these have no counts."""
    known, unknown = Ref("wms", stories.PROMISE_SKU), Ref("oms", "' OR")
    async with connected(oms, api_version=version) as made:
        answers = await look_up(made, Noun.STOCK, known, unknown, facets=[Facet.RESERVATIONS])
    assert answers[unknown] is ABSENT
    assert answers[known].ref == Ref("oms", stories.PROMISE_SKU)


async def test_a_noun_that_is_not_served(reader: SalesforceSystem) -> None:
    with pytest.raises(NotSupported, match="crm does not serve product"):
        reader.port(Noun.PRODUCT)
