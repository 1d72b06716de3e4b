"""The environments of clients that others wrote.

As a command it makes those that are missing; it ends with 75 where a client cannot be had, and with 1 where what came
is not what was pinned.
"""

import hashlib
import sys
from pathlib import Path
from typing import Final

import platformdirs

from tests.pinned import NOT_TO_BE_HAD, NotAsPinnedError, NotToBeHadError, python_in

PINS: Final = Path(__file__).parents[2] / "requirements" / "thirdparty"


def python_of(client: str) -> Path:
    """The Python that has a client and all it needs, as pinned; made once for each version of the pins.

    It is kept outside the checkout. Raises NotToBeHadError or NotAsPinnedError.
    """
    pins = PINS / f"{client}.txt"
    told = hashlib.sha256(pins.read_bytes()).hexdigest()[:12]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    cached = platformdirs.user_cache_path("comptoir") / "thirdparty"
    return python_in(cached / f"{client}-{told}-python{version}", pins)


def main() -> int:
    """Make every environment that is missing."""
    try:
        for pins in sorted(PINS.glob("*.txt")):
            python_of(pins.stem)
    except NotToBeHadError as error:
        print(error, file=sys.stderr)
        return NOT_TO_BE_HAD
    except NotAsPinnedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
