"""What the CRM and the tills say alike of a person, each with its own knowledge."""

from collections.abc import Iterator
from datetime import datetime

from backends.records import Associate, Consent, ContactPoint, Ref
from backends.sandbox.world.keys import place_ref
from backends.sandbox.world.people import Consents
from backends.sandbox.world.places import Seller
from backends.vocabulary import ConsentState, ContactKind


def contacts(
    system: str, *, email: str | None, email_verified: bool, phone: str | None, phone_verified: bool
) -> Iterator[ContactPoint]:
    """The ways to reach a person that a system holds."""
    if email is not None:
        yield ContactPoint(kind=ContactKind.EMAIL, value=email, verified=email_verified, system=system)
    if phone is not None:
        yield ContactPoint(kind=ContactKind.PHONE, value=phone, verified=phone_verified, system=system)


def consents(system: str, answers: Consents, captured_at: datetime) -> tuple[Consent, ...]:
    """What a person answered, as a system holds it."""
    return tuple(
        Consent(
            purpose=purpose,
            state=state,
            legal_basis="CONSENT" if state is ConsentState.GRANTED else None,
            captured_at=captured_at,
            system=system,
        )
        for purpose, state in answers
    )


def associate(system: str, seller: Seller) -> Associate:
    """A seller under the key that a system gave her."""
    return Associate(
        ref=Ref(system, f"{system[0].upper()}U{seller.number:03d}"),
        display_name=seller.name,
        store=place_ref(seller.store),
    )
