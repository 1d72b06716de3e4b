"""The graph: what can be asked, in business words. No HTTP, no vendor, no cache in here."""
