"""How many examples a property is tried with: some for whoever waits for them, more in `.ci/run`."""

import os
from typing import Final

EXAMPLES: Final = int(os.environ.get("EXAMPLES", "200"))  # noqa: TID251  # for tests, not for the product
