"""From a question to its answer: `documents` prepares what is asked once for each text, `run` answers it.

The seam is an `Operation` and its variables in, an `Answered` (bytes) out.
"""
