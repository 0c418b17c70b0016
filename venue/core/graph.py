"""What a module brings to GraphQL: its part of the schema, and how its fields are answered.

An object is a dictionary; a field ``soldOut`` is its member ``sold_out`` unless something below
says otherwise. A reference to another module's object is ``{"id": …}``; the rest is fetched from
its owner, for all references of an operation at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from venue.core.actor import Actor
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx

Node = dict[str, Any]


class Ask(Protocol):
    """One operation as a field sees it."""

    services: Services
    actor: Actor

    @property
    def tx(self) -> ReadTx:
        """Return the snapshot that the whole operation reads from."""

    def command(self, key: str, what: str, fn: Callable[[Tx], Any]) -> Any:
        """Run a use case once under an idempotency key; return its JSON answer.

        Args:
            what: The field and its arguments, to tell two uses of a key apart.
        """


# (ask, **arguments) -> an object, a list of them, or a plain value.
Root = Callable[..., Any]
# (ask, parents, **arguments) -> one value for each parent, in their order: one query for all.
Batched = Callable[..., Sequence[Any]]
# (ask, ids as text) -> objects by id as text; what is not there is left out.
Loader = Callable[[Ask, list[str]], Mapping[str, Node]]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """A module's part.

    Attributes:
        sdl: Types; entities with ``@key(fields: "id")``. Fields added to another module's entity
            are nullable, as that or this module may be gone.
        roots: By ``Query.name`` or ``Mutation.name``.
        batched: By ``Type.name``: fields that take a look elsewhere.
        entities: Loaders of the module's own entities by type.
        needs: The permission of each root, and of fields that not everybody may see.
        news: By ``Subscription.name``: the kind of news that brings it, and the member of the
            news that is its value, whole or its id.
    """

    sdl: str
    roots: Mapping[str, Root] = field(default_factory=dict)
    batched: Mapping[str, Batched] = field(default_factory=dict)
    entities: Mapping[str, Loader] = field(default_factory=dict)
    needs: Mapping[str, str] = field(default_factory=dict)
    news: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def by_id(nodes: Sequence[Node]) -> dict[str, Node]:
    """Return objects by their id as text."""
    return {str(one["id"]): one for one in nodes}


def numbers(ids: Sequence[str]) -> list[int]:
    """Return those ids that are numbers a row may have."""
    return [int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < 16]
