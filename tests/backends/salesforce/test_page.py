"""The configuration on the vendor's page works against the pretend org; only addresses and keys are changed."""

import re
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey
from msgspec.structs import replace

from backends.registry import connected
from backends.sandbox.holdings import Holdings
from backends.sandbox.salesforce.credentials import Credentials
from gateway.settings import Settings, read
from tests.backends.salesforce.orgs import KEYS, Hosted, hosted

PAGE = Path(__file__).parents[3] / "docs" / "vendors" / "salesforce.md"
PRIVATE = RSAKey.generate_key(2048)
SIGNED: Credentials = replace(KEYS, username="gateway@example.com", public_key=PRIVATE.as_pem(private=False).decode())


def settings(org: Hosted, folder: Path) -> Settings:
    (text,) = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (folder / "secrets").mkdir()
    (folder / "secrets" / "salesforce.pem").write_bytes(PRIVATE.as_pem(private=True))
    file = folder / "shop.toml"
    file.write_text(text.replace("https://example.my.salesforce.com", org.url), encoding="utf-8")
    environ = {"SALESFORCE_CLIENT_ID": KEYS.client_id, "SALESFORCE_CLIENT_SECRET": KEYS.client_secret}
    return read(file, environ=environ)


@pytest.mark.parametrize("name", ["crm", "oms"])
async def test_it_is_let_in_and_finds_every_field(crm: Hosted, oms: Hosted, name: str, tmp_path: Path) -> None:
    held: Holdings = {"crm": crm, "oms": oms}[name].holdings
    with hosted(held, SIGNED) as org:
        configured = settings(org, tmp_path).systems[name]
        system = connected(replace(configured.served, timeout=30), configured.options, org.clock).system
        try:
            await system.probe()
        finally:
            await system.close()
        assert org.seen.signed_in == 1
