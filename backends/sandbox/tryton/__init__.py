"""A pretend Tryton: sessions and `search_read` over JSON-RPC, written from what a real one answers.

holdings ── filling ──▶ store (records of models in memory) ◀── domains (conditions), reading (fields, JSON types)
app: HTTP at the address of a series ──▶ service: methods ──▶ sessions, search_read
"""
