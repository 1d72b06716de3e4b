"""What Tryton says instead of an answer, as our errors; none of its values is repeated."""

from typing import Any

import pytest

from backends.errors import Advice, BackendError, Denied, Rejected, Unavailable
from backends.tryton import advice
from backends.tryton.failures import of

ASKED = frozenset({"shop_channel"})


@pytest.mark.parametrize(
    ("error", "branch", "says", "advises"),
    [
        (["'shop_channel'", ""], Rejected, "called shop_channel", advice.MODULE),
        (["'some.other'", ""], Rejected, "no field or model:", advice.MODULE),
        (["UserError", ["You are not allowed to read Ines's order", "", None]], Denied, "may not read", advice.GROUP),
        (["UserError", ["Ines has no address", "", None]], Rejected, "refused the question", None),
        (["LoginException", ["Ines"]], Denied, "does not hold", advice.SESSION),
        (["ConcurrencyException", ["Ines"]], Unavailable, "busy", None),
        (["database is locked", ""], Unavailable, "busy", None),
        (["Database '/srv/Ines/another.sqlite' doesn't exist!", ""], Rejected, "no such database", advice.DATABASE),
        (["division by zero of Ines", ""], Unavailable, "its log says which", None),
        ([], Unavailable, "its log says which", None),
    ],
)
def test_what_it_says(error: list[Any], branch: type[BackendError], says: str, advises: Advice | None) -> None:
    told = of(error, ASKED)
    assert type(told) is branch
    assert says in told.message
    assert "Ines" not in told.message
    assert told.advice == advises
