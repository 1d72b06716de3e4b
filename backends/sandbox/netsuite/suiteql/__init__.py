"""The subset of SuiteQL that the pretend account runs: text ── tokens ── parsing ──▶ syntax ── rendering ──▶ SQLite."""
