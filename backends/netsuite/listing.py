"""Which rows belong to which parent: the page of each, in order. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from backends.netsuite.questions import LINKS, UNSORTED, Question, parent_names
from backends.netsuite.translate import grouped
from backends.netsuite.wire import Row
from backends.ports import Page, PageSpec, Parent, ParentKind, Position
from backends.records import Record
from backends.vocabulary import SortField


def pages(
    question: Question,
    parents: Sequence[Parent],
    spec: PageSpec,
    rows: Sequence[Row],
    known: Mapping[str, Record],
) -> dict[Parent, Page]:
    """The pages of parents of one kind."""
    if parents[0].kind is ParentKind.ROOT or (len(parents) == 1 and question.noun not in UNSORTED):
        page = Page(tuple(known.values())[: spec.size], more=len(known) > spec.size)
        return dict.fromkeys(parents, page)
    column = f"w_{LINKS[question.noun, parents[0].kind]}" if question.noun in UNSORTED else "parent"
    hanging = grouped(rows, column)
    names = parent_names(question, parents)
    return {parent: _page(_found(names[parent], hanging, known), spec) for parent in parents}


def _found(names: Iterable[str], hanging: Mapping[str, Sequence[Row]], known: Mapping[str, Record]) -> list[Record]:
    keys = dict.fromkeys(row["key"] for name in names for row in hanging.get(name, ()) if "key" in row)
    return [known[key] for key in keys]


def _page(found: Sequence[Record], spec: PageSpec) -> Page:
    """Sorted, after the place, and cut: those of a parent with several names come one name after the other."""
    rows = in_order(found, spec)
    if spec.after is not None:
        rows = [record for record in rows if _follows(record, spec, spec.after)]
    return Page(tuple(rows[: spec.size]), more=len(rows) > spec.size)


def in_order(found: Iterable[Record], spec: PageSpec) -> list[Record]:
    """By the sort value, then by key in the same direction; nulls last."""
    rows = sorted(found, key=lambda record: record.key, reverse=spec.sort.descending)
    told = [record for record in rows if _value(record, spec) is not None]
    told.sort(key=lambda record: _value(record, spec) or "", reverse=spec.sort.descending)
    return told + [record for record in rows if _value(record, spec) is None]


def _value(record: Record, spec: PageSpec) -> str | None:
    """As a text that sorts as it does."""
    if spec.sort.field is SortField.KEY:
        return record.key
    value = getattr(record, spec.sort.field.value)
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _follows(record: Record, spec: PageSpec, after: Position) -> bool:
    value, place = _value(record, spec), _place(spec, after)
    if spec.sort.field is SortField.KEY:
        return _beyond(record.key, after.key, spec)
    if value is None or place is None:
        return value is None and (place is not None or _beyond(record.key, after.key, spec))
    return _beyond((value, record.key), (place, after.key), spec)


def _beyond(one: str | tuple[str, str], other: str | tuple[str, str], spec: PageSpec) -> bool:
    return one < other if spec.sort.descending else one > other  # type: ignore[operator]  # both are of one kind


def _place(spec: PageSpec, after: Position) -> str | None:
    if after.value is None or spec.sort.field in (SortField.NAME, SortField.KEY):
        return after.value
    return datetime.fromisoformat(after.value).astimezone(UTC).isoformat()
