"""Schemas put together from the modules' parts: the merged one, and one subgraph a module."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    build_ast_schema,
    get_named_type,
    parse,
    validate_schema,
)
from graphql.language import FieldDefinitionNode, TypeDefinitionNode

from venue.core.graph import Graph, Loader
from venue.gateway.graphql.answering import Answered, resolver

ROOTS = ("Query", "Mutation", "Subscription")
LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", '
    'import: ["@key", "@shareable"])\n'
)
SERVICE = "type _Service { sdl: String! }\nscalar _Any\n"
MOST_REPRESENTATIONS = 200


@dataclass
class Schema:
    """An executable schema.

    Attributes:
        news: By subscription field: the kind of news and the member that is its value.
        faults: Modules whose part does not fit, with the reason.
    """

    name: str
    built: GraphQLSchema
    news: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def merged(graphs: Mapping[str, Graph]) -> Schema:
    """Return one schema of all parts; a part that does not fit is left out and named."""
    fitting: dict[str, Graph] = {}
    faults: dict[str, str] = {}
    for name, graph in graphs.items():
        try:
            _document({**fitting, name: graph})
            fitting[name] = graph
        except (GraphQLError, TypeError, ValueError, KeyError) as error:
            faults[name] = f"its GraphQL: {error}".split("\n")[0]
    news = {key: value for graph in fitting.values() for key, value in graph.news.items()}
    built = _build(_document(fitting), fitting)
    return Schema("merged", built, news=news, faults=faults)


def subgraph(name: str, graph: Graph) -> Schema:
    """Return a module's part alone, as Apollo Federation v2 wants to meet it."""
    sdl = sdl_of(graph)
    document = _document({name: graph})
    keyed = _entities(document)
    lines = [SERVICE, "extend type Query { _service: _Service! }"]
    if keyed:
        lines.append(f"union _Entity = {' | '.join(keyed)}")
        lines.append("extend type Query { _entities(representations: [_Any!]!): [_Entity]! }")
    if not any(one.name.value == "Query" for one in _types(document)):
        lines[1] = "type Query { _service: _Service! }"
    whole = DocumentNode(definitions=document.definitions + parse("\n".join(lines)).definitions)
    more: dict[str, Callable[..., Any]] = {
        "Query._service": lambda ask: {"sdl": sdl},
        "Query._entities": _represented,
    }
    needs = {"Query._service": "federation", "Query._entities": "federation"}
    extended = Graph(
        sdl=graph.sdl, roots={**graph.roots, **more}, batched=graph.batched,
        entities=graph.entities, needs={**graph.needs, **needs}, news=graph.news,
    )  # fmt: skip
    return Schema(name, _build(whole, {name: extended}), news=graph.news)


def sdl_of(graph: Graph) -> str:
    """Return a part's SDL with the link that federation asks for."""
    return LINK + graph.sdl


def sdl_hash(graph: Graph) -> str:
    """Return what tells two versions of a part's SDL apart."""
    return hashlib.sha256(sdl_of(graph).encode()).hexdigest()[:16]


def _represented(_ask: Any, representations: list[Any]) -> list[dict[str, Any]]:
    if len(representations) > MOST_REPRESENTATIONS:
        raise GraphQLError(
            f"at most {MOST_REPRESENTATIONS} representations",
            extensions={"code": "GRAPHQL_TOO_LARGE"},
        )
    if not all(isinstance(one, dict) and "__typename" in one for one in representations):
        raise GraphQLError("a representation needs __typename and id")
    return [dict(one) for one in representations]


def _document(graphs: Mapping[str, Graph]) -> DocumentNode:
    """Return the parts as one document: types of one name have the fields of all of them.

    Raises:
        GraphQLError: An SDL that cannot be read. ValueError: two parts that contradict each other.
    """
    kept: dict[str, TypeDefinitionNode] = {}
    for name, graph in graphs.items():
        for one in parse(graph.sdl, no_location=True).definitions:
            if not isinstance(one, TypeDefinitionNode):
                raise ValueError("only types may be defined")
            known = kept.get(one.name.value)
            kept[one.name.value] = one if known is None else _joined(known, one, name)
    return DocumentNode(definitions=tuple(kept.values()))


def _joined(known: Any, other: Any, name: str) -> Any:
    if type(known) is not type(other):
        raise ValueError(f"{name} makes {other.name.value} something else")
    if not isinstance(known, ObjectTypeDefinitionNode):
        return known
    fields: dict[str, FieldDefinitionNode] = {one.name.value: one for one in known.fields or ()}
    for one in other.fields or ():
        before = fields.setdefault(one.name.value, one)
        if before is not one and before.type != one.type:
            raise ValueError(f"{name} gives {other.name.value}.{one.name.value} another type")
    return ObjectTypeDefinitionNode(
        name=known.name, fields=tuple(fields.values()), directives=known.directives,
        interfaces=known.interfaces, description=known.description,
    )  # fmt: skip


def _types(document: DocumentNode) -> list[ObjectTypeDefinitionNode]:
    return [one for one in document.definitions if isinstance(one, ObjectTypeDefinitionNode)]


def _entities(document: DocumentNode) -> list[str]:
    return [
        one.name.value
        for one in _types(document)
        if any(mark.name.value == "key" for mark in one.directives or ())
    ]


def _build(document: DocumentNode, graphs: Mapping[str, Graph]) -> GraphQLSchema:
    """Return the executable schema, each field with its answer.

    Raises:
        GraphQLError: The schema contradicts itself.
    """
    built = build_ast_schema(document, assume_valid_sdl=True)
    faults = validate_schema(built)
    if faults:
        raise faults[0]
    owners = _owners(graphs)
    for kind, type_ in built.type_map.items():
        if isinstance(type_, GraphQLObjectType) and not kind.startswith("__"):
            for name, one in type_.fields.items():
                found = _answer(kind, name, graphs, owners)
                one.resolve = resolver(found, get_named_type(one.type).name)
        elif kind == "_Entity":
            type_.resolve_type = lambda value, info, _: value["__typename"]  # type: ignore[attr-defined]
    return built


def _owners(graphs: Mapping[str, Graph]) -> dict[str, str]:
    """Return which module each ``Type.field`` is of."""
    return {
        f"{one.name.value}.{member.name.value}": name
        for name, graph in reversed(list(graphs.items()))
        for one in _types(parse(graph.sdl, no_location=True))
        for member in one.fields or ()
    }


def _answer(
    kind: str, name: str, graphs: Mapping[str, Graph], owners: Mapping[str, str]
) -> Answered:
    field_name = f"{kind}.{name}"
    module = owners.get(field_name) or next(iter(graphs))
    graph = graphs[module]
    loader: Loader | None = graph.entities.get(kind)
    return Answered(
        kind=kind,
        name=name,
        module=module,
        root=graph.roots.get(field_name),
        batched=graph.batched.get(field_name),
        loader=loader if name != "id" else None,
        need=graph.needs.get(field_name),
        is_root=kind in ROOTS,
    )
