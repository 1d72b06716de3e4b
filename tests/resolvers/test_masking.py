"""Personal data is masked unless the asker's rights say otherwise."""

import httpx
import pytest

from backends.records import Address, ContactPoint
from backends.vocabulary import ContactKind
from gateway.app import create_app
from gateway.settings import read
from resolvers import masking
from tests.stories.retailer import NO_CACHE, graph

WHO = '{ customer(key: {externalId: {system: "crm", value: "C-00001"}}) { ... on Customer { %s } } }'
RIGHTS = {"COMPTOIR_ASKER__RIGHTS": '["customer:reveal"]'}


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        (ContactKind.EMAIL, "lea@dupont.fr", "l•••@d•••.fr"),
        (ContactKind.PHONE, "+33199001234", "+33•••34"),
        (ContactKind.MESSAGING, "lea.d", "l•••"),
    ],
)
def test_contacts_are_masked(kind, value, masked):
    assert masking.masked(ContactPoint(kind=kind, value=value, verified=True, system="crm")) == masked


def test_addresses_keep_the_town():
    address = Address(lines=("1 rue Basse",), postal_code="75001", city="Paris", country="FR")
    assert masking.addresses([address], False) == [Address(lines=("•••",), city="Paris", country="FR")]


async def test_revealing_needs_the_right(ask):
    answer = await ask(WHO % "contacts(reveal: true) { value } birthday displayName")
    assert answer["data"]["customer"]["contacts"] is None
    assert answer["data"]["customer"]["birthday"] is None
    assert answer["data"]["customer"]["displayName"] == "Clémence Aubrival"
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_with_the_right_it_is_revealed(demo):
    app = create_app(read(demo / "comptoir.toml", environ=NO_CACHE | RIGHTS), graph())
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        query = WHO % "contacts(reveal: true) { value masked } birthday addresses { lines }"
        customer = (await client.post("/graphql", json={"query": query})).json()["data"]["customer"]
    assert not any(contact["masked"] or "•" in contact["value"] for contact in customer["contacts"])
    assert customer["birthday"] is not None
    assert "•••" not in customer["addresses"][0]["lines"]
