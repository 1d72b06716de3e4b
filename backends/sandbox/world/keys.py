"""The keys under which the systems know the same things: each has its own, so that nothing joins by luck."""

from backends.records import Ref
from backends.sandbox.systems import ERP, OMS, POS
from backends.sandbox.world import numbers
from backends.sandbox.world.places import Place


def oms_order(sale: int) -> Ref:
    """A sale that the order system leads."""
    return Ref(OMS.name, f"O{sale:08d}")


def order_number(sale: int) -> str:
    """What the customer reads on her confirmation."""
    return f"W{numbers.scattered(sale, 11_235_813):08d}"


def pos_ticket(sale: int) -> Ref:
    """A sale at a till, or the till's ticket for an order that was collected."""
    return Ref(POS.name, f"T{numbers.scattered(sale, 1_618_033):08d}")


def ticket_number(sale: int, store: Place) -> str:
    """What is printed on the ticket."""
    return f"{store.code}-{sale:07d}"


def erp_order(sale: int) -> Ref:
    """The books' copy of a sale."""
    return Ref(ERP.name, str(4_500_000_000 + sale))


def shipment_key(number: int) -> str:
    """A shipment, a key of the transport system."""
    return f"SHP-{number:09d}"


def place_ref(place: Place) -> Ref:
    """A place under the name that all systems use: the ERP's."""
    return Ref(ERP.name, place.key)
