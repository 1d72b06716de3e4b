"""What to set up in SAP, and where, when it does not let us in or not to something."""

from collections.abc import Mapping
from typing import Final

from backends.errors import Advice

_PAGE: Final = "docs/vendors/sap.md"

LOGON: Final = Advice(
    "See the user in SU01 of that client: it must be there, of type System, not locked (SM20 lists logons that were"
    " refused), and its password must be `password`. In the cloud: Maintain Communication Users.",
    f"{_PAGE}#the-logon-fails",
)
CLIENT: Final = Advice(
    "Set `client` to the client in which the user and the data are, and client_in to where the system reads it "
    "from; in the cloud leave `client` out.",
    f"{_PAGE}#the-client-is-not-the-one-that-was-asked",
)
LOCKED: Final = Advice(
    "Wait half a minute, then ask once with the right password: SAP locks a user after a few wrong ones (SU01 "
    "unlocks it).",
    f"{_PAGE}#the-logon-fails",
)
OAUTH: Final = Advice(
    "Compare client_id and client_secret with the OAuth 2.0 client (SOAUTH2; in the cloud the communication "
    "arrangement's OAuth 2.0 details): its user must not be locked, and client credentials must be allowed for it, "
    "with a scope for each service. token_url must be where its tokens are given.",
    f"{_PAGE}#no-token-is-given",
)
AUTHORISATION: Final = Advice(
    "See SU53 for the user: it names the authorisation that is missing. For a service it is S_SERVICE (V2) or "
    "S_START (V4), in a role of PFCG; in the cloud the communication arrangement of its scenario.",
    f"{_PAGE}#an-authorisation-is-missing",
)
SERVICE: Final = Advice(
    "Activate the service: /IWFND/MAINT_SERVICE (V2), /IWFND/V4_ADMIN (V4); in the cloud by a communication "
    "arrangement of its scenario. /IWFND/ERROR_LOG holds what the service itself complains of.",
    f"{_PAGE}#a-service-is-not-activated",
)
NODE: Final = Advice(
    "Activate the node of the path in SICF (/sap/opu/odata, /sap/opu/odata4), and compare base_url with the host's "
    "address (SMICM > Goto > Services).",
    f"{_PAGE}#the-path-is-not-open",
)
PROCEDURE: Final = Advice(
    "Allow Basic or OAuth 2.0 among the logon procedures of the path's node in SICF; in the cloud base_url is the "
    "API host (…-api.s4hana.cloud.sap), not the one for people.",
    f"{_PAGE}#a-page-to-log-on-with-is-sent",
)
PROPERTY: Final = Advice(
    "Name another property in `fields`, or publish the field to the API (key-user extensibility); the service's "
    "$metadata lists those that there are.",
    f"{_PAGE}#a-property-is-missing",
)
BUSY: Final = Advice(
    "Lower `connections`; SM50 shows whether dialog work processes are free, SICF and SMICM whether the service runs.",
    f"{_PAGE}#it-is-busy",
)

BY_SIGN_IN: Final[Mapping[str, Advice]] = dict.fromkeys(
    ("invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "invalid_grant"), OAUTH
)
BY_STATUS: Final[Mapping[int, Advice]] = {
    400: PROPERTY,
    401: LOGON,
    403: AUTHORISATION,
    404: SERVICE,
    429: BUSY,
    503: BUSY,
}
