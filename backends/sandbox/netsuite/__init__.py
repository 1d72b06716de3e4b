"""A pretend NetSuite account: sign-in, SuiteQL and reads of records, written from the protocol alone.

holdings ── filling ──▶ books (tables in SQLite's memory) ◀── rendering ◀── syntax ◀── SuiteQL
app: HTTP and concurrency ──▶ service: routes ──▶ oauth1, oauth2, queries, records
"""
