"""What keeps the papers true: the manual's pages that are made from the code, and the schema that was released.

`python -m upkeep` is for who makes Comptoir, by way of `make`; it is no part of what is installed.
"""
