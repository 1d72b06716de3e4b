"""DuckDB is installed with what the manual is made with."""

from pathlib import Path

from tests.pages.reader import follow, reader


def test_the_page_after_that_of_pandas(tmp_path: Path) -> None:
    with reader(tmp_path) as one:
        for page in ("how-to/pandas.md", "how-to/duckdb.md"):
            follow(page, one, but={"127.0.0.1:8000": f"127.0.0.1:{one.port}"})
