"""One operation under way: its snapshot, who asks, and its look-ups gathered into few.

Depth-first execution meets the table of the first order before it knows of the second one. So
every object that an operation finds joins the family of its type, and the first look for a field
looks for the whole family: as many queries as an operation has such fields, however long its lists.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any

from venue.core import idempotency
from venue.core.actor import Actor
from venue.core.errors import Overloaded
from venue.core.graph import Loader, Node
from venue.core.jsonx import canonical, loads
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx

MOST_AT_ONCE = 5_000
REFUSALS_FROM = 400
ANY_ENTITY = "_Entity"


class Refused(Exception):
    """A stored or new refusal of a mutation, as its problem document."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(problem["detail"])
        self.problem = problem


class Asking:
    """An operation; a context that gives its snapshot back."""

    def __init__(self, services: Services, actor: Actor, running: Callable[[str], bool]) -> None:
        self.services, self.actor, self.running = services, actor, running
        self._stack = ExitStack()
        self._tx: ReadTx | None = None
        self._families: dict[str, dict[int, Node]] = {}
        self._found: dict[tuple[str, bytes], dict[int, Any]] = {}
        self._spread: dict[tuple[str, str], int] = {}

    def __enter__(self) -> "Asking":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def tx(self) -> ReadTx:
        """Return the snapshot."""
        if self._tx is None:
            self._tx = self._stack.enter_context(self.services.database.read())
        return self._tx

    def command(self, key: str, what: str, fn: Callable[[Tx], Any]) -> Any:
        """Run a use case once; what is read afterwards sees it.

        Raises:
            VenueError: What the idempotency key or the box refuses. Refused: the rules do.
        """
        idempotency.require_key(key)
        digest = idempotency.request_hash("graphql", what)

        def act(tx: Tx) -> idempotency.Answer:
            tx.actor = self.actor.label
            return idempotency.once(
                tx, key=key, scope=self.actor.scope, request=digest, status=200, fn=fn
            )

        answer = self.services.database.write(act)
        self._stack.close()
        self._tx = None
        if answer.status >= REFUSALS_FROM:
            raise Refused(loads(answer.body))
        return loads(answer.body)

    def adopt(self, kind: str, value: Any) -> None:
        """Let what was found join the family of its type."""
        if isinstance(value, dict):
            kind = value["__typename"] if kind == ANY_ENTITY else kind
            self._families.setdefault(kind, {})[id(value)] = value
        elif isinstance(value, list):
            for one in value:
                self.adopt(kind, one)

    def adopt_of_family(self, kind: str, name: str, gives: str) -> None:
        """Let what all objects of a type hold under ``name`` join the family of its type."""
        family = list(self._families.get(kind, {}).values())
        known = self._spread.get((kind, name), 0)
        self._spread[kind, name] = len(family)
        for one in family[known:]:
            self.adopt(gives, one.get(name))

    def batch(
        self,
        name: str,
        kind: str,
        parent: Node,
        args: Mapping[str, Any],
        fn: Callable[..., Any],
        *,
        gives: str = "",
    ) -> Any:
        """Return ``fn``'s value for ``parent``, found for its whole family at once.

        Args:
            gives: The type of the values.
        """
        found = self._found.setdefault((name, canonical(args)), {})
        if id(parent) not in found:
            self.adopt(kind, parent)
            family = [one for key, one in self._families[kind].items() if key not in found]
            if len(family) > MOST_AT_ONCE:
                raise Overloaded("graphql.too_many", f"more than {MOST_AT_ONCE} look-ups at once")
            values: Sequence[Any] = fn(self, family, **args)
            found.update({id(one): value for one, value in zip(family, values, strict=True)})
            for value in values if gives else ():
                self.adopt(gives, value)
        return found[id(parent)]

    def whole(self, kind: str, parent: Node, load: Loader) -> Node:
        """Return a reference's object with what its owner knows of it."""

        def fetch(_: Any, parents: list[Node]) -> list[Node]:
            ids = sorted({str(one["id"]) for one in parents if one.get("id") is not None})
            loaded = load(self, ids)
            return [loaded.get(str(one.get("id")), {}) for one in parents]

        filled: Node = self.batch(_filled(kind, load), kind, parent, {}, fetch)
        return filled

    def adopt_of_whole(self, kind: str, load: Loader, name: str, gives: str) -> None:
        """Let what all loaded objects of a type hold under ``name`` join the family of its type."""
        family = list(self._found[_filled(kind, load), canonical({})].values())
        known = self._spread.get((_filled(kind, load), name), 0)
        self._spread[_filled(kind, load), name] = len(family)
        for one in family[known:]:
            self.adopt(gives, one.get(name))


def _filled(kind: str, load: Loader) -> str:
    return f"{kind}:{load.__module__}"
