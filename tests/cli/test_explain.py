"""`comptoir explain`."""

from tests.cli.conftest import Comptoir

ORDERS = "query ($first: Int) { orders(first: $first) { nodes { number store { name } lines { variant { title } } } } }"
UNION = '{ customer(key: {email: "a@b.example"}) { ... on Customer { id orders { nodes { id } } } } }'


def test_tells_sites_rounds_and_systems(comptoir: Comptoir) -> None:
    said = comptoir("explain", "-", given=ORDERS)
    assert said.returncode == 0, said.stdout + said.stderr
    assert said.stdout.startswith("8 fields, weight 282, 3 sites in 2 rounds, 6 calls if no batch is full")
    for word in ("orders.nodes.store", "one for each OrderLine", "order: head lines", "pim"):
        assert word in said.stdout


def test_tells_what_lies_below_a_union(comptoir: Comptoir) -> None:
    said = comptoir("explain", "-", given=UNION)
    assert "customer<Customer>.orders" in said.stdout


def test_says_why_there_is_no_plan(comptoir: Comptoir) -> None:
    said = comptoir("explain", "-", given="{ __schema { queryType { name } } }")
    assert (said.returncode, said.stdout) == (0, "There is no plan: introspection. Strawberry's executor answers it.\n")


def test_what_cannot_be_run_ends_with_2(comptoir: Comptoir) -> None:
    deep = "customer { orders(first: 100) { nodes { " * 3 + "id" + " } } }" * 3
    for asked in (
        "{ nothing }",
        "query ($first: Int!) { orders(first: $first) { nodes { id } } }",
        f"{{ orders(first: 100) {{ nodes {{ {deep} }} }} }}",
    ):
        said = comptoir("explain", "-", given=asked)
        assert said.returncode == 2
        assert said.stderr.startswith("comptoir: ")
