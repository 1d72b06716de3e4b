"""GraphQL over HTTP as graphql-http's own audit understands it, against a gateway in a process of its own."""

import json
import shutil
import subprocess
from pathlib import Path

from pytest import Subtests, TempPathFactory

from tests.cli.servers import serving

AUDITS = 61


def test_every_audit_passes(tmp_path_factory: TempPathFactory, subtests: Subtests) -> None:
    """What a server MUST, SHOULD and MAY do: no error, no warning, no notice."""
    node = shutil.which("node")
    assert node, "no Node: `node` must be on PATH"
    with serving(tmp_path_factory.mktemp("home"), "--port", "0") as gateway:
        said = subprocess.run(
            [node, "audit.mjs", f"{gateway.url}/graphql"],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert said.returncode == 0, said.stderr
    audits = json.loads(said.stdout)
    assert len(audits) == AUDITS
    for audit in audits:
        with subtests.test(audit["name"]):
            assert audit["status"] == "ok", f"{audit['id']}: {audit['reason']}"
