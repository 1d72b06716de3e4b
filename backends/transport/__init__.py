"""HTTP to one system: connections, their bounds, and what the network does, in our words.

A backend sends through `Transport.send` and nothing else; what a status means is the vendor's dialect, and not said
here. No message names an address: it may hold a secret.

    sending     one request and its reply; failures as `BackendError`s
    pool        the connections to one address, kept and lent
    connection  one of them: bytes in, an `Incoming` reply out
    opening     how one is made: TCP, TLS, through a proxy
    packing     bodies that come compressed
    settings    what a retailer may set
"""

from backends.transport.sending import Pairs, Reply, Transport
from backends.transport.settings import HttpSettings

__all__ = ["HttpSettings", "Pairs", "Reply", "Transport"]
