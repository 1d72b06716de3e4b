"""A $filter as a tree, by recursive descent.

either     = both ("or" both)*
both       = denied ("and" denied)*
denied     = "not" denied | comparison
comparison = operand (("eq" | "ne" | "gt" | "ge" | "lt" | "le") operand)?
operand    = "(" either ")" | literal | function "(" either ("," either)* ")" | property
"""

from collections.abc import Mapping
from typing import Final

from backends.sandbox.sap.edm import Version
from backends.sandbox.sap.errors import Refused, syntax
from backends.sandbox.sap.lexing import Mark, Token, tokens
from backends.sandbox.sap.syntax import Both, Call, Comparison, Either, Expression, Literal, Not, Operator, Path

FUNCTIONS: Final[Mapping[Version, Mapping[str, int]]] = {
    Version.V2: {"startswith": 2, "endswith": 2, "substringof": 2},
    Version.V4: {"startswith": 2, "endswith": 2, "contains": 2},
}
"""The functions that there are, and how many values each takes."""

_DEEPEST: Final = 50
_OPERATORS: Final = frozenset(Operator)


def parsed(told: str, version: Version) -> Expression:
    """What a filter says; raises Refused with the place where it cannot be understood."""
    parser = _Parser(told, version)
    found = parser.either()
    parser.end()
    return found


class _Parser:
    def __init__(self, told: str, version: Version) -> None:
        self._functions = FUNCTIONS[version]
        self._tokens = list(tokens(told, version))
        self._place = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def either(self) -> Expression:
        operands = [self._both()]
        while self._takes_word("or"):
            operands.append(self._both())
        return operands[0] if len(operands) == 1 else Either(tuple(operands))

    def end(self) -> None:
        if self._next.mark is not Mark.END:
            raise syntax("$filter", self._next.position)

    def _both(self) -> Expression:
        operands = [self._denied()]
        while self._takes_word("and"):
            operands.append(self._denied())
        return operands[0] if len(operands) == 1 else Both(tuple(operands))

    def _denied(self) -> Expression:
        if not self._takes_word("not"):
            return self._comparison()
        self._deeper()
        denied = Not(self._denied())
        self._depth -= 1
        return denied

    def _comparison(self) -> Expression:
        left = self._operand()
        token = self._next
        if token.mark is not Mark.WORD or token.word not in _OPERATORS:
            return left
        self._place += 1
        return Comparison(left, Operator(token.word), self._operand())

    def _operand(self) -> Expression:
        token = self._next
        self._place += 1
        if token.literal is not None:
            return token.literal
        if token.mark is Mark.OPEN:
            return self._inner()
        if token.mark is not Mark.WORD:
            raise syntax("$filter", token.position)
        if self._next.mark is Mark.OPEN:
            return self._call(token)
        return Path(token.word)

    def _inner(self) -> Expression:
        self._deeper()
        found = self.either()
        self._takes(Mark.CLOSE)
        self._depth -= 1
        return found

    def _call(self, name: Token) -> Expression:
        wanted = self._functions.get(name.word)
        if wanted is None:
            raise Refused(400, "/IWBEP/CM_MGW_RT/023", f"Function {name.word} is not supported.")
        self._takes(Mark.OPEN)
        arguments = [self._argument()]
        while self._next.mark is Mark.COMMA:
            self._place += 1
            arguments.append(self._argument())
        self._takes(Mark.CLOSE)
        if len(arguments) != wanted:
            raise syntax("$filter", name.position)
        return Call(name.word, tuple(arguments))

    def _argument(self) -> Literal | Path:
        """Functions take properties and texts, not conditions."""
        position, found = self._next.position, self._operand()
        if not isinstance(found, Literal | Path):
            raise syntax("$filter", position)
        return found

    def _takes_word(self, word: str) -> bool:
        found = self._next.mark is Mark.WORD and self._next.word == word
        self._place += found
        return found

    def _takes(self, mark: Mark) -> None:
        if self._next.mark is not mark:
            raise syntax("$filter", self._next.position)
        self._place += 1

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise syntax("$filter", self._next.position)
