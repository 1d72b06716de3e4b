"""Clients that others wrote, run in their own environments on a server that has a certificate."""

import json
import subprocess
from pathlib import Path
from typing import Any, Final

from tests.thirdparty.environments import python_of

_PATIENCE: Final = 120.0  # seconds for a script


def seen_by(client: str, script: str, told: dict[str, Any], trusting: Path) -> dict[str, Any]:
    """What a script of this folder saw of a server; `told` is what it needs to know, `trusting` whom it trusts (PEM).

    Nothing of ours reaches it: neither our packages nor our environment.
    """
    done = subprocess.run(
        [str(python_of(client)), "-I", str(Path(__file__).with_name(script))],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
        env={"REQUESTS_CA_BUNDLE": str(trusting), "SSL_CERT_FILE": str(trusting)},
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen
