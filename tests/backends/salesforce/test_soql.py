"""Nothing that is written into a question means anything but itself."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backends.errors import Rejected
from backends.filters import CustomerFilter, OrderFilter
from backends.ports import Position, Sort
from backends.records import Ref
from backends.salesforce import SalesforceSettings
from backends.salesforce.codes import words
from backends.salesforce.mapping import Mapped
from backends.salesforce.narrowing import Narrowing
from backends.salesforce.questions import lookups, merges, wanted
from backends.salesforce.soql import Statement, equal, every, instant, pattern, quoted, some
from backends.sandbox.salesforce.evaluation import Evaluation
from backends.sandbox.salesforce.org import Org
from backends.sandbox.salesforce.parsing import parsed
from backends.sandbox.salesforce.schema import key_field, schema
from backends.sandbox.salesforce.syntax import All, Comparison, Some
from backends.sandbox.world.moments import ANCHOR
from backends.vocabulary import FACETS, Channel, Noun, SortField

ANY = st.text(max_size=40)
NASTY = st.text(st.sampled_from("'\\\"%_nrtbf \n\r\t\b\f)(Uu0é"), max_size=12)
OFTEN = settings(max_examples=200, deadline=None)


GIVEN: dict[str, Any] = {
    "base_url": "https://example.my.salesforce.com",
    "client_id": "app",
    "client_secret": "made-up",
}
WORDS = {"channel": {"Web Store": "ECOMMERCE", "It's \\ ours": "STORE"}}
PLAIN = SalesforceSettings.model_validate(GIVEN)
OWN = SalesforceSettings.model_validate(
    GIVEN
    | {
        "fields": {
            "customer": {"key": "Customer_Key__c", "sort_name": "Sort_Name__c", "store": "Home_Store_Key__c"},
            "order": {"store": "Store_Key__c"},
        },
        "names": {"customer": {"pos": key_field("pos")}, "order": {"pos": key_field("pos")}},
        "keys_of": {"location": "erp"},
    }
)
MAPPED = Mapped(OWN, "crm")
ORG = Org(schema({"Account": {"pos"}, "OrderSummary": {"pos"}}))


def accepted(condition: str, noun: Noun) -> None:
    """The pretend org answers a query with this condition."""
    source = str(MAPPED.source(MAPPED.shapes[noun]))
    Evaluation(ORG, "66.0", ANCHOR).found(Statement(columns=["Id"], source=source, where=condition).text)


def found(where: str, *names: str) -> Sequence[object]:
    """The names that a condition leaves, of accounts with these names."""
    org = Org(schema({}))
    for name in names:
        org.add("Account", Name=name)
    soql = Statement(columns=["Name"], source="Account", where=where, order="Id ASC").text
    return [record["Name"] for record in Evaluation(org, "66.0", ANCHOR).found(soql).records]


@OFTEN
@given(text=ANY | NASTY, other=ANY | NASTY)
def test_a_quoted_text_is_itself(text: str, other: str) -> None:
    expected = [name for name in (text, other) if name.casefold() == text.casefold()]
    assert found(f"Name = {quoted(text)}", text, other) == expected


@OFTEN
@given(texts=st.lists(NASTY, min_size=1, max_size=4), other=NASTY)
def test_as_are_several(texts: list[str], other: str) -> None:
    folded = {text.casefold() for text in texts}
    expected = [name for name in (*texts, other) if name.casefold() in folded]
    assert found(equal("Name", texts), *texts, other) == expected


@OFTEN
@given(text=ANY | NASTY, before=NASTY, other=NASTY)
def test_a_pattern_is_wild_only_where_it_says(text: str, before: str, other: str) -> None:
    names = (f"{before}{text}", f"{text}{before}", other)
    assert found(f"Name LIKE {pattern('', text, '%')}", *names) == [
        name for name in names if name.casefold().startswith(text.casefold())
    ]
    assert found(f"Name LIKE {pattern('%', text, '')}", *names) == [
        name for name in names if name.casefold().endswith(text.casefold())
    ]


OFFSETS = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
EARLIEST, LATEST = datetime(1700, 1, 1, tzinfo=UTC), datetime(4000, 12, 31, 23, 59, 59, tzinfo=UTC)


@OFTEN
@given(there=st.datetimes(timezones=OFFSETS))
@example(there=datetime.min.replace(tzinfo=timezone(timedelta(hours=14))))
@example(there=datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))))
def test_instants_are_in_utc_and_unquoted(there: datetime) -> None:
    """The first and the last that fields can hold stand for those beyond."""
    query = parsed(f"SELECT Id FROM Account WHERE CreatedDate > {instant(there)}")
    assert isinstance(query.where, Comparison)
    held = min(max(there, EARLIEST), LATEST)
    assert query.where.literal == held - timedelta(microseconds=held.microsecond % 1_000)
    assert instant(there).endswith("Z")


@OFTEN
@given(place=ANY | NASTY | st.datetimes(timezones=OFFSETS).map(datetime.isoformat), key=ANY | NASTY)
@pytest.mark.parametrize("field", [SortField.NAME, SortField.UPDATED_AT, SortField.KEY])
def test_places_are_read_back(field: SortField, place: str, key: str) -> None:
    """What follows a place is a condition of the grammar, or the place is none of this system."""
    narrowing = Narrowing(MAPPED, Noun.CUSTOMER, words({}))
    try:
        conditions = narrowing.beyond(Sort(field), Position(place, key))
    except Rejected:
        return
    accepted(every(conditions), Noun.CUSTOMER)


REFS = st.lists(st.builds(Ref, st.sampled_from(["crm", "pos", "erp"]), ANY | NASTY), max_size=3).map(tuple)
MOMENTS = st.none() | st.datetimes(timezones=OFFSETS)
WISHES = st.builds(
    OrderFilter,
    keys=REFS,
    numbers=st.lists(NASTY, max_size=3).map(tuple),
    customers=REFS,
    stores=REFS,
    channels=st.lists(st.sampled_from(Channel), max_size=3).map(tuple),
    placed_from=MOMENTS,
    placed_to=MOMENTS,
    updated_from=MOMENTS,
    updated_to=MOMENTS,
)


@OFTEN
@given(wish=WISHES)
def test_wishes_of_orders_are_read_back(wish: OrderFilter) -> None:
    accepted(every(Narrowing(MAPPED, Noun.ORDER, words(WORDS)).filtered(wish)), Noun.ORDER)


@OFTEN
@given(wish=st.builds(CustomerFilter, search=ANY | NASTY, stores=REFS))
def test_wishes_of_customers_are_read_back(wish: CustomerFilter) -> None:
    conditions = Narrowing(MAPPED, Noun.CUSTOMER, words({})).filtered(wish)
    accepted(every(conditions) if conditions else "Id != null", Noun.CUSTOMER)


@OFTEN
@given(refs=st.lists(st.builds(Ref, st.sampled_from(["crm", "pos"]), ANY | NASTY), min_size=1, max_size=4))
@pytest.mark.parametrize("settings", [PLAIN, OWN], ids=["ids", "keys"])
def test_keys_are_read_back(settings: SalesforceSettings, refs: list[Ref]) -> None:
    """And what was merged into them."""
    mapped = Mapped(settings, "crm")
    asked = wanted(mapped, Noun.CUSTOMER, refs)
    for statement in [
        *lookups(mapped, Noun.CUSTOMER, asked, FACETS[Noun.CUSTOMER]),
        *merges(mapped, Noun.CUSTOMER, asked),
    ]:
        Evaluation(ORG, "66.0", ANCHOR, with_deleted=statement.with_deleted).found(statement.text)


def test_and_and_or_never_stand_beside_each_other() -> None:
    condition = every([some(["A = 1", "B = 2"]), "C = 3", "", some(["D = 4", every(["E = 5", "F = 6"])])])
    query = parsed(f"SELECT Id FROM Account WHERE {condition}")
    assert isinstance(query.where, All)
    assert [type(part) for part in query.where.conditions] == [Some, Comparison, Some]


def test_one_condition_stands_alone() -> None:
    assert every(["", "A = 1"]) == some(["A = 1", ""]) == "A = 1"


def test_a_statement_with_everything() -> None:
    statement = Statement(columns=["Id", "Name"], source="Account", where="Id != null", order="Id ASC", limit=3)
    assert statement.text == "SELECT Id, Name FROM Account WHERE Id != null ORDER BY Id ASC LIMIT 3"
