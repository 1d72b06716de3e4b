"""What the peers' benchmark found, held against what we set out for: a table of goals."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any, Final, TypeAlias

from msgspec import Struct
from rich.table import Table

Run: TypeAlias = Mapping[str, float]
Round: TypeAlias = Mapping[str, Mapping[str, Any]]
Gain: TypeAlias = Callable[[Round], float | None]

CANDIDATE: Final = "candidate"
APART: Final = "candidate-apart"  # without its coalescer
PEERS: Final = ("tailcall", "mercurius-jit", "yoga-jit", "apollo", "hive-gateway", "ariadne", "strawberry")
NODE: Final = ("mercurius-jit", "yoga-jit", "apollo", "hive-gateway")
FLOOR_MS: Final = 60.0  # three calls of 20 ms, one after the other


class Goal(Struct, frozen=True, kw_only=True):
    """A figure that each round gives, and what it should be at least (or at most)."""

    name: str
    figure: Gain
    least: float | None = None
    most: float | None = None
    unit: str = "x"

    def row(self, rounds: Sequence[Round]) -> tuple[str, str, str, str]:
        """Its line in the table: the median over the rounds."""
        figures = [figure for each in rounds if (figure := self.figure(each)) is not None]
        wanted = f"≥ {self.least:g} {self.unit}" if self.most is None else f"≤ {self.most:g} {self.unit}"
        if not figures:
            return self.name, wanted, "not measured", ""
        found = median(figures)
        met = found <= self.most if self.most is not None else found >= (self.least or 0)
        return self.name, wanted, f"{found:.2f} {self.unit}", "met" if met else "missed"


def times(case: str, among: Sequence[str] = PEERS, ours: str = CANDIDATE) -> Gain:
    """How many times as many requests a second as the best of some peers, in the same round."""

    def figure(found: Round) -> float | None:
        peers = [found[name]["runs"][case]["rps"] for name in among if name in found and case in found[name]["runs"]]
        own = found.get(ours, {}).get("runs", {}).get(case)
        return own["rps"] / max(peers) if own and peers else None

    return figure


def own(case: str, read: Callable[[Run], float]) -> Gain:
    """A figure of ours alone."""

    def figure(found: Round) -> float | None:
        run = found.get(CANDIDATE, {}).get("runs", {}).get(case)
        return read(run) if run else None

    return figure


def whole(read: Callable[[Mapping[str, Any]], float]) -> Gain:
    """A figure of all our runs of a round."""
    return lambda found: read(found[CANDIDATE]) if CANDIDATE in found else None


GOALS: Final = (
    Goal(name="360° (q2) c16, 0 ms", figure=times("q2 c16"), least=3),
    Goal(name="360° (q2) c64, 0 ms", figure=times("q2 c64"), least=4),
    Goal(name="list (q3) c16, 0 ms", figure=times("q3 c16"), least=4),
    Goal(name="list (q3) c64, 0 ms", figure=times("q3 c64"), least=6),
    Goal(name="list (q3) c16, without coalescer", figure=times("q3 c16", ours=APART), least=3),
    Goal(name="list (q3) c64, without coalescer", figure=times("q3 c64", ours=APART), least=3),
    Goal(name="fan-out (q4) c16", figure=times("q4 c16"), least=8),
    Goal(name="fan-out (q4), calls a query", figure=whole(lambda ours: ours["requests"]["q4"]), most=52, unit="calls"),
    Goal(name="tiny (q1) c64, Node peers", figure=times("q1 c64", NODE), least=1.3),
    Goal(name="tiny (q1) c64, Tailcall", figure=times("q1 c64", ("tailcall",)), least=1),
    Goal(
        name="360°, 20 ms, c1: over the floor",
        figure=own("q2 c1 +20ms", lambda run: run["p50"] - FLOOR_MS),
        most=2,
        unit="ms",
    ),
    Goal(name="360°, 20 ms, c64", figure=times("q2 c64 +20ms"), least=3),
    Goal(name="360°, 20 ms, c64: p99 of p50", figure=own("q2 c64 +20ms", lambda run: run["p99"] / run["p50"]), most=2),
    Goal(name="peak RSS", figure=whole(lambda ours: ours["peak_mb"]), most=80, unit="MB"),
)


def table(rounds: Sequence[Round]) -> Table:
    """The goals with what was found."""
    shown = Table(title=f"Goals, medians of {len(rounds)} rounds; peers: the best of each round")
    for column in ("goal", "wanted", "found", ""):
        shown.add_column(column)
    for goal in GOALS:
        shown.add_row(*goal.row(rounds))
    return shown
