import pytest

from gateway.execution.documents import Documents, Recent, Unusable
from gateway.execution.run import core_schema
from gateway.sections import Limits
from tests.gateway.toy import SCHEMA


def documents(**limits: int) -> Documents:
    return Documents(core_schema(SCHEMA), Limits(**limits))


def test_a_text_is_prepared_once() -> None:
    """The same operation object, on which a compiled plan can hang."""
    prepared = documents()
    text = "query A($n: String){hello(name: $n)} query B{hello}"
    operation = prepared.prepared(text).operation("A")
    assert prepared.prepared(str(text)).operation("A") is operation
    assert operation.name == "A"
    assert operation.variables.names == {"n"}
    assert prepared.prepared("{hello}").operation(None).name is None


def test_what_is_wrong_is_remembered() -> None:
    prepared = documents()
    refusals = []
    for _ in range(2):
        with pytest.raises(Unusable) as unusable:
            prepared.prepared("{nothing}")
        refusals.append(unusable.value.errors)
    assert refusals[0] is refusals[1]


def test_wrong_texts_evict_no_document() -> None:
    prepared = documents(documents=3)
    document = prepared.prepared("{hello}")
    for number in range(10):
        with pytest.raises(Unusable):
            prepared.prepared(f"{{nothing{number}}}")
    assert prepared.prepared("{hello}") is document


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("C", "Unknown operation named 'C'."),
        (None, "operationName: found nothing, expected one of A, B."),
    ],
)
def test_operations_that_are_not_there(name: str | None, message: str) -> None:
    with pytest.raises(Unusable, match=message):
        documents().prepared("query A{hello} query B{hello}").operation(name)


def test_recent_is_bounded_by_entries() -> None:
    recent: Recent[int] = Recent(2, 1_000)
    for number in range(3):
        recent.keep(str(number), number, 1)
        recent.get("0")
    assert [recent.get(str(number)) for number in range(3)] == [0, None, 2]


def test_recent_is_bounded_by_size() -> None:
    recent: Recent[int] = Recent(100, 10)
    for number in range(3):
        recent.keep(str(number), number, 4)
    assert [recent.get(str(number)) for number in range(3)] == [None, 1, 2]
    recent.keep("huge", 4, 11)
    assert len(recent) == 0
    recent.keep("again", 5, 10)
    assert recent.get("again") == 5


def test_documents_are_kept_within_their_memory() -> None:
    prepared = documents(document_bytes=40_000)
    for number in range(200):
        prepared.prepared(f"{{a{number}: hello}}")
    assert len(prepared._documents) < 25
