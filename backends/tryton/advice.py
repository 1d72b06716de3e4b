"""What to set up in Tryton, and where, when it does not let us in or not to something."""

from typing import Final

from backends.errors import Advice

_PAGE: Final = "docs/vendors/tryton.md"

DATABASE: Final = Advice(
    "Set `database` to one that the server serves (trytond-admin -d makes one; the client's list of databases shows"
    " them), and base_url to the server's root.",
    f"{_PAGE}#there-is-no-such-database",
)
LOGIN: Final = Advice(
    "Compare username with the user's login and set its password anew (Administration > Users > Users); it must be "
    "active. After several wrong passwords the server lets it wait.",
    f"{_PAGE}#the-sign-in-is-refused",
)
SESSION: Final = Advice(
    "See the server's [session] timeout and max_age; several servers behind one address must share one database of "
    "sessions. A user whose password is changed loses its sessions.",
    f"{_PAGE}#the-session-does-not-hold",
)
GROUP: Final = Advice(
    "Put the user into a group that may read this (Administration > Users > Groups, tab Access Permissions), and "
    "see that no record rule keeps its company's records from it.",
    f"{_PAGE}#the-user-may-not-read-something",
)
MODULE: Final = Advice(
    "Activate the module that has it (Administration > Modules), or name another path in `fields`.",
    f"{_PAGE}#a-field-or-a-module-is-missing",
)
ADDRESS: Final = Advice(
    "Set base_url to the root of trytond itself, and `series` to what it says it is, or leave `series` out; a proxy"
    " before it must pass POST and the Authorization header.",
    f"{_PAGE}#the-rpc-is-not-at-the-address",
)
