"""The command `comptoir`.

`commands` is what can be typed; the work is in one module for each command, imported when it is asked for.
"""

from gateway.cli.commands import app


def main() -> None:
    """Run the command line, and exit with one of the codes of `gateway.cli.exits.Exit`."""
    app(prog_name="comptoir")
