"""A tree of SuiteQL as one statement for SQLite; what the account's tables do not have is refused here."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from backends.sandbox.netsuite.errors import bad_query
from backends.sandbox.netsuite.schema import LISTS, Column, Kind, Schema
from backends.sandbox.netsuite.suiteql import syntax as tree
from backends.sandbox.netsuite.suiteql.functions import AGGREGATES, IMPLEMENTED, RESULTS, WINDOWS, user_date

_DATES: Final = (Kind.DATE, Kind.INSTANT)
_RENAMED: Final = {"nvl": "ifnull"}


class Output(Struct, frozen=True):
    """A column that comes back."""

    name: str
    kind: Kind


class Statement(Struct, frozen=True):
    """What SQLite runs, and what comes back."""

    sql: str
    values: tuple[object, ...]
    outputs: tuple[Output, ...]


def rendered(query: tree.Select, schema: Schema, parameters: Sequence[object] = ()) -> Statement:
    """The statement of a query; raises Refused for what is not there, or cannot be."""
    writer = _Writer(schema, parameters)
    sql, outputs = writer.select(query)
    if writer.used != len(parameters):
        raise bad_query("Invalid number of parameters.")
    return Statement(sql, tuple(writer.values), outputs)


class _Seen(Struct, frozen=True):
    """A source as the query sees it; `table` is none for a subquery."""

    alias: str
    columns: Mapping[str, Column]


class _Writer:
    def __init__(self, schema: Schema, parameters: Sequence[object]) -> None:
        self.values: list[object] = []
        self.used = 0
        self._schema = schema
        self._parameters = parameters
        self._scopes: list[list[_Seen]] = []

    def select(self, query: tree.Select) -> tuple[str, tuple[Output, ...]]:
        """A query with its own scope, inside those that are open."""
        self._scopes.append([])
        sources = self._sources(query)
        _check_order(query)
        self._check_groups(query)
        items, outputs = self._items(query.items)
        parts = ["SELECT DISTINCT" if query.distinct else "SELECT", ", ".join(items), "FROM", sources]
        if query.where is not None:
            parts += ["WHERE", self.condition(query.where)]
        if query.group:
            parts += ["GROUP BY", ", ".join(map(self.value, query.group))]
        if query.having is not None:
            parts += ["HAVING", self.condition(query.having)]
        if query.order:
            named = {output.name: place for place, output in enumerate(outputs, start=1)}
            parts += ["ORDER BY", ", ".join(self._ordered(order, named) for order in query.order)]
        self._scopes.pop()
        return " ".join(parts), outputs

    # sources and items

    def _sources(self, query: tree.Select) -> str:
        parts = [self._source(query.source)]
        for join in query.joins:
            source = self._source(join.source)
            parts.append(f"{join.kind} JOIN {source} ON {self.condition(join.condition)}")
        return " ".join(parts)

    def _source(self, source: tree.Source) -> str:
        if isinstance(source.origin, str):
            table = self._schema.get(source.origin)
            if table is None:
                raise bad_query(f"Record '{source.origin}' was not found.")
            sql, columns = _quoted(table.name), table.columns
        else:
            inner, outputs = self.select(source.origin)
            sql = f"({inner})"
            columns = {output.name: Column(output.name, output.kind) for output in outputs}
        if any(seen.alias == source.alias for seen in self._scopes[-1]):
            raise bad_query(f"Duplicate alias: {source.alias}.")
        self._scopes[-1].append(_Seen(source.alias, columns))
        return f"{sql} AS {_quoted(source.alias)}"

    def _items(self, items: Sequence[tree.Item]) -> tuple[list[str], tuple[Output, ...]]:
        sql: list[str] = []
        outputs: list[Output] = []
        for item in items:
            for value, name in self._expanded(item, len(outputs)):
                sql.append(f"{self.value(value)} AS {_quoted(name)}")
                outputs.append(Output(name, self._kind(value)))
        return sql, tuple(outputs)

    def _expanded(self, item: tree.Item, place: int) -> Sequence[tuple[tree.Value, str]]:
        if isinstance(item.value, tree.Star):
            only = item.value.source
            seen = [each for each in self._scopes[-1] if only in (None, each.alias)]
            return [(tree.Name(column, each.alias), column) for each in seen for column in each.columns]
        return [(item.value, item.alias or _generated(item.value, place))]

    def _ordered(self, order: tree.Order, named: Mapping[str, int]) -> str:
        nulls_first = order.descending if order.nulls_first is None else order.nulls_first
        return " ".join(
            (
                self._sorted_by(order.value, named),
                "DESC" if order.descending else "ASC",
                f"NULLS {'FIRST' if nulls_first else 'LAST'}",
            )
        )

    def _sorted_by(self, value: tree.Value, named: Mapping[str, int]) -> str:
        if isinstance(value, tree.Name) and value.source is None and value.column in named:
            return str(named[value.column])
        return self.value(value)

    # conditions

    def condition(self, node: tree.Condition) -> str:
        """A condition, in parentheses."""
        match node:
            case tree.Compared(operator, left, right):
                return self._compared(operator, left, right)
            case tree.Among(value, options, negated):
                return self._among(value, options, negated)
            case tree.Between(value, low, high, negated):
                ends = f"{self._beside(low, value)} AND {self._beside(high, value)}"
                return f"({self.value(value)} {_not(negated)}BETWEEN {ends})"
            case tree.Like(value, pattern, escape, negated):
                ending = "" if escape is None else f" ESCAPE {self.value(escape)}"
                return f"({self.value(value)} {_not(negated)}LIKE {self.value(pattern)}{ending})"
            case tree.IsNull(value, negated):
                return f"({self.value(value)} IS {_not(negated)}NULL)"
            case tree.Exists(query):
                return f"EXISTS ({self.select(query)[0]})"
            case tree.Negated(condition):
                return f"(NOT {self.condition(condition)})"
            case tree.Joint(operator, conditions):
                return f"({f' {operator} '.join(map(self.condition, conditions))})"
        raise bad_query("Invalid expression.")

    def _compared(self, operator: str, left: tree.Value, right: tree.Value) -> str:
        first = self._beside(left, right)
        return f"({first} {operator} {self._beside(right, left)})"

    def _among(self, value: tree.Value, options: tuple[tree.Value, ...] | tree.Select, negated: bool) -> str:
        first = self.value(value)
        if isinstance(options, tree.Select):
            inner, outputs = self.select(options)
            if len(outputs) != 1:
                raise bad_query("Invalid expression: too many values.")
            return f"({first} {_not(negated)}IN ({inner}))"
        return f"({first} {_not(negated)}IN ({', '.join(self._beside(option, value) for option in options)}))"

    def _beside(self, node: tree.Value, other: tree.Value) -> str:
        """A value that is compared with another: a literal becomes what the other is, or is refused."""
        literal = self._literal(node)
        kind = self._kind(other)
        if literal is None or not isinstance(literal, str):
            return self.value(node)
        if kind in _DATES:
            self._use(node)
            return self._bound(user_date(literal))
        if kind is Kind.NUMBER and literal:
            self._use(node)
            return self._bound(_number(literal))
        return self.value(node)

    def _literal(self, node: tree.Value) -> object:
        if isinstance(node, tree.Parameter):
            return self._parameter(node)
        return node.text if isinstance(node, tree.Text) else None

    def _use(self, node: tree.Value) -> None:
        self.used += isinstance(node, tree.Parameter)

    # values

    def value(self, node: tree.Value) -> str:
        """A value; literals are bound, never written."""
        return self._leaf(node) or self._branch(node)

    def _leaf(self, node: tree.Value) -> str | None:
        match node:
            case tree.Text(text):
                return self._bound(text) if text else "NULL"
            case tree.Number(digits):
                return self._bound(_number(digits))
            case tree.Null():
                return "NULL"
            case tree.Parameter():
                self.used += 1
                return self._bound(self._parameter(node))
            case tree.Name():
                alias, column = self._resolved(node)
                return f"{_quoted(alias)}.{_quoted(column.name)}"
            case tree.Display(name):
                return self._display(name)
        return None

    def _branch(self, node: tree.Value) -> str:
        match node:
            case tree.Call():
                return self._call(node)
            case tree.Window():
                return self._window(node)
            case tree.Case(branches, otherwise):
                whens = [f"WHEN {self.condition(test)} THEN {self.value(then)}" for test, then in branches]
                ending = "" if otherwise is None else f" ELSE {self.value(otherwise)}"
                return f"CASE {' '.join(whens)}{ending} END"
            case tree.Arithmetic("||", left, right):
                return f"ns_concat({self.value(left)}, {self.value(right)})"
            case tree.Arithmetic(operator, left, right):
                self._check_number(left, right)
                return f"({self.value(left)} {operator} {self.value(right)})"
            case tree.Negative(value):
                self._check_number(value)
                return f"(-{self.value(value)})"
        raise bad_query("Invalid expression.")

    def _call(self, call: tree.Call) -> str:
        if call.function not in RESULTS:
            raise bad_query(f"Unknown function {call.function.upper()}.")
        if len(call.arguments) not in RESULTS[call.function][1]:
            raise bad_query(f"Invalid number of arguments of {call.function.upper()}.")
        arguments = ", ".join(map(self.value, call.arguments))
        if call.function == "count" and not call.arguments:
            return "count(*)"
        if call.function == "concat":
            return f"ns_concat({arguments})"
        name = f"ns_{call.function}"
        name = name if name in IMPLEMENTED else _RENAMED.get(call.function, call.function)
        return f"{name}({'DISTINCT ' if call.distinct else ''}{arguments})"

    def _window(self, window: tree.Window) -> str:
        if window.function not in WINDOWS or not window.order:
            raise bad_query(f"Unknown analytic function {window.function.upper()}.")
        partition = ", ".join(map(self.value, window.partition))
        order = ", ".join(self._ordered(each, {}) for each in window.order)
        return f"{window.function}() OVER ({f'PARTITION BY {partition} ' if partition else ''}ORDER BY {order})"

    def _display(self, name: tree.Name) -> str:
        alias, column = self._resolved(name)
        place = f"{_quoted(alias)}.{_quoted(column.name)}"
        shown = column.shown
        if shown is None:
            return place
        where = f"shown.{_quoted(shown.key)} = {self._display_key(alias, column, place)}"
        if shown.table == LISTS:
            where += f" AND shown.list = {self._bound(column.name)}"
        return f"(SELECT shown.{_quoted(shown.name)} FROM {_quoted(shown.table)} AS shown WHERE {where})"  # noqa: S608  # names of ours

    def _display_key(self, alias: str, column: Column, place: str) -> str:
        """A status is called otherwise for each type of transaction."""
        return f"{_quoted(alias)}.type || ':' || {place}" if column.name == "status" else place

    # names and kinds

    def _resolved(self, name: tree.Name) -> tuple[str, Column]:
        for scope in reversed(self._scopes):
            found = [
                (seen.alias, seen.columns[name.column])
                for seen in scope
                if name.source in (None, seen.alias) and name.column in seen.columns
            ]
            if len(found) > 1:
                raise bad_query(f"Field '{name.column}' is ambiguous.")
            if found:
                return found[0]
        full = name.column if name.source is None else f"{name.source}.{name.column}"
        raise bad_query(f"Unknown identifier '{full}'. Available identifiers are those of the records in FROM.")

    def _kind(self, node: tree.Value) -> Kind:
        match node:
            case tree.Name():
                return self._resolved(node)[1].kind
            case tree.Number() | tree.Negative() | tree.Window():
                return Kind.NUMBER
            case tree.Arithmetic(operator):
                return Kind.TEXT if operator == "||" else Kind.NUMBER
            case tree.Call(function, arguments):
                known = RESULTS.get(function, (Kind.TEXT,))[0]
                return known or self._kind(arguments[0])
            case tree.Case(branches):
                return self._kind(branches[0][1])
        return Kind.TEXT

    def _check_groups(self, query: tree.Select) -> None:
        """Oracle's ORA-00937 and ORA-00979: beside an aggregate stands only what rows are grouped by."""
        values = [item.value for item in query.items]
        if not query.group and not any(_is_aggregate(value) for value in values):
            return
        grouped = {self._resolved(value) for value in query.group if isinstance(value, tree.Name)}
        if any(isinstance(value, tree.Name) and self._resolved(value) not in grouped for value in values):
            raise bad_query("Invalid expression: not a GROUP BY expression.")

    def _check_number(self, *nodes: tree.Value) -> None:
        if any(self._kind(node) in _DATES for node in nodes):
            raise bad_query("Invalid expression: arithmetic with dates is not supported here.")

    def _parameter(self, node: tree.Parameter) -> object:
        if node.place >= len(self._parameters):
            raise bad_query("Invalid number of parameters.")
        value = self._parameters[node.place]
        if value is None or isinstance(value, list | dict):
            raise bad_query("Invalid parameter value.")
        return value

    def _bound(self, value: object) -> str:
        self.values.append(value)
        return f"?{len(self.values)}"


