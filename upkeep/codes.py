"""What each error code means and what to do about it: the one list, in the order of the page.

The codes themselves stand where they are raised; a test holds this list against them, so that none is missing here and
none is here that nobody raises.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

Advice: TypeAlias = tuple[str, str]
"""What it means, and what to do."""

REQUEST: Final[Mapping[str, Advice]] = {
    "BAD_REQUEST": (
        "The request is not one of GraphQL over HTTP: no `query`, a field of the wrong kind, a parameter twice.",
        "Read the message: it says what was found and what is expected.",
    ),
    "MALFORMED_JSON": (
        "The body, or `variables` or `extensions` of a URL, is not JSON.",
        "The message says at which line and column.",
    ),
    "BATCHING_NOT_SUPPORTED": (
        "The body is a list of operations.",
        "Send each by itself, or ask for everything in one operation, which is what the graph is for.",
    ),
    "UNSUPPORTED_MEDIA_TYPE": (
        "The body is not JSON in UTF-8, or it is compressed.",
        "Send `content-type: application/json`, and do not compress what you send.",
    ),
    "NOT_ACCEPTABLE": (
        "`Accept` allows neither of the two media types that are spoken here.",
        "Accept `application/graphql-response+json` or `application/json`.",
    ),
    "METHOD_NOT_ALLOWED": ("Neither a GET nor a POST, or a mutation by GET.", "Send a POST."),
    "CROSS_SITE": (
        "A page of another site sent a GET, which browsers let it do without asking.",
        "Let your page send a POST, which browsers ask about first.",
    ),
    "URL_TOO_LONG": ("The query string is longer than `limits.body_bytes`.", "Send a POST."),
    "BODY_TOO_LARGE": (
        "The body is longer than `limits.body_bytes`.",
        "Send less: variables instead of literals, fragments instead of repetition.",
    ),
    "OVERLOADED": (
        "As many requests are under way as `limits.concurrent_requests` allows.",
        "Come again after the seconds that `retry-after` says. The operator adds processes, or raises the limit.",
    ),
}

QUESTION: Final[Mapping[str, Advice]] = {
    "GRAPHQL_PARSE_FAILED": ("The document is not GraphQL.", "The message and `locations` say where it breaks off."),
    "GRAPHQL_VALIDATION_FAILED": (
        "The document does not fit the schema: a field that is not there, an argument of another type.",
        "Compare with `/schema.graphql`; a client that checks its operations when it is built never sees this.",
    ),
    "OPERATION_RESOLUTION_FAILURE": (
        "The document has several operations and none was named, or none of that name.",
        "Send `operationName`.",
    ),
    "OPERATION_NOT_SUPPORTED": ("A subscription was sent.", "Ask again from time to time; the cache makes that cheap."),
    "BAD_USER_INPUT": (
        "A variable or an argument cannot be used as it is.",
        "Read the message: it names the argument, what was found and what is expected.",
    ),
    "QUERY_TOO_LARGE": (
        "The document has more tokens, definitions or fields than `limits` allows.",
        "Ask for less at once, or raise `limits.tokens`, `limits.definitions` or `limits.fields`.",
    ),
    "QUERY_TOO_DEEP": (
        "Selections or brackets nest deeper than `limits` allows.",
        "Ask in two steps: `nodes(ids:)` goes on from what was found. Or raise `limits.depth` or `limits.nesting`.",
    ),
    "QUERY_TOO_COMPLEX": (
        "The answer may weigh more than `limits.weight`: mostly a list within a list within a list.",
        "Ask for smaller pages (`first:`). The message says which part weighs most.",
    ),
    "QUERY_TOO_REPETITIVE": (
        "One field is selected at one place more often than `limits.repeats` allows.",
        "Select it once; the answer has it once anyway.",
    ),
    "TOO_MANY_ALIASES": (
        "The document has more aliases than `limits.aliases`.",
        "Ask for lists of things (`nodes(ids:)`, `stock(variantIds:)`) instead of one alias for each thing.",
    ),
    "TOO_MANY_ROOT_FIELDS": ("The operation has more fields at the root than `limits.root_fields`.", "As for aliases."),
    "VARIABLES_TOO_LARGE": (
        "The variables hold more values than `limits.variable_values`.",
        "Send them in several operations.",
    ),
    "VARIABLES_TOO_DEEP": ("A variable nests deeper than `limits.nesting`.", "Flatten it; no argument is that deep."),
}

FIELD: Final[Mapping[str, Advice]] = {
    "BAD_PAGE_SIZE": (
        "`first` is below 0 or above `limits.page_limit`.",
        "Ask for a page within the limit, then for the next with `after`.",
    ),
    "INVALID_CURSOR": (
        "`after` is no cursor of this gateway, or one of a list with other arguments.",
        "Use `pageInfo.endCursor` of the page before, with the same filter and order; or begin at the first page.",
    ),
    "INVALID_ID": (
        "This is not an id that this gateway gave out, or its system is not configured any more.",
        "Take ids from answers; do not build them, and do not keep parts of them.",
    ),
    "WRONG_ID_TYPE": ("An id of one type is where an id of another is expected.", "The message says which of both."),
    "TOO_MANY_IDS": ("More ids than `limits.batch_limit` in one field.", "Ask for them in several operations."),
    "INVALID_KEY": (
        "The key by which a customer is looked for is empty, or is no e-mail address or telephone number.",
        "Let the associate correct it. A number without a country is read as one of `retailer.default_country`.",
    ),
    "INVALID_SCAN": (
        "What was scanned is neither a GTIN with a right check digit nor a GS1 Digital Link.",
        "Scan again; a code of the retailer's own is asked for as `sku`.",
    ),
    "FORBIDDEN": (
        "This needs a right that the asker lacks.",
        "Ask without revealing (`reveal: false`), or have the operator grant it in `asker.rights`.",
    ),
    "NOT_SERVED": (
        "No configured system serves this noun.",
        "Nothing a client can do: it is so until the operator adds a system that does (`serves`).",
    ),
    "TIMEOUT": (
        "The operation was not answered within `server.request_timeout`.",
        "Ask for less. A single slow system is cut off before (`systems.NAME.timeout`) and costs only its own part.",
    ),
    "MORE_ERRORS": (
        "There are more errors than `limits.errors`; the message says how many are left out.",
        "Repair those that are listed.",
    ),
    "INTERNAL": (
        "A mistake of the gateway's own. Its text stays in the log, because it may hold personal data.",
        "Give the `traceId` to the operator, who finds the place in the log by it.",
    ),
}

SYSTEM: Final[Mapping[str, str]] = {
    "SYSTEM_ERROR": "Look at the log of the gateway and of the system, by the `traceId`.",
    "SYSTEM_UNAVAILABLE": "Ask again later; the rest of the answer stands. `comptoir check` says what is wrong.",
    "SYSTEM_TIMEOUT": "Ask again. If it lasts, see why it is slow, or give it more time (`systems.NAME.timeout`).",
    "SYSTEM_OVERLOADED": "Ask again after `retryAfterSeconds`. If it lasts, set a smaller `systems.NAME.parallel`.",
    "SYSTEM_DENIED": "Have the operator look at the credentials in the configuration, and at the rights in the system.",
    "SYSTEM_UNREADABLE": "Have the operator compare what it offers with its contract; `comptoir check` says where.",
    "SYSTEM_REJECTED": "Ask otherwise: the message says what the system refuses.",
    "NOT_SUPPORTED": "Ask otherwise, or have it served by a system that can (`serves`).",
}

REASON: Final[Mapping[str, Advice]] = {
    "DATA_QUALITY": (
        "A system said what cannot be, such as a count below zero. It counts as zero and the system is named.",
        "Show the number as doubtful; have the data corrected in the system.",
    ),
    "COMPONENT_UNKNOWN": (
        "Every system answered, but none says all that the total is made of.",
        "Show the number as a lower bound.",
    ),
    "SCAN_LIMIT": (
        "A filter that only the gateway can decide looked at `limits.scan_limit` rows and stopped.",
        "Go on from `endCursor`: it stands where the looking stopped. Or narrow the filter by store or date.",
    ),
}
