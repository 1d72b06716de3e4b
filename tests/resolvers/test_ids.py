"""Ids are opaque, unambiguous, and forged ones are refused with a word of why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.records import Ref
from backends.vocabulary import Channel
from resolvers import ids, stock_scope
from resolvers.locations import Circle
from resolvers.problems import BadInput
from tests.examples import EXAMPLES

parts = st.lists(st.text(max_size=30), min_size=1, max_size=4)
refs = st.builds(Ref, st.text(max_size=10), st.text(max_size=10))
scopes = st.builds(
    stock_scope.Scope,
    channel=st.sampled_from(Channel),
    store=st.none() | refs,
    places=st.none() | st.lists(refs, max_size=3).map(tuple),
    near=st.none() | st.builds(Circle, *(st.floats(-90, 90) for _ in range(3))),
    network=st.booleans(),
)


@settings(max_examples=EXAMPLES)
@given(st.sampled_from(["Order", "Customer", "StockPosition"]), parts)
def test_what_is_encoded_is_decoded(typename, told):
    assert ids.decode(ids.encode(typename, *told)) == (typename, tuple(told))


@settings(max_examples=EXAMPLES)
@given(st.text(max_size=200))
def test_anything_else_is_refused(text):
    try:
        typename, told = ids.decode(text)
    except BadInput as problem:
        assert problem.extensions["code"] == "INVALID_ID"
    else:
        assert ids.encode(typename, *told) == text.rstrip("=")


@settings(max_examples=EXAMPLES)
@given(scopes)
def test_a_scope_has_one_spelling(scope):
    assert stock_scope.read(stock_scope.spelt(scope)) == scope


@settings(max_examples=EXAMPLES)
@given(st.text(max_size=100))
def test_a_forged_scope_is_refused(text):
    try:
        assert isinstance(stock_scope.read(text), stock_scope.Scope)
    except BadInput as problem:
        assert problem.extensions["code"] == "INVALID_ID"


def test_the_wrong_type_is_told():
    with pytest.raises(BadInput, match="expected the id of a Customer, found the id of a Order") as caught:
        ids.ref(ids.of("Order", Ref("oms", "1")), "Customer", "where.customerId")
    assert caught.value.extensions["code"] == "WRONG_ID_TYPE"
