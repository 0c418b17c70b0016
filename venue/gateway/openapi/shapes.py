"""Schemas and examples that the description of the routes is put together from."""

import re
from typing import Any

from werkzeug.routing import Rule

LARGEST_INT = 2**53
PROBLEM = "application/problem+json"
JSON = "application/json"
EXAMPLE_KEY = "0199d3a1-6c2e-7b3f-8a54-2f6f1c0e9d11"
SAMPLES = (
    "kitchen", "2026-11-23", "1234", "EUR", "en", "10:00", "a@b.example", "00000000", "0a1b2c3d",
    EXAMPLE_KEY, "x", "",
)  # fmt: skip
PLACE = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<how>[^>]*)\))?:)?(?P<name>\w+)>")

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `code` is stable (`feature.reason`); `detail` is one plain sentence.",
    "required": ["type", "title", "status", "code", "detail", "details"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "pattern": r"^[a-z0-9_]+(\.[a-z0-9_]+)*$"},
        "detail": {"type": "string"},
        "details": {"type": "object"},
    },
}

# Status -> what it means and an example's code and words.
REFUSALS: dict[int, tuple[str, str, str]] = {
    400: ("Malformed, or against a rule", "request.malformed", "the request cannot be read"),
    401: ("Nobody known is asking", "access.unknown", "sign in or scan the table's card first"),
    403: ("Not allowed for this role or key", "access.forbidden", "this is not allowed"),
    404: ("No such thing, or not yours", "http.404", "there is no such thing"),
    405: ("No such method here", "http.405", "this address does not take that method"),
    408: ("The body came too slowly", "request.too_slow", "the request took too long to arrive"),
    409: ("Its present state does not allow it", "bills.closed", "the bill is closed"),
    410: ("Over", "tables.session_closed", "the table's session is over"),
    411: ("A body without its length", "request.length_required", "send Content-Length"),
    413: ("Too many bytes", "request.too_large", "a request may have 65536 bytes"),
    414: ("The address is too long", "http.414", "an address may have 4096 characters"),
    415: ("Not a kind of content read here", "request.not_json", "send JSON"),
    421: ("Another host's name", "request.wrong_host", "this box does not answer to that name"),
    422: ("The key was used for something else", "request.key_reused", "this key was used"),
    429: ("Too many tries; see Retry-After", "access.locked", "wait a moment"),
    500: ("A defect; the words hold a number to tell staff", "internal", "something broke"),
    503: ("Busy, or this part is off", "box.busy", "too much at once; try again in a moment"),
}


def refusal(status: int) -> dict[str, Any]:
    """Return the response object of a refusal with an example."""
    meaning, code, words = REFUSALS[status]
    example = {
        "type": f"/problems/{code}",
        "title": meaning,
        "status": status,
        "code": code,
        "detail": words,
        "details": {},
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": meaning, "content": {PROBLEM: {"schema": schema, "example": example}}}


def path_of(rule: Rule) -> str:
    """Return a rule as OpenAPI writes paths."""
    return PLACE.sub(lambda found: "{" + found["name"] + "}", rule.rule)


def places(rule: Rule) -> list[dict[str, Any]]:
    """Return the parameters in a rule's path."""
    return [
        {
            "name": found["name"],
            "in": "path",
            "required": True,
            "schema": _place(found["kind"] or "string", found["how"] or ""),
        }
        for found in PLACE.finditer(rule.rule)
    ]


def _place(kind: str, how: str) -> dict[str, Any]:
    if kind == "int":
        most = re.search(r"max=(\d+)", how)
        limit = int(most[1]) if most else LARGEST_INT
        return {"type": "integer", "minimum": 0, "maximum": limit, "example": 1}
    if kind == "any":
        return {"type": "string", "enum": how.replace(" ", "").split(",")}
    whole = kind == "path"
    return {"type": "string", "minLength": 1} | ({} if whole else {"pattern": "^[^/]+$"})


def example(schema: dict[str, Any], components: dict[str, Any], depth: int = 6) -> Any:
    """Return a small value that fits a schema: what is required, and the first of each choice.

    Raises:
        LookupError: A text's pattern that no sample fits; its field should name ``examples``.
    """
    if "$ref" in schema:
        return example(components[schema["$ref"].rpartition("/")[2]], components, depth)
    if schema.get("examples"):
        return schema["examples"][0]
    for plain in ("example", "const", "default"):
        if plain in schema:
            return schema[plain]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], components, depth)
    return _of_type(schema, components, depth)


def _of_type(schema: dict[str, Any], components: dict[str, Any], depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, components, depth)
    if kind == "array":
        few = schema.get("minItems", 1 if depth > 0 else 0)
        return [example(schema.get("items", {}), components, depth - 1)] * few
    if kind in ("integer", "number"):
        return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    if kind == "string":
        return _text(schema)
    return kind == "boolean" or None


def _object(schema: dict[str, Any], components: dict[str, Any], depth: int) -> dict[str, Any]:
    members = schema.get("properties", {})
    wanted = schema.get("required") or list(members)[:4]
    return {name: example(members[name], components, depth - 1) for name in wanted if depth > 0}


def _text(schema: dict[str, Any]) -> str:
    """Return a sample that fits a text's pattern.

    Raises:
        LookupError: None does.
    """
    pattern = schema.get("pattern")
    least, most = schema.get("minLength", 0), schema.get("maxLength", 200)
    for sample in SAMPLES:
        if least <= len(sample) <= most and (not pattern or re.search(pattern, sample)):
            return sample
    raise LookupError(pattern)
