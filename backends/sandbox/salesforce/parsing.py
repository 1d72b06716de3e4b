"""SOQL, by recursive descent.

query      = SELECT item {, item} FROM source [WHERE condition] [ORDER BY order {, order}] [LIMIT n] [OFFSET n]
item       = path | ( query )                            -- or COUNT() alone, of the outermost query
condition  = term {AND term} | term {OR term}          -- the two are mixed only with parentheses
term       = NOT term | ( condition ) | path comparison
comparison = (= != <> < <= > >= LIKE) literal | [NOT] IN ( literals | query ) | (INCLUDES | EXCLUDES) ( texts )
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, NoReturn, TypeVar

from backends.sandbox.salesforce.errors import Refused, malformed
from backends.sandbox.salesforce.syntax import (
    All,
    Among,
    Comparison,
    Condition,
    DateLiteral,
    Literal,
    Name,
    Not,
    Order,
    Query,
    Some,
    Text,
)
from backends.sandbox.salesforce.tokens import Token, tokens

LONGEST: Final = 100_000  # characters of a query
_DEEPEST: Final = 5  # levels of parents and children
_MOST_NESTED: Final = 50  # parentheses and NOTs in a condition

_COMPARED: Final = {"=": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "like": "like"}
_DATE_WORDS: Final = frozenset({"today", "yesterday", "tomorrow"})
_DATE_COUNTS: Final = frozenset({"last_n_days", "next_n_days"})
_RESERVED: Final = frozenset(
    {"and", "asc", "desc", "excludes", "first", "from", "group", "having", "in", "includes", "last", "like", "limit"}
    | {"not", "null", "nulls", "or", "select", "using", "where", "with"}
)
"""Words that are no names (SOQL reference, "Reserved Keywords"); but Group is an object."""
_LONGEST_NUMBER: Final = 9  # digits of a count of rows or days
_EARLIEST, _LATEST = 1700, 4000  # the years between which instants and days are

T = TypeVar("T")


def parsed(soql: str) -> Query:
    """The query that a text is; raises Refused, as the org says it, for a text that is none."""
    if len(soql) > LONGEST:
        raise Refused(400, "QUERY_TOO_COMPLICATED", f"SOQL statement cannot be longer than {LONGEST:,} characters.")
    parser = _Parser(soql)
    query = parser.query(1)
    parser.end()
    return query


class _Parser:
    def __init__(self, soql: str) -> None:
        self._soql = soql
        self._tokens = list(tokens(soql))
        self._at = 0
        self._joining = False

    def query(self, level: int) -> Query:
        """One query, in parentheses or not."""
        if level > _DEEPEST:
            self._refuse("SOQL queries support at most five levels of parent-to-child relationships")
        self._expect("select")
        count = self._count(level)
        items = [] if count else self._several(lambda: self._item(level))
        self._expect("from")
        source = self._name(also="group")
        return Query(
            fields=tuple(item for item in items if isinstance(item, Name)),
            below=tuple(item for item in items if isinstance(item, Query)),
            count=count,
            source=source,
            where=self._condition(0) if self._took("where") else None,
            order=tuple(self._orders()),
            limit=self._number() if self._took("limit") else None,
            offset=self._number() if self._took("offset") else 0,
        )

    def end(self) -> None:
        """Nothing more is said."""
        if self._next.kind != "end":
            self._refuse()

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _took(self, word: str) -> bool:
        if self._next.says(word):
            self._at += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._took(word):
            self._refuse()

    def _refuse(self, message: str | None = None) -> NoReturn:
        raise malformed(self._soql, self._next.place, message or f"unexpected token: '{self._next.shown}'")

    def _several(self, one: Callable[[], T]) -> list[T]:
        found = [one()]
        while self._took(","):
            found.append(one())
        return found

    def _count(self, level: int) -> bool:
        if level > 1 or not self._next.says("count") or not self._tokens[self._at + 1].says("("):
            return False
        self._at += 2
        self._expect(")")
        return True

    def _item(self, level: int) -> Name | Query:
        if self._took("("):
            below = self.query(level + 1)
            self._expect(")")
            return below
        name = self._name()
        if not self._next.says("("):
            return name
        return self._refuse(f"{name.path[0]}() is not served by this pretend org")

    def _name(self, also: str = "") -> Name:
        if self._next.kind != "name" or self._next.written.casefold() in _RESERVED - {also}:
            self._refuse()
        token = self._take()
        return Name(tuple(token.written.split(".")), token.place)

    def _condition(self, depth: int) -> Condition:
        first = self._term(depth)
        word = next((word for word in ("and", "or") if self._next.says(word)), None)
        if word is None:
            return first
        terms = [first]
        while self._took(word):
            terms.append(self._term(depth))
        if self._next.says("and") or self._next.says("or"):
            self._refuse()  # the two are never mixed without parentheses
        return All(tuple(terms)) if word == "and" else Some(tuple(terms))

    def _term(self, depth: int) -> Condition:
        if depth > _MOST_NESTED:
            self._refuse("The query is too complicated")
        if self._took("not"):
            return Not(self._term(depth + 1))
        if self._took("("):
            inner = self._condition(depth + 1)
            self._expect(")")
            return inner
        return self._compared(self._name())

    def _compared(self, name: Name) -> Condition:
        token = self._take()
        word = token.written.casefold()
        if token.kind in ("mark", "name") and word in _COMPARED:
            place = self._next.place
            return Comparison(name, _COMPARED[word], self._literal(), place)
        if word == "not" and self._next.says("in"):
            self._at += 1
            word = "not in"
        if word not in ("in", "not in", "includes", "excludes"):
            self._at -= 1
            self._refuse()
        return self._among(name, word)

    def _among(self, name: Name, operator: str) -> Among:
        self._expect("(")
        place = self._next.place
        if self._next.says("select") and operator in ("in", "not in"):
            among = Among(name, operator, self._joined(), place)
        else:
            among = Among(name, operator, tuple(self._several(self._literal)), place)
        self._expect(")")
        return among

    def _joined(self) -> Query:
        """The query of a semi-join; one within another is not understood."""
        if self._joining:
            self._refuse("Nesting of semi join sub-selects is not supported")
        self._joining = True
        query = self.query(1)
        self._joining = False
        return query

    def _literal(self) -> Literal:
        token = self._take()
        if token.kind == "text":
            return Text(token.written[1:-1])
        if token.kind == "number":
            return self._decimal(token)
        if token.kind in ("instant", "date"):
            return self._dated(token)
        if token.kind == "name":
            return self._worded(token)
        self._at -= 1
        return self._refuse()

    def _decimal(self, token: Token) -> Literal:
        try:
            return Decimal(token.written)
        except InvalidOperation:  # no number has so great an exponent
            self._at -= 1
            return self._refuse(f"Invalid number: {token.written}")

    def _dated(self, token: Token) -> Literal:
        read = datetime.fromisoformat if token.kind == "instant" else date.fromisoformat
        try:
            found = read(token.written)
        except ValueError:
            found = None
        if found is None or not _EARLIEST <= found.year <= _LATEST:
            self._at -= 1
            return self._refuse(f"Invalid date: {token.written}")
        return found

    def _worded(self, token: Token) -> Literal:
        word = token.written.casefold()
        if word in ("true", "false"):
            return word == "true"
        if word == "null":
            return None
        if word in _DATE_WORDS:
            return DateLiteral(word)
        if word in _DATE_COUNTS and self._took(":"):
            return DateLiteral(word, self._number())
        self._at -= 1
        return self._refuse()

    def _orders(self) -> list[Order]:
        if not self._took("order"):
            return []
        self._expect("by")
        return self._several(self._order)

    def _order(self) -> Order:
        name = self._name()
        descending = self._took("desc")
        if not descending:
            self._took("asc")
        nulls_last = descending
        if self._took("nulls"):
            nulls_last = self._took("last")
            if not nulls_last:
                self._expect("first")
        return Order(name, descending, nulls_last)

    def _number(self) -> int:
        token = self._take()
        if token.kind != "number" or not token.written.isdigit() or len(token.written) > _LONGEST_NUMBER:
            self._at -= 1
            self._refuse()
        return int(token.written)
