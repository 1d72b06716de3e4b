"""Documents, prepared once for each text: parsed, within limits, validated.

A kept document is what later compilation hangs on: the same text gives the same `Operation` object.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from hashlib import sha256
from typing import Final, Generic, TypeVar

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)
from msgspec import Struct
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from gateway.errors import OPERATION_FAILED, PARSE_FAILED, VALIDATION_FAILED, Shown, question_error, refusal
from gateway.execution.variables import Variables
from gateway.limits import Refused, check_document, check_text
from gateway.sections import Limits
from gateway.weighing import Scale

RULES: Final = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_MOST_VALIDATION_ERRORS: Final = 20  # each unknown name costs a search for similar ones
_BYTES_PER_TOKEN: Final = 450  # measured: what graphql-core keeps of a document, syntax tree and tokens

Kept = TypeVar("Kept")


class Operation(Struct, frozen=True, eq=False, kw_only=True):
    """One operation of a valid document; compared by identity.

    `variables` reads those it declares; `scale` weighs what it asks for.
    """

    document: DocumentNode
    node: OperationDefinitionNode
    kind: OperationType
    name: str | None
    variables: Variables
    text_hash: str
    scale: Scale


class Unusable(Exception):
    """A document, or an operation of it, cannot be executed: `errors` say why."""

    def __init__(self, errors: Sequence[Shown]) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors


class Document(Struct, frozen=True, eq=False):
    """A valid document and its operations by name."""

    operations: Mapping[str | None, Operation]

    def operation(self, name: str | None) -> Operation:
        """The operation of this name, or the only one; raises `Unusable`."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name in self.operations:
            return self.operations[name]
        if name is None:
            message = f"operationName: found nothing, expected one of {', '.join(map(str, self.operations))}."
        else:
            message = f"Unknown operation named {name!r}."
        raise Unusable([refusal(OPERATION_FAILED, message)])


class Documents:
    """Prepares documents and keeps them. What is wrong with a text is kept too, but apart: it evicts no document."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._documents: Recent[Document] = Recent(limits.documents, limits.document_bytes)
        self._refusals: Recent[Sequence[Shown]] = Recent(limits.documents, limits.document_bytes // 16)

    def prepared(self, text: str) -> Document:
        """The document of a text; raises `Unusable`."""
        document = self._documents.get(text)
        if document is None:
            errors = self._refusals.get(text)
            if errors is not None:
                raise Unusable(errors)
            document = self._prepare(text)
        return document

    def _prepare(self, text: str) -> Document:
        try:
            tokens = check_text(text, self._limits)
            node = _parsed(text)
            check_document(node, self._limits)
            self._validate(node)
        except Refused as refused:
            errors: Sequence[Shown] = [refusal(refused.code, refused.message)]
        except Unusable as unusable:
            errors = unusable.errors
        else:
            scale = Scale(self._schema, node, self._limits)
            operations = _operations(self._schema, node, sha256(text.encode()).hexdigest()[:16], scale)
            document = Document(operations)
            self._documents.keep(text, document, len(text) + _BYTES_PER_TOKEN * tokens)
            return document
        self._refusals.keep(text, errors, len(text) + len(str(errors)))
        raise Unusable(errors)

    def _validate(self, document: DocumentNode) -> None:
        errors = validate(self._schema, document, RULES, max_errors=_MOST_VALIDATION_ERRORS)
        if errors:
            raise Unusable([question_error(error, VALIDATION_FAILED) for error in errors])


def _parsed(text: str) -> DocumentNode:
    try:
        return parse(text)
    except GraphQLError as error:
        raise Unusable([question_error(error, PARSE_FAILED)]) from None


def _operations(
    schema: GraphQLSchema, document: DocumentNode, text_hash: str, scale: Scale
) -> dict[str | None, Operation]:
    nodes = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    operations = [_operation(schema, document, node, text_hash, scale) for node in nodes]
    return {operation.name: operation for operation in operations}


def _operation(
    schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode, text_hash: str, scale: Scale
) -> Operation:
    return Operation(
        document=document,
        node=node,
        kind=node.operation,
        name=node.name.value if node.name else None,
        variables=Variables(schema, node),
        text_hash=text_hash,
        scale=scale,
    )


class Recent(Generic[Kept]):
    """What was used last: at most so many entries, and about so many bytes."""

    def __init__(self, entries: int, size: int) -> None:
        self._entries = entries
        self._free = size
        self._kept: OrderedDict[Hashable, tuple[Kept, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Kept | None:
        """What is kept under a key."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def keep(self, key: Hashable, value: Kept, size: int) -> None:
        """Keep a value of about so many bytes, and forget what was not used for longest."""
        self._kept[key] = (value, size)
        self._free -= size
        while self._free < 0 or len(self._kept) > self._entries:
            _, (_, freed) = self._kept.popitem(last=False)
            self._free += freed
