"""What the README promises is what happens."""

import json
import re

from tests.cli.conftest import ROOT, Comptoir

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_question_is_answered(comptoir: Comptoir) -> None:
    question, _ = re.findall(r"--data-urlencode 'query=(.+?)'", README, re.DOTALL)
    said = comptoir("query", "-", given=question)
    assert said.returncode == 0, said.stdout + said.stderr
    customer = json.loads(said.stdout)["data"]["customer"]
    orders = customer["orders"]["nodes"]
    assert customer["displayName"]
    assert any(order["shipments"] for order in orders)
    assert all(line["variant"]["stock"]["positions"]["nodes"] for order in orders for line in order["lines"])


def test_its_two_commands_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for chore in re.findall(r"^    make (\w+)", README, re.MULTILINE):
        assert f"\n{chore}: " in makefile
