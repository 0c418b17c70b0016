"""PHP's bracket arrays: ``items[0][itemTaxes][0][taxName]=VAT`` back into lists and objects."""

import re
from typing import Any
from urllib.parse import parse_qsl

PART = re.compile(r"\[([^\[\]]*)\]")


def read(body: bytes) -> dict[str, Any]:
    """Return a form's fields; every leaf is text, lists are in the order of their indexes."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True):
        head, _, _ = name.partition("[")
        _place(tree, [head, *PART.findall(name[len(head) :])], value)
    return {name: _lists(value) for name, value in tree.items()}


def truth(value: Any) -> bool:
    """Read a flag as PHP does: any text but ``''``, ``0`` and (their parser) ``false`` is true."""
    return str(value) not in ("", "0", "false", "None")


def _place(tree: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:-1]:
        inner = tree.setdefault(part or str(len(tree)), {})
        if not isinstance(inner, dict):
            return
        tree = inner
    tree[path[-1] or str(len(tree))] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(inner) for key, inner in value.items()}
