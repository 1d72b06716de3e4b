"""Comptoir beside other gateways, in one run: `python -m benchmarks.peers DIR`.

DIR holds the peers' benchmark (its `run.sh` installs what it needs). Every peer serves the same schema over the same
REST API, one process and one core each, in interleaved rounds. Comptoir stands among them twice: as it comes, and, for
lists, without its coalescer (`candidate-apart`).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from benchmarks.peers.floor import measure
from benchmarks.peers.goals import table

HERE = Path(__file__).parent
NEEDS = ("run.sh", "bench.py", "upstream.py", "schema.graphql", "ops")
KNOWS_OPERATIONS = (
    "strawberry,strawberry-tuned,ariadne,apollo,yoga-jit,mercurius-jit,tailcall,candidate,candidate-apart"
)


def main() -> int:
    """Run it, and hold what it found against the goals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peers", type=Path, metavar="DIR", help="the peers' benchmark")
    parser.add_argument("--unseen", action="store_true", help="other operations on the same schema, without Hive")
    parser.add_argument("--cached", action="store_true", help="whole answers kept, beside the peers that can do so")
    parser.add_argument("--floor", action="store_true", help="only the 360° at 20 ms, beside its bare calls")
    given, others = parser.parse_known_args()
    absent = [name for name in NEEDS if not (given.peers / name).exists()]
    if absent:
        print(f"{given.peers}: found no {', '.join(absent)}. Expected the folder of the peers' benchmark: PEERS=DIR.")
        return 2
    if given.floor:
        return measure(given.peers, HERE / "candidate")
    if given.cached:
        return _run(given.peers, ["--ops", "q1,q2", "--delay", "0", *others], CACHED="1")
    with TemporaryDirectory() as folder:
        peers = _with_apart(given.peers, Path(folder) / "peers")
        if given.unseen:
            shutil.copytree(HERE / "unseen", peers / "ops", dirs_exist_ok=True)
            return _run(peers, ["--only", KNOWS_OPERATIONS, *others])
        code = _run(peers, others)
    Console(width=120).print(table(json.loads((_home() / "results.json").read_text())))
    return code


def _with_apart(peers: Path, copy: Path) -> Path:
    """A copy of the benchmark in which Comptoir stands twice: as it comes, and without its coalescer."""
    shutil.copytree(peers, copy)
    (copy / "bench.py").rename(copy / "theirs.py")
    shutil.copy(HERE / "apart" / "bench.py", copy)
    return copy


def _run(peers: Path, words: list[str], **more: str) -> int:
    mine = os.environ  # noqa: TID251  # a child process has one
    variables = {**mine, "CANDIDATE_CMD": str(HERE / "candidate"), "PEERS_HOME": str(_home()), **more}
    return subprocess.run([peers / "run.sh", *words], env=variables, check=False).returncode  # noqa: S603  # as was asked


def _home() -> Path:
    return Path(os.environ.get("PEERS_HOME") or Path.home() / ".cache" / "peers")  # noqa: TID251  # as run.sh has it


if __name__ == "__main__":
    sys.exit(main())
