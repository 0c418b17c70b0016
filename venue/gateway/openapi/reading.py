"""What a route takes, read from the route's own code.

A view says what it wants by calling `core.parse.body`, `core.parse.integer`, `request.args.get` and
`core.commands.command`. Reading those calls keeps the description true without a second list.
"""

import ast
import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPMethod
from types import FunctionType
from typing import Any

import msgspec
from werkzeug.local import LocalProxy

from venue.core import commands, i18n, parse

DEPTH = 4
REFUSALS_FROM = 300
OWN = ("venue.", "sync.", "printers.")
KEYED = frozenset({"command", "require_key", "PrivateCall"})
KINDS = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
TEXT_LONGEST = 200
QUIET = (parse.body, parse.integer, parse.choice, parse.day, commands.json, commands.command)


@dataclass
class Wants:
    """What a view was found to take and give.

    Attributes:
        body: The type of its JSON body, or None.
        raw: It reads the body's bytes itself.
        query: JSON schemas of its query parameters by name.
        asked: Those of them that must be there.
        keyed: It needs an Idempotency-Key.
        status: Its status of success.
        kinds: Content types it names.
    """

    body: type[msgspec.Struct] | None = None
    raw: bool = False
    query: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    keyed: bool = False
    status: int = 200
    kinds: set[str] = field(default_factory=set)


def wants(view: Callable[..., Any]) -> Wants:
    """Return what a route's view takes."""
    found = Wants()
    _read(inspect.unwrap(view), found, DEPTH, set())
    return found


def _read(view: Any, found: Wants, depth: int, seen: set[Any]) -> None:
    if not isinstance(view, FunctionType) or view.__code__ in seen or depth == 0:
        return
    seen.add(view.__code__)
    node = _source(view)
    if node is None:
        return
    names = _names(view)
    arguments = _aliases(node)
    checks = dict(_checks(node, names))
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        _one_call(call, names, arguments, checks, found)
        inner = names.get(call.func.id) if isinstance(call.func, ast.Name) else None
        if getattr(inner, "__module__", "").startswith(OWN) and inner not in QUIET:
            _read(inner, found, depth - 1, seen)


def _one_call(
    call: ast.Call,
    names: Mapping[str, Any],
    arguments: set[str],
    checks: Mapping[int, dict[str, Any]],
    found: Wants,
) -> None:
    name = _last_name(call.func)
    if name == "body" and len(call.args) == 2 and _value(call.func, names) is parse.body:
        found.body = _value(call.args[1], names)
    elif name == "get" and _is_args(call.func.value, arguments):  # type: ignore[attr-defined]
        wanted = _value(call.args[0], names)
        schema = dict(checks.get(id(call), _text(call, names)))
        if schema.pop("required", False):
            found.asked.add(wanted)
        found.query.setdefault(wanted, schema)
    elif name == "get_data":
        found.raw = True
    elif name == "json" and len(call.args) == 2:
        found.status = _value(call.args[1], names) or found.status
    if name in KEYED:
        found.keyed = True
    for word in call.keywords:
        value = _value(word.value, names)
        if word.arg == "status" and isinstance(value, int) and value < REFUSALS_FROM:
            found.status = value
        if word.arg == "mimetype" and isinstance(value, str):
            found.kinds.add(value.partition(";")[0])


def _checks(node: ast.AST, names: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the schema of each `core.parse` check of a query parameter, by its first argument."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and call.args and _last_name(call.func) in CHECKS:
            words = {word.arg or "": _checked(word.value, names) for word in call.keywords}
            yield id(call.args[0]), CHECKS[_last_name(call.func)](words)


def _checked(node: ast.AST, names: Mapping[str, Any]) -> Any:
    """Return a check's argument; a list that the house keeps, such as its languages, is asked."""
    if isinstance(node, ast.Call) and not node.args:
        kept = _value(node.func, names)
        return kept() if kept is i18n.languages else None
    return _value(node, names)


def _number(words: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "integer", "minimum": words["least"], "maximum": words["most"]}


def _choice(words: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "string", "enum": list(words["among"])}


def _day(words: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "string", "format": "date", "required": "default" not in words}


CHECKS = {"integer": _number, "choice": _choice, "day": _day}


def _text(call: ast.Call, names: Mapping[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "maxLength": TEXT_LONGEST}
    default = _value(call.args[1], names) if len(call.args) > 1 else None
    return schema | ({"default": default} if isinstance(default, str) and default else {})


def _aliases(node: ast.AST) -> set[str]:
    """Return the local names of ``request.args``."""
    return {
        target.id
        for one in ast.walk(node)
        if isinstance(one, ast.Assign) and _is_args(one.value, set())
        for target in one.targets
        if isinstance(target, ast.Name)
    }


def _is_args(node: ast.AST, aliases: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in aliases
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "request.args"


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _value(node: ast.AST, names: Mapping[str, Any]) -> Any:
    """Return what an expression of constants and known names is; None when it is not that."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, names), node.attr, None)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Pow, ast.Sub)):
        left, right = _value(node.left, names), _value(node.right, names)
        return int(math.pow(left, right)) if isinstance(node.op, ast.Pow) else left - right
    return None


def _names(view: FunctionType) -> dict[str, Any]:
    cells = zip(view.__code__.co_freevars, view.__closure__ or (), strict=True)
    known = view.__globals__ | {name: cell.cell_contents for name, cell in cells}
    # Flask's `request` and its like can be asked nothing outside a request.
    return {name: value for name, value in known.items() if type(value) is not LocalProxy}


def _source(view: FunctionType) -> ast.AST | None:
    return _functions(view.__code__.co_filename).get(view.__code__.co_firstlineno)


@lru_cache(maxsize=256)
def _functions(path: str) -> dict[int, ast.AST]:
    """Return a file's functions by the line on which their code begins."""
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError):
        return {}
    return {
        min([node.lineno, *(one.lineno for one in node.decorator_list)]): node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }


def changes(method: str) -> bool:
    """Tell whether a call by this method may change something."""
    return method not in (HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS)
