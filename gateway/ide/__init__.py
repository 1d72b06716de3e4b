"""The page at `/graphql` for browsers: GraphiQL, served from here, with examples to begin with.

page     who asks, and what is sent
bundles  where GraphiQL and React are: in a wheel, never in this repository
static/  our own page, style and script: what an answer cost and how fresh it is
examples/  the associate's day, an operation a file
"""

from gateway.ide.page import Browsable, Ide

__all__ = ["Browsable", "Ide"]
