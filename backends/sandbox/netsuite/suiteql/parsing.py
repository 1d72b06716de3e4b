"""SuiteQL's words to a tree, by recursive descent.

query      SELECT [DISTINCT] item {, item} FROM source {join} [WHERE c] [GROUP BY v {, v} [HAVING c]] [ORDER BY o]
item       value [[AS] name] | * | name.*
source     table [[AS] name] | (query) [AS] name
join       [INNER | LEFT [OUTER]] JOIN source ON c
condition  and {OR and};   and: not {AND not};   not: [NOT] test | EXISTS (query)
test       value op value | value [NOT] IN (…) | … BETWEEN … | … LIKE … | value IS [NOT] NULL | (condition)
value      term {+ - || term};   term: factor {* / factor};   factor: [-+] primary
"""

from collections.abc import Callable
from typing import Final, TypeVar

from backends.sandbox.netsuite.errors import Refused, bad_query
from backends.sandbox.netsuite.suiteql.syntax import (
    Among,
    Arithmetic,
    Between,
    Call,
    Case,
    Compared,
    Condition,
    Display,
    Exists,
    IsNull,
    Item,
    Join,
    Joint,
    Like,
    Name,
    Negated,
    Negative,
    Node,
    Null,
    Number,
    Order,
    Parameter,
    Select,
    Source,
    Star,
    Text,
    Value,
    Window,
)
from backends.sandbox.netsuite.suiteql.tokens import Token, tokens

NodeT = TypeVar("NodeT")