def _check_order(query: tree.Select) -> None:
    """Oracle's ORA-01791: what is sorted by must be selected where rows are made distinct."""
    if not query.distinct:
        return
    selected = {item.value for item in query.items}
    names = {item.alias or (item.value.column if isinstance(item.value, tree.Name) else "") for item in query.items}
    for order in query.order:
        alias = order.value.column if isinstance(order.value, tree.Name) and order.value.source is None else None
        if order.value not in selected and alias not in names:
            raise bad_query("Invalid expression: not a SELECTed expression in ORDER BY.")


def _is_aggregate(value: tree.Value | tree.Star) -> bool:
    return isinstance(value, tree.Call) and value.function in AGGREGATES


def _generated(value: tree.Value, place: int) -> str:
    """What an expression is called to which the query gives no name."""
    if isinstance(value, tree.Display):
        return "_".join(filter(None, ("BUILTIN_DF", value.name.source, value.name.column)))
    return value.column if isinstance(value, tree.Name) else f"expr{place + 1}"


def _number(text: str) -> int | float:
    """Of a literal; raises Refused where there is none."""
    try:
        return int(text) if text.strip().lstrip("+-").isdigit() else float(text)
    except ValueError:
        raise bad_query("Invalid number.") from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _not(negated: bool) -> str:
    return "NOT " if negated else ""
