"""What to set up in Salesforce, and where, when it does not let us in or not to something."""

from collections.abc import Mapping
from typing import Final

from backends.errors import Advice

_PAGE: Final = "docs/vendors/salesforce.md"

APP: Final = Advice(
    "Compare client_id and client_secret with the consumer key and secret of the app (Setup > External Client App "
    "Manager > the app > Settings > OAuth Settings), and base_url with the org in which the app is. Salesforce "
    "knows a new app after some minutes.",
    f"{_PAGE}#the-app-is-not-known",
)
FLOW: Final = Advice(
    "Switch the flow on in the app's policies. Client credentials also need the user that they run as there, and a "
    "base_url that is the My Domain address.",
    f"{_PAGE}#the-flow-is-not-switched-on",
)
ASSERTION: Final = Advice(
    "Compare the certificate of the app with private_key, username with the user's, audience with the kind of org "
    "(https://test.salesforce.com for a sandbox), and this machine's clock with the time.",
    f"{_PAGE}#the-assertion-is-refused",
)
APPROVAL: Final = Advice(
    "Let the user use the app: in the app's policies choose 'Admin approved users are pre-authorized', and give the"
    " user the permission set or profile that is selected there.",
    f"{_PAGE}#the-user-is-not-approved-for-the-app",
)
USER: Final = Advice(
    "Activate or unlock the user that we sign in as (Setup > Users), and see that the org is active.",
    f"{_PAGE}#the-user-or-the-org-is-not-active",
)
SESSION: Final = Advice(
    "See Setup > Login History for the user: allow this machine's address in the profile's login IP ranges, or "
    "relax IP restrictions in the app's policies.",
    f"{_PAGE}#the-session-does-not-hold",
)
LOGINS: Final = Advice(
    "Salesforce takes 3,600 sign-ins of a user in an hour: see Setup > Login History who else signs in as this one, and"
    " give the gateway a user of its own.",
    f"{_PAGE}#there-were-too-many-sign-ins",
)
API: Final = Advice(
    "Give the user the system permission 'API Enabled', by a permission set; the org's edition must have API access.",
    f"{_PAGE}#the-user-may-not-use-the-api",
)
ACCESS: Final = Advice(
    "Give the user read access to the objects that are served and to their fields, by a permission set.",
    f"{_PAGE}#the-user-may-not-read-something",
)
MISSING: Final = Advice(
    "Give the user read access to the field or object, by a permission set; or name another in `fields` or "
    "`sources`; or take what it is for out of `serves`. MasterRecord: or set `merged_records` to false.",
    f"{_PAGE}#a-field-or-an-object-is-missing",
)
SEARCH: Final = Advice(
    "Name another field in `fields`: one that is neither a long text nor encrypted (deterministic encryption can be "
    "searched, but not sorted by); of a look-up of your own the way to its id, such as Shopper__r.Id.",
    f"{_PAGE}#a-field-cannot-be-searched",
)
TYPE: Final = Advice(
    "Name a field of another type in `fields`; for an amount without a currency name its field, or set `currency`.",
    f"{_PAGE}#a-field-is-of-another-type",
)
FEATURE: Final = Advice(
    "Switch the feature on (Setup > Order Management, Setup > Omnichannel Inventory), or take what it is for out of"
    " `serves`.",
    f"{_PAGE}#a-feature-is-not-switched-on",
)
QUOTA: Final = Advice(
    "See Setup > Company Information for the API requests of the last 24 hours: who else uses them, whether `cache`"
    " times can be longer, whether more must be bought.",
    f"{_PAGE}#the-calls-are-used-up",
)
ADDRESS: Final = Advice(
    "Compare base_url with Setup > My Domain (https://….my.salesforce.com), and api_version with what the org lists"
    " at /services/data.",
    f"{_PAGE}#the-address-is-not-served",
)

BY_CODE: Final[Mapping[str, Advice]] = {
    "INVALID_SESSION_ID": SESSION,
    "API_DISABLED_FOR_ORG": API,
    "API_CURRENTLY_DISABLED": API,
    "INSUFFICIENT_ACCESS": ACCESS,
    "INVALID_FIELD": MISSING,
    "INVALID_TYPE": MISSING,
    "INVALID_QUERY_FILTER_OPERATOR": SEARCH,
    "FUNCTIONALITY_NOT_ENABLED": FEATURE,
    "REQUEST_LIMIT_EXCEEDED": QUOTA,
}
BY_STATUS: Final[Mapping[int, Advice]] = {
    **dict.fromkeys((301, 302, 303, 307, 308, 404, 410), ADDRESS),
    401: SESSION,
    403: ACCESS,
    429: QUOTA,
}
BY_SIGN_IN: Final[Mapping[str, Advice]] = {
    "invalid_client_id": APP,
    "invalid_client": APP,
    "invalid_grant": ASSERTION,
    "unsupported_grant_type": FLOW,
    "inactive_user": USER,
    "inactive_org": USER,
    "invalid_app_access": APPROVAL,
    "unauthorized_client": APPROVAL,
}
BY_DESCRIPTION: Final[Mapping[str, tuple[str, Advice]]] = {
    "ip restricted": ("the address or the hour is not allowed to the user", SESSION),
    "hasn't approved": ("the user has not approved the app", APPROVAL),
    "not admin approved": ("the user is not approved for the app", APPROVAL),
    "no client credentials user": ("no user is named for client credentials", FLOW),
    "not supported on this domain": ("client credentials are not for this address", FLOW),
    "audience is invalid": ("the audience of the assertion is not the one expected", ASSERTION),
}
"""What OAuth's word alone does not tell apart: by a part of what Salesforce says beside it, in small letters."""
