"""Logging is set up for a whole process, so each test has one of its own."""

import json
import subprocess
import sys

import pytest

SAYS = """
import logging, structlog
from gateway.observability import configure
from gateway.sections import Log

configure(Log(level={level!r}, format={form!r}))
log = structlog.get_logger("test")
log.debug("too small")
log.warning("seen", count=3)
logging.getLogger("sqlalchemy.engine").debug("SELECT secret")
logging.getLogger("uvicorn.error").warning("library")
try:
    raise ValueError("hunter2")
except ValueError:
    log.exception("ours")
    logging.getLogger("uvicorn.error").exception("theirs")
"""


def said(level: str, form: str) -> str:
    """What a process writes to standard error."""
    script = SAYS.format(level=level, form=form)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    return done.stderr


def test_json() -> None:
    lines = [json.loads(line) for line in said("info", "json").splitlines()]
    assert [line["event"] for line in lines] == ["seen", "library", "ours", "theirs"]
    assert (lines[0]["level"], lines[0]["count"]) == ("warning", 3)
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert [line["error"] for line in lines[2:]] == ["ValueError", "ValueError"]
    assert lines[3]["places"] == ["<string>:13 <module>"]


def test_console() -> None:
    text = said("error", "console")
    assert "ours" in text
    assert "library" not in text


@pytest.mark.parametrize("form", ["json", "console"])
def test_even_at_debug_nothing_secret(form: str) -> None:
    text = said("debug", form)
    assert "too small" in text
    assert "hunter2" not in text
    assert "SELECT" not in text
