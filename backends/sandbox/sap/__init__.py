"""A pretend S/4HANA with EWM: OData V2 and V4, sign-in, CSRF, written from the protocol alone.

holdings ── filling ──▶ store (rows by entity set) ◀── evaluation ◀── grammar ◀── $filter
app: HTTP, URL length ──▶ gateway: sign-in, CSRF, $batch ──▶ reading: one query ──▶ rendering: V2, V4, Atom
"""
