"""The page of the vendors says what the manifests say."""

from tests.contract.matrix import PAGE, page


def test_the_table_is_current() -> None:
    """`make matrix` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()
