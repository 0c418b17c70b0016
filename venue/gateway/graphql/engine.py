"""Runs operations: the schemas of the running modules, the limits, and what is counted."""

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    execute_sync,
    get_operation_ast,
    validate,
)

from venue.core.actor import Actor
from venue.core.errors import NotFound, Unavailable
from venue.core.graph import Graph
from venue.core.modules import Loaded
from venue.core.services import Services
from venue.gateway.graphql import limits, schema
from venue.gateway.graphql.ask import Asking
from venue.gateway.graphql.schema import Schema
from venue.gateway.meters import Meters

MERGED = "merged"
MOST_NAMES = 200
NAME_LONGEST = 60
MOST_ERRORS = 5  # of validation: more of them only cost time


@dataclass
class Seen:
    """What is known of one operation of one client; never its variables."""

    count: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    total_ms: float = 0.0
    slowest_ms: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Wish:
    """An operation as it came."""

    query: str
    variables: Mapping[str, Any]
    operation: str | None
    client: str


class Engine:
    """GraphQL of one box."""

    def __init__(self, services: Services, loaded: list[Loaded], meters: Meters) -> None:
        self._services, self._loaded, self._meters = services, loaded, meters
        self._making = threading.Lock()
        self._made: dict[str, tuple[Any, Schema]] = {}
        self.seen: dict[tuple[str, str, str], Seen] = {}

    def graphs(self) -> dict[str, Graph]:
        """Return the parts of the modules that are here, running or switched off."""
        return {
            one.name: one.module.graph
            for one in list(self._loaded)
            if one.module is not None and one.module.graph is not None and one.state != "failed"
        }

    def running(self, name: str) -> bool:
        """Tell whether a module answers."""
        return any(one.name == name and one.state == "running" for one in list(self._loaded))

    def listed(self, url: str) -> list[dict[str, str]]:
        """Return the subgraphs that run, for a gateway that composes them."""
        faults = self.merged().faults
        return [
            {"name": name, "url": f"{url}/graphql/{name}", "sdlHash": schema.sdl_hash(graph)}
            for name, graph in sorted(self.graphs().items())
            if self.running(name) and name not in faults
        ]

    def merged(self) -> Schema:
        """Return the schema of all parts."""
        return self._schema(MERGED, self.graphs(), schema.merged)

    def subgraph(self, name: str) -> Schema:
        """Return a module's own schema.

        Raises:
            NotFound: ``graphql.unknown_module``. Unavailable: ``graphql.module_off``.
        """
        graph = self.graphs().get(name)
        if graph is None or name in self.merged().faults:
            raise NotFound("graphql.unknown_module", "no such module speaks GraphQL")
        if not self.running(name):
            raise Unavailable("graphql.module_off", f"the module {name} is not running")
        return self._schema(name, {name: graph}, lambda graphs: schema.subgraph(name, graphs[name]))

    def run(self, found: Schema, actor: Actor, wish: Wish, *, root: Any = None) -> ExecutionResult:
        """Run one operation within the limits.

        Args:
            root: A subscription's news: the value of its field.
        """
        began = time.perf_counter()
        document, result = None, None
        try:
            document = limits.read(wish.query)
            result = self._refusal(found, document, wish)
        except GraphQLError as error:
            result = ExecutionResult(None, [error])
        if result is None and document is not None:
            with Asking(self._services, actor, self._answers(found)) as ask:
                result = execute_sync(
                    found.built, document, root, ask, dict(wish.variables), wish.operation
                )
        assert isinstance(result, ExecutionResult)
        self._note(found, document, wish, (time.perf_counter() - began) * 1000, result)
        return result

    def subscription(self, found: Schema, wish: Wish) -> str:
        """Return the field that a subscription hears; the operation is checked once.

        Raises:
            GraphQLError: It is none, or beyond a limit.
        """
        document = limits.read(wish.query)
        refused = self._refusal(found, document, wish)
        if refused is not None and refused.errors:
            raise refused.errors[0]
        node = get_operation_ast(document, wish.operation)
        if node is None or node.operation.value != "subscription":
            raise GraphQLError("only subscriptions travel on this socket")
        return str(node.selection_set.selections[0].name.value)  # type: ignore[attr-defined]

    def _refusal(self, found: Schema, document: DocumentNode, wish: Wish) -> ExecutionResult | None:
        limits.check(document, found.built, wish.variables)
        errors = validate(found.built, document, max_errors=MOST_ERRORS)
        return ExecutionResult(None, errors) if errors else None

    def _answers(self, found: Schema) -> Callable[[str], bool]:
        return self.running if found.name == MERGED else lambda name: True

    def _schema(
        self, name: str, graphs: dict[str, Graph], make: Callable[[dict[str, Graph]], Schema]
    ) -> Schema:
        key = [(one, id(graph)) for one, graph in graphs.items()]
        with self._making:
            if name not in self._made or self._made[name][0] != key:
                self._made[name] = (key, make(graphs))
            return self._made[name][1]

    def _note(
        self, found: Schema, document: DocumentNode | None, wish: Wish,
        spent_ms: float, result: ExecutionResult,
    ) -> None:  # fmt: skip
        name = _name_of(document, wish)
        if len(self.seen) >= MOST_NAMES and (found.name, name, wish.client) not in self.seen:
            name, wish = "others", Wish(query="", variables={}, operation=None, client="others")
        one = self.seen.setdefault((found.name, name, wish.client), Seen())
        one.count += 1
        one.total_ms += spent_ms
        one.slowest_ms = max(one.slowest_ms, spent_ms)
        codes = [code_of(error) for error in result.errors or ()]
        one.errors.update(codes[:1])
        code = codes[0] if codes else None
        self._meters.operation(found.name, name, spent_ms / 1000, code)


def code_of(error: GraphQLError) -> str:
    """Return an error's code."""
    return str((error.extensions or {}).get("code", "GRAPHQL_VALIDATION_FAILED"))


def _name_of(document: DocumentNode | None, wish: Wish) -> str:
    """Return what an operation is counted under: its name, or a short hash of its words."""
    if wish.operation:
        return wish.operation[:NAME_LONGEST]
    for one in document.definitions if document else ():
        if isinstance(one, OperationDefinitionNode) and one.name is not None:
            return one.name.value[:NAME_LONGEST]
    return hashlib.sha256(wish.query.encode()).hexdigest()[:8]
