"""The web: requests in, responses out.

`gateway.app` is the one module that knows everybody; read it first.
"""

__version__ = "0.1.0"
