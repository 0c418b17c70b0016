"""How one field is answered: allowed, its module there, looked up with its family."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from venue.core.errors import VenueError
from venue.core.graph import Batched, Loader, Root
from venue.core.ids import uuid7
from venue.gateway.graphql.ask import Asking, Refused

log = logging.getLogger(__name__)

HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What is known of a field: whose it is and which of the ways answers it."""

    kind: str
    name: str
    module: str
    root: Root | None
    batched: Batched | None
    loader: Loader | None
    need: str | None
    is_root: bool


def resolver(field: Answered, gives: str) -> Callable[..., Any]:
    """Return graphql-core's resolver of a field whose values are of the type ``gives``."""
    snake = HUMP.sub(r"_\1", field.name).lower()

    def resolve(parent: Any, info: GraphQLResolveInfo[Any], **args: Any) -> Any:
        ask: Asking = info.context
        try:
            _require(ask, field)
            value = _value(ask, field, (snake, gives), parent, args)
        except GraphQLError:
            raise
        except Exception as error:
            raise _told(error, field) from error
        ask.adopt(gives, value)
        return value

    return resolve


def _value(
    ask: Asking, field: Answered, shape: tuple[str, str], parent: Any, args: dict[str, Any]
) -> Any:
    snake, gives = shape
    if field.root is not None:
        return field.root(ask, **args)
    if field.batched is not None:
        name = f"{field.kind}.{field.name}"
        return ask.batch(name, field.kind, parent, args, field.batched, gives=gives)
    if not isinstance(parent, dict):
        return None
    for name in (field.name, snake):
        if name in parent:
            if isinstance(parent[name], (dict, list)):
                ask.adopt_of_family(field.kind, name, gives)
            return parent[name]
    if field.loader is not None and parent.get("id") is not None:
        value = ask.whole(field.kind, parent, field.loader).get(snake)
        if isinstance(value, (dict, list)):
            ask.adopt_of_whole(field.kind, field.loader, snake, gives)
        return value
    return None


def _require(ask: Asking, field: Answered) -> None:
    if not ask.running(field.module):
        raise GraphQLError(
            f"the module {field.module} is not running",
            extensions={"code": "MODULE_UNAVAILABLE", "module": field.module},
        )
    if field.need is not None and not ask.actor.may(field.need):
        raise GraphQLError(
            "this is not allowed for your role", extensions={"code": "access.forbidden"}
        )


def _told(error: Exception, field: Answered) -> GraphQLError:
    """Return an error as the one who asks may hear it: a rule's words, or a number for staff."""
    if isinstance(error, Refused):
        return GraphQLError(str(error), extensions={"code": error.problem["code"]})
    if isinstance(error, VenueError):
        return GraphQLError(error.message, extensions={"code": error.code})
    number = uuid7()
    log.exception("GraphQL %s.%s failed (%s)", field.kind, field.name, number)
    words = f"the module {field.module} failed; tell staff: {number}"
    return GraphQLError(words, extensions={"code": "MODULE_FAILED", "module": field.module})
