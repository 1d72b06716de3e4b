"""What to set up in NetSuite, and where, when it does not let us in or not to something."""

from collections.abc import Mapping
from typing import Final

from backends.errors import Advice

_PAGE: Final = "docs/vendors/netsuite.md"

CLIENT: Final = Advice(
    "Compare client_id with the integration record's consumer key (Setup > Integration > Manage Integrations): it "
    "must be enabled, with the grant Client Credentials and the scope REST Web Services.",
    f"{_PAGE}#the-integration-is-not-accepted",
)
CERTIFICATE: Final = Advice(
    "See Setup > Integration > OAuth 2.0 Client Credentials: certificate_id must be a mapping that is there (a "
    "sandbox refresh removes it), has not expired, and holds the certificate of private_key.",
    f"{_PAGE}#the-certificate-is-not-accepted",
)
ASSERTION: Final = Advice(
    "Compare base_url with the account's own address (Setup > Company > Company Information > Company URLs), and "
    "this machine's clock with the time; the key must be EC, or RSA of 3072 bits and more.",
    f"{_PAGE}#the-assertion-cannot-be-read",
)
LOGIN: Final = Advice(
    "See Setup > Users/Roles > View Login Audit Trail: it names the reason. Often it is the realm's case (account),"
    " a clock that is wrong, a token that was revoked, or a role that may not log in by tokens or by OAuth 2.0.",
    f"{_PAGE}#the-login-is-not-accepted",
)
ROLE: Final = Advice(
    "Give the role the permission that is named (Setup > Users/Roles > Manage Roles > Permissions); REST Web "
    "Services and SuiteAnalytics Workbook are always needed.",
    f"{_PAGE}#the-role-lacks-a-permission",
)
QUERY: Final = Advice(
    "Name another column in `fields`, or switch on the feature that brings the column or table; one that the role "
    "may not see looks as if it were not there.",
    f"{_PAGE}#a-column-or-a-table-is-missing",
)
CROWDED: Final = Advice(
    "Lower `connections`, or give this integration a limit of its own (Setup > Integration > Integration "
    "Governance): all integrations share the account's.",
    f"{_PAGE}#too-much-is-asked-at-once",
)

BY_SIGN_IN: Final[Mapping[str, Advice]] = {
    "invalid_client": CLIENT,
    "unauthorized_client": CLIENT,
    "unsupported_grant_type": CLIENT,
    "invalid_scope": CLIENT,
    "invalid_grant": CERTIFICATE,
    "invalid_request": ASSERTION,
}
