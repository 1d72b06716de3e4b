"""What is missing from an answer, as the graph says it."""

from collections.abc import Iterable

from msgspec import Struct

from backends.errors import Failure


class Completeness(Struct, frozen=True, kw_only=True):
    """Whether everything is here; `missing` are the failures that cost a part."""

    missing: tuple[Failure, ...] = ()
    reason: str | None = None

    @property
    def complete(self) -> bool:
        """Nothing failed and no limit was reached."""
        return not self.missing and self.reason is None


def lacking(failures: Iterable[Failure]) -> Completeness:
    """One gap for each system that failed, whatever it failed at."""
    return Completeness(missing=tuple({failure.system: failure for failure in failures}.values()))
