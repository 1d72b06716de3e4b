"""From a question to its answer: `documents` prepares what is asked once for each text, `run` answers it.

The seam is an `Operation` and its variables in, an `Answered` (bytes) out. `docs/execution.md` tells what is between:

    steering ▸ plans ▸ compiling   an operation becomes a plan, once
    reading, places, objects       what a plan is made of: how values are had, and what the answer says of them
    shapes ▸ walking ▸ executing   a plan becomes rows, breadth-first
    marks ▸ mending                what failed, and where the nulls go
    fallback                       what has no plan
"""
