"""One answer for an entry and everything it imports: a phone asks once instead of thirty times.

The files stay as written and also work unbundled. Each module becomes a function that returns its
exports, in the order of the imports. Understood is what our files and the vendored ones use:
``import {a, b as c} from``, ``import name from``, ``export`` before const, let, class and function,
``export {a as b}``, ``export {a} from`` and ``export default``; bindings are copied, not live.
``import.meta.url`` becomes the entry's, so only modules in the entry's own folder may use it.

What a screen needs later only lies in parts beside it, ``<entry>-<part>.js``, which the entry asks
for with ``import("./<entry>-<part>.js")``. A part shares the entry's modules and holds none again.
"""

import re
from collections.abc import Callable
from pathlib import Path

IMPORT = re.compile(
    r"\bimport\s*(?:(?P<default>[\w$]+)|\*\s*as\s+(?P<all>[\w$]+)|\{(?P<names>[^}]*)\})?"
    r'\s*(?:from)?\s*"(?P<path>\.[^"]+)";?'
)
FROM = re.compile(r'\bexport\s*\{(?P<names>[^}]*)\}\s*from\s*"(?P<path>\.[^"]+)";?')
LIST = re.compile(r"\bexport\s*\{(?P<names>[^}]*)\};?")
DEFAULT = re.compile(r"\bexport\s+default\s+")
NAMED = re.compile(
    r"^export\s+(?P<kind>const|let|class|(?:async\s+)?function)\s+(?P<name>[\w$]+)", re.MULTILINE
)
COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)

Variable = Callable[[str], str]


def script(entry: Path) -> str:
    """Return the entry module with all it imports as one module.

    Raises:
        ValueError: modules import each other in a circle.
    """
    entry, parts = entry.resolve(), list[str]()
    done: dict[Path, str] = {}
    first = whole_of(entry)
    if entry != first:
        _add(first, done, [], ())
        parts.append(f'import {{ {", ".join(done.values())} }} from "./{first.name}";')
    _add(entry, done, parts, ())
    if entry != first:
        parts.append(f"export const {{ {', '.join(_exported(entry))} }} = {done[entry]};")
    elif parts_of(entry):
        parts.append(f"export {{ {', '.join(done.values())} }};")
    return "\n".join(parts) + "\n"


def parts_of(entry: Path) -> list[Path]:
    """Return the parts that an entry asks for later."""
    return sorted(entry.parent.glob(f"{entry.stem}-*{entry.suffix}"))


def whole_of(part: Path) -> Path:
    """Return the entry that a part belongs to; itself when it is none."""
    return part.with_name(part.stem.partition("-")[0] + part.suffix)


def _exported(part: Path) -> list[str]:
    source = part.read_text()
    passed_on = [outer for match in FROM.finditer(source) for _, outer in _pairs(match["names"])]
    return [*passed_on, *(match["name"] for match in NAMED.finditer(source))]


def style(entry: Path) -> str:
    """Return a style sheet with its imports, which lie in the same folder, in their places."""
    whole = re.sub(
        r'@import url\("\./([^"]+)"\);\n',
        lambda match: style(entry.parent / match[1]),
        entry.read_text(),
    )
    whole = re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)
    whole = re.sub(r"\s*\n\s*", " ", whole)
    return re.sub(r"\s*([{};])\s*", r"\1", whole).strip()


def _add(path: Path, done: dict[Path, str], parts: list[str], above: tuple[Path, ...]) -> None:
    if path in above:
        raise ValueError(f"{path.name} and {above[-1].name} import each other")
    if path in done:
        return
    source = COMMENT.sub("", path.read_text())
    for match in [*IMPORT.finditer(source), *FROM.finditer(source)]:
        _add((path.parent / match["path"]).resolve(), done, parts, (*above, path))
    done[path] = f"m{len(done)}"
    body = _function(source, lambda target: done[(path.parent / target).resolve()])
    parts.append(f"const {done[path]} = {body};")


def _function(source: str, variable: Variable) -> str:
    exports: list[str] = []

    def passed_on(match: re.Match[str]) -> str:
        module = variable(match["path"])
        exports.extend(f"{outer}: {module}.{inner}" for inner, outer in _pairs(match["names"]))
        return ""

    def listed(match: re.Match[str]) -> str:
        exports.extend(f"{outer}: {inner}" for inner, outer in _pairs(match["names"]))
        return ""

    def named(match: re.Match[str]) -> str:
        exports.append(match["name"])
        return f"{match['kind']} {match['name']}"

    def default(_: re.Match[str]) -> str:
        exports.append("default: default_")
        return "const default_ = "

    body = FROM.sub(passed_on, source)
    body = IMPORT.sub(lambda match: _constant(match, variable(match["path"])), body)
    body = DEFAULT.sub(default, LIST.sub(listed, body))
    body = INDENT.sub("", NAMED.sub(named, body))
    return f"(() => {{\n{body.strip()}\nreturn {{ {', '.join(exports)} }};\n}})()"


def _constant(match: re.Match[str], module: str) -> str:
    if match["all"]:
        return f"const {match['all']} = {module};"
    if match["default"]:
        return f"const {match['default']} = {module}.default;"
    if match["names"] is None:
        return ""
    names = ", ".join(f"{inner}: {outer}" for inner, outer in _pairs(match["names"]))
    return f"const {{ {names} }} = {module};"


def _pairs(names: str) -> list[tuple[str, str]]:
    """Return (inner, outer) of each ``inner as outer``."""
    parts = [part.strip().partition(" as ") for part in names.split(",") if part.strip()]
    return [(inner.strip(), outer.strip() or inner.strip()) for inner, _, outer in parts]
