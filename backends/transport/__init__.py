"""HTTP to one system: connections, their bounds, and what the network does, in our words.

A backend sends through `Transport.send` and nothing else; what a status means is the vendor's dialect, and not said
here. No message names an address: it may hold a secret.

    sending     what a backend calls; failures as `BackendError`s
    writing     a request as bytes
    replies     what comes back
    pool        the connections to one address, and who waits for them
    connection  one of them: bytes in, a `Reply` out
    asked       one request under way
    alarm       one timer for all that may be late
    opening     how a connection is made: TCP, TLS, through a proxy
    packing     bodies that come compressed
    settings    what a retailer may set
    compatible  all of it under httpx's API, for libraries that ask by httpx
"""

from backends.transport.pool import Load
from backends.transport.replies import Reply
from backends.transport.sending import Transport
from backends.transport.settings import HttpSettings
from backends.transport.writing import Pairs

__all__ = ["HttpSettings", "Load", "Pairs", "Reply", "Transport"]
