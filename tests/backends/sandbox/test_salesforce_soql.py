"""The pretend org's SOQL: what it understands, and how it says what it does not."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.sandbox.salesforce.errors import Refused
from backends.sandbox.salesforce.evaluation import Below, Evaluation
from backends.sandbox.salesforce.ids import is_id, long_id, record_id
from backends.sandbox.salesforce.org import Org
from backends.sandbox.salesforce.parsing import parsed
from backends.sandbox.salesforce.schema import schema

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture(scope="module")
def org() -> Org:
    """Three accounts and one in the bin, with what hangs below them."""
    made = Org(schema({"Account": {"pos"}}))
    owner = made.add("User", Name="Odile", EmployeeNumber="U1")
    ada = made.add("Account", Name="Ada", Customer_Key__c="A", OwnerId=owner, CreatedDate=at(1), Segments__c="VIP;NEW",
                   PersonBirthdate=date(2026, 3, 17), BillingStreet="1, rue A")  # fmt: skip
    made.add("Account", Name="bob", Customer_Key__c="B", Loyalty_Points__c=Decimal(5), CreatedDate=at(18, 9),
             PersonBirthdate=date(2026, 3, 19))  # fmt: skip
    made.add("Account", Name="Çelik O'Neil", Customer_Key__c="C", IsPersonAccount=True, CreatedDate=at(3))
    made.add("Account", Name="Old", Customer_Key__c="D", IsDeleted=True, MasterRecordId=ada)
    order = made.add("OrderSummary", AccountId=ada, OrderNumber="1", GrandTotalAmount=Decimal("19.90"))
    made.add("OrderSummary", AccountId=ada, OrderNumber="2", OrderedDate=at(2))
    made.add("OrderItemSummary", OrderSummaryId=order, LineNumber=Decimal(1), TypeCode="Product")
    made.add("OrderItemSummary", OrderSummaryId=order, LineNumber=Decimal(2), TypeCode="Charge")
    return made


def names(org: Org, rest: str, *, deleted: bool = False) -> list[Any]:
    soql = f"SELECT Name FROM Account {rest}"
    return [record["Name"] for record in Evaluation(org, "66.0", NOW, with_deleted=deleted).found(soql).records]


def refusal(org: Org, soql: str) -> Refused:
    with pytest.raises(Refused) as raised:
        Evaluation(org, "66.0", NOW).found(soql)
    return raised.value


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("WHERE Name = 'ada'", ["Ada"]),
        ("WHERE NAME = 'BOB'", ["bob"]),
        ("WHERE Account.Name = 'bob'", ["bob"]),
        ("WHERE Name != 'Ada'", ["bob", "Çelik O'Neil"]),
        ("WHERE Name <> 'Ada' AND Name <> 'bob'", ["Çelik O'Neil"]),
        ("WHERE Name = 'Çelik O\\'Neil'", ["Çelik O'Neil"]),
        ("WHERE Name LIKE '%O\\'n%'", ["Çelik O'Neil"]),
        ("WHERE Name LIKE 'b_b'", ["bob"]),
        ("WHERE Name LIKE 'b\\_b'", []),
        ("WHERE Customer_Key__c IN ('a','C', 'Z')", ["Ada", "Çelik O'Neil"]),
        ("WHERE Customer_Key__c NOT IN ('A', 'C')", ["bob"]),
        ("WHERE (Name = 'Ada' OR Name = 'bob') AND Loyalty_Points__c >= 5", ["bob"]),
        ("WHERE NOT (Name = 'Ada')", ["bob", "Çelik O'Neil"]),
        ("WHERE Loyalty_Points__c = null", ["Ada", "Çelik O'Neil"]),
        ("WHERE Loyalty_Points__c < 99", ["bob"]),
        ("WHERE IsPersonAccount = TRUE", ["Çelik O'Neil"]),
        (
            "WHERE CreatedDate > 2026-03-01T00:00:00+01:00 AND CreatedDate <= 2026-03-03T00:00:00Z",
            ["Ada", "Çelik O'Neil"],
        ),
        ("WHERE Owner.Name = 'Odile'", ["Ada"]),
        ("WHERE Owner.Name = null", ["bob", "Çelik O'Neil"]),
        ("WHERE Segments__c INCLUDES ('VIP','OLD')", ["Ada"]),
        ("WHERE Segments__c EXCLUDES ('VIP')", ["bob", "Çelik O'Neil"]),
        ("WHERE Id IN (SELECT AccountId FROM OrderSummary WHERE OrderNumber = '2')", ["Ada"]),
        ("WHERE Key_In_Pos__c = null AND Name = 'bob'", ["bob"]),
        ("WHERE BillingStreet = '1, rue a'", ["Ada"]),
        ("WHERE Name > 'b'", ["bob", "Çelik O'Neil"]),
        ("ORDER BY Name", ["Ada", "bob", "Çelik O'Neil"]),
        ("ORDER BY Name DESC LIMIT 2", ["Çelik O'Neil", "bob"]),
        ("ORDER BY Loyalty_Points__c, Name", ["Ada", "Çelik O'Neil", "bob"]),
        ("ORDER BY Loyalty_Points__c ASC NULLS LAST, Name DESC", ["bob", "Çelik O'Neil", "Ada"]),
        ("ORDER BY Loyalty_Points__c DESC NULLS FIRST, Name", ["Ada", "Çelik O'Neil", "bob"]),
        ("ORDER BY Name LIMIT 1 OFFSET 1", ["bob"]),
    ],
)
def test_understood(org: Org, rest: str, expected: list[str]) -> None:
    assert names(org, rest) == expected


def test_the_bin_is_another_question(org: Org) -> None:
    assert names(org, "WHERE IsDeleted = true") == []
    assert names(org, "WHERE IsDeleted = true AND MasterRecord.Name = 'Ada'", deleted=True) == ["Old"]


def test_parents_and_children_are_nested(org: Org) -> None:
    soql = (
        "SELECT Id, Owner.Name, Owner.EmployeeNumber, MasterRecord.Name, (SELECT OrderNumber, GrandTotalAmount, "
        "(SELECT LineNumber FROM OrderItemSummaries WHERE TypeCode = 'Product') FROM OrderSummaries ORDER BY "
        "OrderNumber) FROM Account WHERE Name = 'Ada'"
    )
    (record,) = Evaluation(org, "66.0", NOW).found(soql).records
    ada: Any = record
    assert ada["attributes"] == {"type": "Account", "url": f"/services/data/v66.0/sobjects/Account/{ada['Id']}"}
    assert (ada["Owner"]["Name"], ada["Owner"]["EmployeeNumber"], ada["MasterRecord"]) == ("Odile", "U1", None)
    orders: Sequence[Any] = ada["OrderSummaries"].records
    assert [order["GrandTotalAmount"] for order in orders] == [19.9, None]
    first, second = (order["OrderItemSummaries"] for order in orders)
    assert isinstance(first, Below)
    assert [item["LineNumber"] for item in first.records] == [1.0]
    assert second is None


def test_values_are_written_as_the_org_does(org: Org) -> None:
    soql = "SELECT CreatedDate, IsPersonAccount, Loyalty_Points__c, BillingAddress FROM Account WHERE Name = 'bob'"
    (record,) = Evaluation(org, "66.0", NOW).found(soql).records
    assert {key: value for key, value in record.items() if key != "attributes"} == {
        "CreatedDate": "2026-03-18T09:00:00.000+0000",
        "IsPersonAccount": False,
        "Loyalty_Points__c": 5.0,
        "BillingAddress": None,
    }


def test_counting(org: Org) -> None:
    found = Evaluation(org, "66.0", NOW).found("SELECT COUNT() FROM Account WHERE Name != 'x'")
    assert (found.records, found.total) == ([], 3)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("CreatedDate = TODAY", ["bob"]),
        ("CreatedDate != TODAY", ["Ada", "Çelik O'Neil"]),
        ("CreatedDate < TODAY", ["Ada", "Çelik O'Neil"]),
        ("CreatedDate >= YESTERDAY", ["bob"]),
        ("CreatedDate > YESTERDAY", ["bob"]),
        ("CreatedDate <= TODAY", ["Ada", "bob", "Çelik O'Neil"]),
        ("CreatedDate > TODAY", []),
        ("CreatedDate = LAST_N_DAYS:15", ["bob", "Çelik O'Neil"]),
        ("CreatedDate = LAST_N_DAYS:17", ["Ada", "bob", "Çelik O'Neil"]),
        ("CreatedDate < LAST_N_DAYS:15", ["Ada"]),
        ("CreatedDate = NEXT_N_DAYS:3", []),
        ("PersonBirthdate = LAST_N_DAYS:1", ["Ada"]),
        ("PersonBirthdate = TOMORROW", ["bob"]),
        ("PersonBirthdate = NEXT_N_DAYS:1", ["bob"]),
        ("PersonBirthdate != TOMORROW", ["Ada", "Çelik O'Neil"]),
        ("PersonBirthdate < TOMORROW", ["Ada"]),
    ],
)
def test_days_have_names(org: Org, condition: str, expected: list[str]) -> None:
    """Each is a span, of dates and of instants: `=` is within it, `>` after it. It is the 18th."""
    assert names(org, f"WHERE {condition}") == expected


OPERATOR = "INVALID_QUERY_FILTER_OPERATOR"


@pytest.mark.parametrize(
    ("soql", "code", "says"),
    [
        ("", "MALFORMED_QUERY", "unexpected token: '<EOF>'"),
        ("SELECT Id FROM", "MALFORMED_QUERY", "unexpected token: '<EOF>'"),
        ("SELECT FROM Account", "MALFORMED_QUERY", "unexpected token: 'FROM'"),
        ("SELECT Id Name FROM Account", "MALFORMED_QUERY", "unexpected token: 'Name'"),
        ("SELECT Id FROM Account WHERE Name = 'a' OR Name = 'b' AND Id = null", "MALFORMED_QUERY", "token: 'AND'"),
        ("SELECT Id FROM Account WHERE Name = 'a", "MALFORMED_QUERY", "no viable alternative at character"),
        ("SELECT Id FROM Account WHERE Name = 'a\\x'", "MALFORMED_QUERY", "Illegal string literal"),
        ("SELECT Id FROM Account WHERE Name = \"a\"", "MALFORMED_QUERY", "no viable alternative"),
        ("SELECT Id FROM Account; DELETE", "MALFORMED_QUERY", "no viable alternative"),
        ("SELECT Id FROM Account -- all", "MALFORMED_QUERY", "no viable alternative"),
        ("SELECT MAX(Name) FROM Account", "MALFORMED_QUERY", "MAX() is not served"),
        ("SELECT Id FROM Account LIMIT 1.5", "MALFORMED_QUERY", "unexpected token: '1.5'"),
        ("SELECT Id FROM Account WHERE Name = :name", "MALFORMED_QUERY", "unexpected token: ':'"),
        ("SELECT Nope FROM Account", "INVALID_FIELD", "No such column 'Nope' on entity 'Account'"),
        ("SELECT Owner.Nope FROM Account", "INVALID_FIELD", "No such column 'Nope' on entity 'User'"),
        ("SELECT Boss.Name FROM Account", "INVALID_FIELD", "Didn't understand relationship 'Boss'"),
        ("SELECT Id FROM Account ORDER BY Nope", "INVALID_FIELD", "No such column 'Nope'"),
        ("SELECT Id FROM Account WHERE Name = 3", "INVALID_FIELD", "must be of type string and should be enclosed"),
        ("SELECT Id FROM Account WHERE Loyalty_Points__c = '3'", "INVALID_FIELD", "should not be enclosed in quotes"),
        ("SELECT Id FROM Account WHERE CreatedDate > '2026-01-01'", "INVALID_FIELD", "must be of type dateTime"),
        ("SELECT Id FROM Account WHERE BillingAddress = 'a'", "INVALID_FIELD", "Address fields can only be"),
        ("SELECT Id FROM Account WHERE Description IN ('a')", "INVALID_FIELD", "'Description' can not be filtered"),
        ("SELECT Id FROM Account ORDER BY Description", "MALFORMED_QUERY", "'Description' can not be sorted"),
        ("SELECT Id FROM Account WHERE Name INCLUDES ('a')", OPERATOR, "invalid operator on string field"),
        ("SELECT Id FROM Account WHERE Segments__c LIKE 'a'", OPERATOR, "invalid operator on multipicklist"),
        ("SELECT Id FROM Account WHERE IsDeleted > false", OPERATOR, "invalid operator on boolean field"),
        ("SELECT Id FROM Account WHERE Id LIKE '001%'", OPERATOR, "invalid operator on id field"),
        ("SELECT Id FROM Account WHERE Name LIKE 5", "INVALID_FIELD", "invalid operator"),
        ("SELECT Id FROM Account WHERE Name = TODAY", "INVALID_FIELD", "must be of type string"),
        ("SELECT Id FROM Account WHERE CreatedDate IN (TODAY)", "INVALID_FIELD", "must be of type dateTime"),
        ("SELECT Id, Name, ID FROM Account", "INVALID_FIELD", "duplicate field selected: ID"),
        ("SELECT Owner.Name, Account.owner.name FROM Account", "INVALID_FIELD", "duplicate field selected"),
        ("SELECT And FROM Account", "MALFORMED_QUERY", "unexpected token: 'And'"),
        ("SELECT Id FROM Account WHERE Or = 'a'", "MALFORMED_QUERY", "unexpected token: 'Or'"),
        ("SELECT Id FROM Account ORDER BY Like", "MALFORMED_QUERY", "unexpected token: 'Like'"),
        ("SELECT Id FROM Group", "INVALID_TYPE", "sObject type 'Group' is not supported"),
        ("SELECT Id FROM Order", "INVALID_TYPE", "sObject type 'Order' is not supported"),
        ("SELECT (SELECT COUNT() FROM OrderSummaries) FROM Account", "MALFORMED_QUERY", "COUNT() is not served"),
        ("SELECT (SELECT Nope FROM OrderSummaries) FROM Account WHERE Id = null", "INVALID_FIELD", "column 'Nope'"),
        ("SELECT (SELECT Id FROM OrderSummaries WHERE No = 1) FROM Account LIMIT 0", "INVALID_FIELD", "column 'No'"),
        (f"SELECT {'MasterRecord.' * 6}Name FROM Account", "MALFORMED_QUERY", "at most 5 levels"),
        (f"SELECT Id FROM Account WHERE Name = '{'a' * 4_001}'", "MALFORMED_QUERY", "can't exceed 4000 characters"),
        ("SELECT Id FROM Account WHERE Name IN (SELECT Id FROM Contact)", "MALFORMED_QUERY", "cannot use: 'Name'"),
        ("SELECT Id FROM Account WHERE Id IN (SELECT Name FROM Contact)", "MALFORMED_QUERY", "'Name' in the semi join"),
        ("SELECT Id FROM Account WHERE CreatedDate > 2026-01-01T00:00:00+0000", "MALFORMED_QUERY", "token: 'T00'"),
        ("SELECT Id FROM Account WHERE CreatedDate > 1699-12-31T23:59:59Z", "MALFORMED_QUERY", "Invalid date"),
        ("SELECT Id FROM Account WHERE CreatedDate > 0001-01-01T00:00:00+14:00", "MALFORMED_QUERY", "Invalid date"),
        ("SELECT Id FROM Account WHERE CreatedDate > 9999-12-31T23:59:59-14:00", "MALFORMED_QUERY", "Invalid date"),
        ("SELECT Id FROM Account WHERE PersonBirthdate > 4001-01-01", "MALFORMED_QUERY", "Invalid date"),
        ("SELECT Id FROM Account WHERE PersonBirthdate = LAST_N_DAYS:999999999", "MALFORMED_QUERY", "Invalid date lit"),
        ("SELECT Id FROM Account WHERE Recency__c > 1e9999999999999999999999", "MALFORMED_QUERY", "Invalid number"),
        (f"SELECT Id FROM Account LIMIT {'9' * 5_000}", "MALFORMED_QUERY", "unexpected token"),
        ("SELECT Id FROM Account LIMIT ٣", "MALFORMED_QUERY", "no viable alternative"),
        ("SELECT Id FROM Account WHERE Id = 'C-00001'", OPERATOR, "invalid ID field: C-00001"),
        ("SELECT Id FROM Person", "INVALID_TYPE", "sObject type 'Person' is not supported"),
        ("SELECT (SELECT Id FROM Friends__r) FROM Account", "INVALID_TYPE", "Didn't understand relationship 'Friends"),
        ("SELECT Id FROM Account OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset"),
        (f"SELECT Id FROM Account WHERE Name = '{'a' * 100_000}'", "QUERY_TOO_COMPLICATED", "100,000"),
        (f"SELECT Id FROM Account WHERE {'(' * 99}Id = null{')' * 99}", "MALFORMED_QUERY", "too complicated"),
        (f"SELECT Id FROM Account WHERE {'NOT ' * 999}Id = null", "MALFORMED_QUERY", "too complicated"),
        (f"SELECT {'(SELECT ' * 6}Id", "MALFORMED_QUERY", "at most five levels"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)  # fmt: skip
def test_refused(org: Org, soql: str, code: str, says: str) -> None:
    refused = refusal(org, soql)
    assert (refused.status, refused.code) == (400, code)
    assert says in refused.message


def test_the_caret_shows_the_place(org: Org) -> None:
    message = refusal(org, "SELECT Id,\n Nope FROM Account").message
    assert "ERROR at Row:2:Column:2\n" in message


WORDS = [
    *("SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "LIMIT", "null"),
    *("Id", "Name", "Account", ",", "(", ")", "=", "'a'", "1"),
]


FIELDS = ["Id", "Name", "Owner.Name", "CreatedDate", "PersonBirthdate", "Segments__c", "IsDeleted", "Recency__c"]
OPERATORS = ["=", "!=", "<", ">=", "LIKE", "IN", "NOT IN", "INCLUDES"]
LITERALS = [
    *("null", "true", "'a'", "'%\\\\'", "1", "-2.5e9", "1e999", "2026-01-01", "1700-01-01T00:00:00+14:00"),
    *("4000-12-31T23:59:59-14:00", "TODAY", "LAST_N_DAYS:9", "NEXT_N_DAYS:999999999", "('a', null)", "(1, 2.5)"),
]


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=30) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    try:
        parsed(text)
    except Refused as refused:
        assert refused.code == "MALFORMED_QUERY"


@settings(max_examples=300, deadline=None)
@given(words=st.tuples(*map(st.sampled_from, (FIELDS, OPERATORS, LITERALS))))
def test_any_comparison_is_answered_or_refused(org: Org, words: tuple[str, str, str]) -> None:
    try:
        names(org, f"WHERE {' '.join(words)}")
    except Refused as refused:
        assert refused.status == 400


@given(number=st.integers(1, 62**8))
def test_ids_in_both_lengths(number: int) -> None:
    key = record_id("001", number)
    assert (len(key), is_id(key), is_id(key[:15])) == (18, True, True)
    assert long_id(key[:15]) == long_id(key) == key


def test_the_check_of_an_id() -> None:
    """The example that Salesforce's own documentation has of a long id."""
    assert long_id("001A0000006Vm9r") == "001A0000006Vm9rIAC"
