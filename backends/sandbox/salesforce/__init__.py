"""A pretend Salesforce org: sign-in, REST API and Omnichannel Inventory, written from the protocol alone.

holdings ── rows ──▶ org (sObjects in memory) ◀── evaluation ◀── syntax ◀── SOQL
app: HTTP, quota, URL length ──▶ service: routes ──▶ signin, queries, sobjects, composite, inventory
"""
