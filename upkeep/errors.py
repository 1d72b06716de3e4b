"""The page of error codes: what each one means and what to do."""

from collections.abc import Iterator, Mapping
from typing import Final

from backends.errors import BackendError
from upkeep.codes import FIELD, QUESTION, REASON, REQUEST, SYSTEM, Advice
from upkeep.markdown import code, page, table

HEAD: Final = ("Code", "What happened", "What to do")
INTRODUCTION: Final = """\
An error is told as GraphQL tells it: a `message` for people, and in `extensions` a `code` for programs. A code keeps
its meaning; messages are made better all the time. `retryable` says whether the same question may be answered later;
`traceId` is what an operator finds the request by in the log.

```json
{
  "message": "The database cannot be reached.",
  "path": ["order", "shipments"],
  "extensions": {
    "code": "SYSTEM_UNAVAILABLE", "system": "tms", "role": "TMS", "retryable": true,
    "traceId": "0198c0de5f4a7b0c9d3e21f6a4b8c7d2"
  }
}
```

`errors` has an entry only where a field is null because of a failure. A thing that is there but poorer says so in its
own `completeness` and `freshness`, and `errors` stays empty: many clients throw a whole answer away for one error."""


def errors() -> str:
    """The page."""
    return page(
        "Error codes",
        INTRODUCTION,
        "## The request\n\nRefused before anything was read of the question.",
        _table(REQUEST),
        "## The question\n\nThe whole operation is refused; no system was asked. `data` is missing.",
        _table(QUESTION),
        "## A field\n\nThe field is null, the rest of the answer stands.",
        _table(FIELD),
        "## A system\n\nA system could not say its part: the field is null, or it is named in `completeness.missing`, "
        "in `freshness` and at `/readyz`. `system` and `role` say which one it is.",
        table(("Code", "What happened", "Retryable", "What to do"), _systems()),
        "## What is missing though nothing failed\n\nThe reasons that `completeness` gives beside the codes above.",
        _table(REASON),
    )


def failures() -> Iterator[type[BackendError]]:
    """Everything that can go wrong between us and a system, the general before the special.

    Failures that are told apart by classes, ours or a vendor's, have no codes of their own, and are not among them.
    """
    waiting = [BackendError]
    while waiting:
        one = waiting.pop(0)
        if "code" in vars(one):
            yield one
        waiting += one.__subclasses__()


def _systems() -> Iterator[tuple[str, ...]]:
    for one in failures():
        what = "The system could not answer, in a way that has no code of its own."
        if one is not BackendError:
            what = (one.__doc__ or "").partition(";")[0].rstrip(".") + "."
        yield code(one.code), what, "yes" if one.retryable else "no", SYSTEM[one.code]


def _table(codes: Mapping[str, Advice]) -> str:
    return table(HEAD, ((code(name), what, then) for name, (what, then) in codes.items()))
