"""What routes answer: a table in short words beside the code, and the JSON schemas made of it.

``answers/<part>.json`` holds a shape for ``"METHOD /path"``: a word (``string``, ``integer``,
``number``, ``boolean``, ``money``, ``any``; ``string|null`` is either), ``[shape]`` a list,
``{"name": shape, "name?": shape}`` an object with what it always and what it sometimes has,
``{"*": shape}`` an object by ids or other names, ``{"|": [shape, …]}`` one of several.
``python -m tests.gateway.answers`` writes and checks it by what the test suite really hears.
"""

from functools import cache
from pathlib import Path
from typing import Any

from venue.core.jsonx import loads

FOLDER = Path(__file__).with_name("answers")
AMOUNT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "An amount in minor units.",
    "required": ["amount", "currency"],
    "properties": {
        "amount": {"type": "integer"},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    },
    "example": {"amount": 1234, "currency": "EUR"},
}
WORDS: dict[str, dict[str, Any]] = {
    "any": {},
    "money": {"$ref": "#/components/schemas/MinorAmount"},
}


def schema_of(method: str, path: str) -> dict[str, Any] | None:
    """Return the JSON schema of a route's answer of success; None: the table does not have it."""
    shape = table().get(f"{method} {path}")
    return None if shape is None else expand(shape)


@cache
def table() -> dict[str, Any]:
    """Return the shape of every route's answer that is known, by ``"METHOD /path"``."""
    found: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("*.json")):
        found |= loads(path.read_bytes())
    return found


def expand(shape: Any) -> dict[str, Any]:
    """Return the JSON schema of a shape; objects may have more members than it names."""
    if isinstance(shape, str):
        return _words(shape.split("|"))
    if isinstance(shape, list):
        return {"type": "array"} | ({"items": expand(shape[0])} if shape else {})
    if "|" in shape:
        return {"anyOf": [expand(one) for one in shape["|"]]}
    if "*" in shape:
        return {"type": "object", "additionalProperties": expand(shape["*"])}
    schema: dict[str, Any] = {"type": "object"}
    if shape:
        schema["properties"] = {name.removesuffix("?"): expand(one) for name, one in shape.items()}
    required = [name for name in shape if not name.endswith("?")]
    return schema | ({"required": required} if required else {})


def _words(words: list[str]) -> dict[str, Any]:
    named = [WORDS[one] for one in words if one in WORDS]
    plain = [one for one in words if one not in WORDS]
    if not named:
        return {"type": plain[0] if len(plain) == 1 else plain}
    return named[0] if not plain else {"anyOf": [*named, *({"type": one} for one in plain)]}
