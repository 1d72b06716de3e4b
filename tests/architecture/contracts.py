"""An import contract that import-linter does not have. `pyproject.toml` names it under `[tool.importlinter]`."""

from collections.abc import Iterator
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class Islands(Contract):
    """Packages that know only a few of our modules, and that none of our modules knows.

    `islands`: the packages, as a module expression; `marked_by`: only those that have a module of this name;
    `may_know`: our modules (and what is in them) that they may import; `known_by`: our modules that may import them.
    No island may import another. Whatever is not ours is not looked at.
    """

    type_name = "islands"

    islands = fields.StringField()
    marked_by = fields.StringField(required=False)
    may_know = fields.SetField(subfield=fields.StringField())
    known_by = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """All imports between an island and what is not its business."""
        bridges = sorted({bridge for island in self._found(graph) for bridge in self._bridges(graph, island)})
        lines = [line for importer, imported in bridges for line in _lines(graph, importer, imported)]
        return ContractCheck(kept=not bridges, metadata={"lines": lines})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import by its line."""
        for line in check.metadata["lines"]:
            output.print_error(line)

    def _found(self, graph: ImportGraph) -> list[str]:
        packages = graph.find_matching_modules(self.islands)
        return sorted(name for name in packages if not self.marked_by or f"{name}.{self.marked_by}" in graph.modules)

    def _bridges(self, graph: ImportGraph, island: str) -> Iterator[tuple[str, str]]:
        land = {island, *graph.find_descendants(island)}
        for module in land:
            for imported in graph.find_modules_directly_imported_by(module) - land:
                if self._is_ours(imported) and not _within(imported, self.may_know):
                    yield module, imported
            for importer in graph.find_modules_that_directly_import(module) - land:
                if not _within(importer, self.known_by or ()):
                    yield importer, module

    def _is_ours(self, module: str) -> bool:
        return _within(module, self.session_options["root_packages"])


def _within(module: str, packages: Any) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def _lines(graph: ImportGraph, importer: str, imported: str) -> list[str]:
    details = graph.get_import_details(importer=importer, imported=imported)
    return [f"{importer} -> {imported} (line {detail['line_number']})" for detail in details]
