"""The first writer: seven SQLite files that offer the documented views, and the configuration that serves them."""

from backends.sandbox.sqlite.writer import connection, write

__all__ = ["connection", "write"]