_DEEPEST: Final = 60
_LONGEST_LIST: Final = 1_000
_COMPARISONS: Final = {"=": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_VALUES: Final = (
    *(Text, Number, Null, Parameter, Name, Call, Display),
    *(Window, Case, Arithmetic, Negative),
)


def parsed(query: str) -> Select:
    """The tree of a query; raises Refused outside the subset."""
    parser = _Parser(query)
    found = parser.select()
    parser.expect("end", "")
    return found


class _Parser:
    def __init__(self, query: str) -> None:
        self._tokens = list(tokens(query))
        self._place = 0
        self._depth = 0
        self._parameters = 0

    def select(self) -> Select:
        self._keyword("select")
        distinct = self._took("distinct")
        items = self._several(self._item)
        self._keyword("from")
        source = self._source()
        joins = []
        while (kind := self._join_kind()) is not None:
            joins.append(self._join(kind))
        where = self._condition() if self._took("where") else None
        group, having = self._group()
        return Select(items, source, tuple(joins), where, group, having, self._order(), distinct)

    def expect(self, kind: str, word: str) -> None:
        """Take a word; raises Refused if another is there."""
        if self._next != Token(kind, word):
            raise self._unexpected()
        self._place += 1

    # what a query is made of

    def _item(self) -> Item:
        if self._took_sign("*"):
            return Item(Star())
        if self._next.kind == "name" and self._signs(1) == ".*":
            source = self._name()
            self._place += 2
            return Item(Star(source))
        return Item(self._value(), self._alias())

    def _source(self) -> Source:
        if self._took_sign("("):
            query = self._nested(self.select)
            self.expect("sign", ")")
            alias = self._alias()
            return Source(query, alias or "")
        table = self._name()
        return Source(table, self._alias() or table)

    def _join_kind(self) -> str | None:
        for kind in ("inner", "left"):
            if self._took(kind):
                self._took("outer")
                self._keyword("join")
                return kind.upper()
        return "INNER" if self._took("join") else None

    def _join(self, kind: str) -> Join:
        source = self._source()
        self._keyword("on")
        return Join(kind, source, self._condition())

    def _group(self) -> tuple[tuple[Value, ...], Condition | None]:
        if not self._took("group"):
            return (), None
        self._keyword("by")
        group = self._several(self._value)
        return group, self._condition() if self._took("having") else None

    def _order(self) -> tuple[Order, ...]:
        if not self._took("order"):
            return ()
        self._keyword("by")
        return self._several(self._ordered)

    def _ordered(self) -> Order:
        value = self._value()
        descending = self._took("desc")
        if not descending:
            self._took("asc")
        if not self._took("nulls"):
            return Order(value, descending)
        first = self._took("first")
        if not first:
            self._keyword("last")
        return Order(value, descending, first)

    # conditions

    def _condition(self) -> Condition:
        return self._as_condition(self._nested(self._or))

    def _or(self) -> Node:
        return self._joint("or", self._and)

    def _and(self) -> Node:
        return self._joint("and", self._not)

    def _joint(self, word: str, part: Callable[[], Node]) -> Node:
        first = part()
        if not self._is_keyword(word):
            return first
        conditions = [self._as_condition(first)]
        while self._took(word):
            conditions.append(self._as_condition(part()))
        return Joint(word.upper(), tuple(conditions))

    def _not(self) -> Node:
        if self._took("not"):
            return Negated(self._as_condition(self._nested(self._not)))
        if self._took("exists"):
            return Exists(self._subquery())
        return self._test()

    def _test(self) -> Node:
        found = self._sum()
        if not isinstance(found, _VALUES):
            return found
        if self._next.kind == "sign" and self._next.word in _COMPARISONS:
            operator = _COMPARISONS[self._taken().word]
            return Compared(operator, found, self._value())
        if self._took("is"):
            negated = self._took("not")
            self._keyword("null")
            return IsNull(found, negated)
        negated = self._is_keyword("not") and self._took("not")
        test = self._worded(found, negated)
        if test is None and negated:
            raise self._unexpected()
        return test or found

    def _worded(self, value: Value, negated: bool) -> Condition | None:
        if self._took("in"):
            return Among(value, self._options(), negated)
        if self._took("between"):
            low = self._value()
            self._keyword("and")
            return Between(value, low, self._value(), negated)
        if self._took("like"):
            pattern = self._value()
            return Like(value, pattern, self._value() if self._took("escape") else None, negated)
        return None

    def _options(self) -> tuple[Value, ...] | Select:
        self.expect("sign", "(")
        if self._is_keyword("select"):
            query = self._nested(self.select)
            self.expect("sign", ")")
            return query
        options = self._several(self._value)
        self.expect("sign", ")")
        if len(options) > _LONGEST_LIST:
            raise bad_query(f"Invalid expression: a list has at most {_LONGEST_LIST} values.")
        return options

    def _subquery(self) -> Select:
        self.expect("sign", "(")
        query = self._nested(self.select)
        self.expect("sign", ")")
        return query

    # values

    def _value(self) -> Value:
        found = self._nested(self._sum)
        if not isinstance(found, _VALUES):
            raise bad_query("Invalid expression: a condition where a value should be.")
        return found

    def _sum(self) -> Node:
        return self._chain(("+", "-", "||"), self._product)

    def _product(self) -> Node:
        return self._chain(("*", "/"), self._factor)

    def _chain(self, signs: tuple[str, ...], part: Callable[[], Node]) -> Node:
        left = part()
        while self._next.kind == "sign" and self._next.word in signs:
            operator = self._taken().word
            left = Arithmetic(operator, self._as_value(left), self._as_value(part()))
        return left

    def _factor(self) -> Node:
        if self._took_sign("-"):
            return Negative(self._as_value(self._nested(self._factor)))
        self._took_sign("+")
        return self._primary()

    def _primary(self) -> Node:
        if self._took_sign("("):
            found = self._nested(self._or)
            self.expect("sign", ")")
            return found
        if self._took_sign("?"):
            self._parameters += 1
            return Parameter(self._parameters - 1)
        if self._took("case"):
            return self._case()
        if self._took("null"):
            return Null()
        token = self._taken()
        if token.kind == "text":
            return Text(token.word)
        if token.kind == "number":
            return Number(token.word)
        if token.kind == "name":
            return self._called(token.word)
        self._place -= 1
        raise self._unexpected()

    def _called(self, name: str) -> Node:
        if self._took_sign("."):
            column = self._name()
            if name == "builtin":
                return self._builtin(column)
            return Name(column, name)
        if not self._took_sign("("):
            return Name(name)
        distinct = self._took("distinct")
        arguments: tuple[Value, ...] = ()
        if name == "count" and self._took_sign("*"):
            arguments = ()
        elif self._next != Token("sign", ")"):
            arguments = self._several(self._value)
        self.expect("sign", ")")
        return self._over(name) if self._took("over") else Call(name, arguments, distinct)

    def _builtin(self, function: str) -> Display:
        if function != "df":
            raise bad_query(f"Unknown function BUILTIN.{function.upper()}.")
        self.expect("sign", "(")
        value = self._value()
        self.expect("sign", ")")
        if not isinstance(value, Name):
            raise bad_query("Invalid expression: BUILTIN.DF takes a field.")
        return Display(value)

    def _over(self, function: str) -> Window:
        self.expect("sign", "(")
        partition: tuple[Value, ...] = ()
        if self._took("partition"):
            self._keyword("by")
            partition = self._several(self._value)
        order = self._order()
        self.expect("sign", ")")
        return Window(function, partition, order)

    def _case(self) -> Case:
        branches = []
        while self._took("when"):
            condition = self._condition()
            self._keyword("then")
            branches.append((condition, self._value()))
        if not branches:
            raise self._unexpected()
        otherwise = self._value() if self._took("else") else None
        self._keyword("end")
        return Case(tuple(branches), otherwise)

    # words

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _taken(self) -> Token:
        token = self._next
        self._place += 1
        return token

    def _is_keyword(self, word: str) -> bool:
        return self._next == Token("keyword", word)

    def _took(self, word: str) -> bool:
        taken = self._is_keyword(word)
        self._place += taken
        return taken

    def _took_sign(self, sign: str) -> bool:
        taken = self._next == Token("sign", sign)
        self._place += taken
        return taken

    def _signs(self, ahead: int) -> str:
        """Two signs that come so many words later."""
        return "".join(token.word for token in self._tokens[self._place + ahead : self._place + ahead + 2])

    def _keyword(self, word: str) -> None:
        self.expect("keyword", word)

    def _name(self) -> str:
        if self._next.kind != "name":
            raise self._unexpected()
        return self._taken().word

    def _alias(self) -> str | None:
        if self._took("as") or self._next.kind == "name":
            return self._name()
        return None

    def _several(self, part: Callable[[], NodeT]) -> tuple[NodeT, ...]:
        found = [part()]
        while self._took_sign(","):
            found.append(part())
        return tuple(found)

    def _nested(self, part: Callable[[], NodeT]) -> NodeT:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise bad_query("Invalid or unsupported search: it is nested too deep.")
        found = part()
        self._depth -= 1
        return found

    def _as_condition(self, node: Node) -> Condition:
        if isinstance(node, _VALUES):
            raise self._unexpected()
        return node  # type: ignore[return-value]  # what is no value is a condition

    def _as_value(self, node: Node) -> Value:
        if not isinstance(node, _VALUES):
            raise self._unexpected()
        return node

    def _unexpected(self) -> Refused:
        word = self._next.word if self._next.kind != "end" else "the end of the query"
        return bad_query(f"Invalid or unsupported search: unexpected {word}.")
