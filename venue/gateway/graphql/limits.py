"""What an operation may cost, known before anything of it is validated or run.

Validation itself compares fields pairwise, so a hostile query must be stopped before it: the walk
here counts as it goes and ends at the first limit.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_list_type,
    parse,
)
from graphql.type import get_nullable_type

MOST_TOKENS = 1_000
MOST_DEPTH = 12
MOST_META_DEPTH = 20
MOST_FIELDS = 500
MOST_COST = 20_000
USUAL_LENGTH = 20
MOST_OPERATIONS = 10
MOST_ROOTS = 40
MOST_ALIKE = 10  # validation compares fields of one answer pairwise
WORD = re.compile(r"\w+|[^\w\s,]")


class TooMuch(GraphQLError):
    """An operation beyond a limit."""

    def __init__(self, what: str) -> None:
        super().__init__(what, extensions={"code": "GRAPHQL_TOO_LARGE"})


def read(text: str) -> DocumentNode:
    """Return a request's document.

    Raises:
        GraphQLError: Not GraphQL, or more than `MOST_TOKENS`.
    """
    # Counted by one quick pattern first: the parser takes milliseconds to find out the same.
    if sum(1 for _ in WORD.finditer(text)) > MOST_TOKENS:
        raise TooMuch(f"at most {MOST_TOKENS} words and marks")
    document = parse(text, max_tokens=MOST_TOKENS)
    if sum(isinstance(one, OperationDefinitionNode) for one in document.definitions) > (
        MOST_OPERATIONS
    ):
        raise TooMuch(f"at most {MOST_OPERATIONS} operations in one document")
    return document


def check(document: DocumentNode, schema: GraphQLSchema, variables: Mapping[str, Any]) -> None:
    """Refuse a document that is too deep, too wide or too dear.

    Raises:
        TooMuch: Says which limit.
    """
    walk = _Walk(document, variables)
    for one in document.definitions:
        if isinstance(one, OperationDefinitionNode):
            root = schema.get_root_type(one.operation)
            walk.visit(one.selection_set, root, 1, 1, False)


class _Walk:
    def __init__(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._variables = variables
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._fields = self._cost = 0
        self._inside: list[str] = []

    def visit(
        self, selection: SelectionSetNode, kind: Any, depth: int, times: int, meta: bool
    ) -> None:
        """Count a selection; ``times`` is how often it may be answered."""
        if depth > (MOST_META_DEPTH if meta else MOST_DEPTH):
            raise TooMuch(f"at most {MOST_DEPTH} levels deep")
        alike: Counter[str] = Counter()
        for node in self._flat(selection):
            alike[(node.alias or node.name).value] += 1
            if (alike.total() > MOST_ROOTS and depth == 1) or max(alike.values()) > MOST_ALIKE:
                raise TooMuch(f"at most {MOST_ROOTS} roots, and {MOST_ALIKE} times the same field")
            self._fields += 1
            self._cost += times
            if self._fields > MOST_FIELDS or self._cost > MOST_COST:
                raise TooMuch(f"at most {MOST_FIELDS} fields and a cost of {MOST_COST}")
            if node.selection_set is not None:
                inner, many = self._inner(node, kind)
                below = meta or node.name.value.startswith("__")
                self.visit(node.selection_set, inner, depth + 1, times * many, below)

    def _flat(self, selection: SelectionSetNode) -> Iterator[FieldNode]:
        """Yield the fields of a selection, those of its fragments among them."""
        for node in selection.selections:
            if isinstance(node, FieldNode):
                yield node
                continue
            self._fields += 1  # an empty round of fragments costs as well
            if self._fields > MOST_FIELDS:
                raise TooMuch(f"at most {MOST_FIELDS} fields")
            if isinstance(node, InlineFragmentNode):
                yield from self._flat(node.selection_set)
                continue
            name = node.name.value if isinstance(node, FragmentSpreadNode) else ""
            if name in self._inside:
                raise TooMuch(f"the fragment {name} holds itself")
            if name in self._fragments:
                self._inside.append(name)
                yield from self._flat(self._fragments[name].selection_set)
                self._inside.pop()

    def _inner(self, node: FieldNode, kind: Any) -> tuple[Any, int]:
        field = getattr(kind, "fields", {}).get(node.name.value)
        if field is None:
            return None, 1
        type_ = get_nullable_type(field.type)
        return get_named_type(type_), self._length(node) if is_list_type(type_) else 1

    def _length(self, node: FieldNode) -> int:
        """Return how long a list may be: ``first``, representations, or the usual."""
        for argument in node.arguments or ():
            value: Any = argument.value
            if isinstance(value, VariableNode):
                value = self._variables.get(value.name.value)
            if argument.name.value == "representations":
                return len(value) if isinstance(value, list) else USUAL_LENGTH
            if argument.name.value == "first":
                text = value.value if isinstance(value, IntValueNode) else value
                return max(1, int(text)) if str(text).isdigit() else USUAL_LENGTH
        return USUAL_LENGTH
