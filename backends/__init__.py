"""The world: everything that answers us.

`records` says what we mean, `ports` how it is asked, `errors` what can go wrong. A vendor is a folder
of five files: `__init__` (the manifest), `client` (the only one that awaits), `wire` (their payloads),
`translate` (theirs to ours, pure) and `codes` (their words to our vocabulary).
"""
