"""`comptoir explain`: how an operation would be answered, without asking anybody."""

from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from gateway.cli import embedded
from gateway.cli.asking import object_of, text_of
from gateway.cli.configuration import configured, quietly
from gateway.cli.consoles import out
from gateway.cli.exits import Exit, stop
from gateway.execution.documents import Documents, Unusable
from gateway.execution.explaining import Branch, Told, branches, sites
from gateway.execution.plans import Plans
from gateway.execution.run import coerced, core_schema
from gateway.execution.steering import Reason
from gateway.execution.walking import Question
from gateway.limits import Refused
from gateway.settings import Settings
from resolvers.schema import build_schema


def run(file: Path | None, document: str, *, variables: str, operation: str | None) -> None:
    """Print the plan; 2 if the operation could not be run."""
    settings = quietly(configured(file or embedded.configuration()))
    schema = build_schema()
    core = core_schema(schema)
    try:
        asked = Documents(core, settings.limits).prepared(text_of(document)).operation(operation)
        values = coerced(asked, object_of(variables), settings.limits.errors)
        weight = asked.scale.weighed(asked.node, values.coerced).total
    except (Refused, Unusable) as error:
        stop(Exit.USAGE, str(error))
    plan = Plans(schema, core, entries=1, size=settings.limits.plan_bytes).plan(asked, values)
    if isinstance(plan, Reason):
        out.print(Text(f"There is no plan: {plan}. Strawberry's executor answers it."))
        return
    question = Question(schema=core, operation=plan.operation, fragments=plan.fragments, variables=values, context=None)
    _print(branches(plan, asked.name or "query"), sites(plan, question, _serving(settings)), weight)


def _serving(settings: Settings) -> dict[str, Any]:
    return {name: system.served.facets for name, system in settings.systems.items()}


def _print(tree: Branch, told: list[Told], weight: int) -> None:
    rounds = max((one.round for one in told), default=0)
    calls = sum(one.calls for one in told)
    sites = f"{len(told)} sites in {rounds} rounds"
    out.print(Text(f"{tree.fields} fields, weight {weight}, {sites}, {calls} calls if no batch is full"))
    out.print(_tree(tree))
    out.print(_table(told))


def _tree(branch: Branch) -> Tree:
    tree = Tree(_label(branch))
    for each in branch.below:
        tree.children.append(_tree(each))
    return tree


def _label(branch: Branch) -> Text:
    label = Text(branch.name, style="bold cyan" if branch.site else "bold")
    if branch.site:
        label.append(" (site)", style="cyan")
    return label.append("  " + " ".join(branch.read), style="not bold")


def _table(told: list[Told]) -> Table:
    table = Table("round", "site", "keys", "asks for", "systems", "calls")
    for one in told:
        nouns = "\n".join(f"{noun}: {' '.join(sorted(facets))}" for noun, facets in one.nouns.items())
        keys = "once" if one.parent == "Query" else f"one for each {one.parent}"
        table.add_row(str(one.round), one.path, keys, nouns, " ".join(one.systems), str(one.calls))
    return table
