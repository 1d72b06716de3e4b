"""Of contradicting consents the most restrictive counts."""

from collections.abc import Iterable

from msgspec import structs

from backends.records import Consent
from backends.vocabulary import ConsentPurpose, ConsentState

_RESTRICTIVE = (
    ConsentState.WITHDRAWN,
    ConsentState.DENIED,
    ConsentState.PENDING,
    ConsentState.UNKNOWN,
    ConsentState.GRANTED,
)


def strictest(consents: Iterable[Consent]) -> tuple[Consent, ...]:
    """One consent for each purpose: a refusal, then what is open, then what is not known, then a yes."""
    found: dict[ConsentPurpose, Consent] = {}
    for consent in sorted(consents, key=lambda one: (_RESTRICTIVE.index(one.state), one.system)):
        found.setdefault(consent.purpose, consent)
    return tuple(found[purpose] for purpose in sorted(found))


def doubted(consents: Iterable[Consent]) -> tuple[Consent, ...]:
    """What a yes is worth while a system that may hold a refusal is silent: not known."""
    return tuple(
        structs.replace(one, state=ConsentState.UNKNOWN) if one.state is ConsentState.GRANTED else one
        for one in consents
    )
