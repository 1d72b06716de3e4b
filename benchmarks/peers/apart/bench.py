"""The peers' benchmark with one more peer: Comptoir without its coalescer, which is asked for lists only.

It stands in a copy of their folder, in the place of their own `bench.py`, which is `theirs.py` there; their interpreter
runs it.
"""

import os
import sys

import theirs


def with_apart(found: list[theirs.Peer]) -> list[theirs.Peer]:
    """Beside the candidate."""
    command = ["bash", "-c", f"exec {os.environ['CANDIDATE_CMD']}"]  # noqa: TID251  # how their benchmark is told
    apart = theirs.Peer("candidate-apart", command, {"APART": "1"}, only=["q3"], delays=False)
    return [*found[:1], apart, *found[1:]]


if __name__ == "__main__":
    known = theirs.peers
    theirs.peers = lambda: with_apart(known())
    sys.exit(theirs.main())
