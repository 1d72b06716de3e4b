"""Runs a plan: rows that an encoder can write, and what went wrong."""

from itertools import chain
from typing import Any, Final

import msgspec
from graphql import GraphQLError
from msgspec import Struct

from gateway.execution.compiling import Plan
from gateway.execution.marks import Failed, forgotten
from gateway.execution.mending import Mender
from gateway.execution.walking import Question, Walk


def _plainly(value: Any) -> Any:
    """A text or a number of a class of its own, as what it is made from: the encoder knows no others."""
    return next(base(value) for base in (str, int, float) if isinstance(value, base))


_ENCODER: Final = msgspec.json.Encoder(enc_hook=_plainly)


class Executed(Struct, frozen=True):
    """The data as rows, and what failed; `forget` what failed once it is told."""

    data: Any
    errors: list[GraphQLError]
    failures: list[Failed]

    def encoded(self) -> bytes:
        """The data as JSON."""
        return _ENCODER.encode(self.data)

    def forget(self) -> None:
        """Leave nothing to the garbage collector: tracebacks hold the answer, and the answer holds the errors."""
        if self.errors or self.failures:
            forgotten(chain(self.errors, (failure.error for failure in self.failures)))


async def executed(plan: Plan, question: Question) -> Executed:
    """The answer to a question. What fails is in its errors; only what is wrong here is raised."""
    walk = Walk(question, [], [False])
    try:
        [row] = plan.root.rows([question.root], walk)
        await walk.go_on()
    except BaseException:
        Executed(None, [], walk.failures).forget()
        raise
    if not walk.marked[0]:
        return Executed(row, [], walk.failures)
    mender = Mender()
    data = mender.data(plan.root, row)
    return Executed(data, mender.errors, walk.failures)
