"""Menus as TOML: a table for each record, a group's modifiers within it."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from venue.menu.files import cells as cells_of
from venue.menu.files import fields
from venue.menu.files.fields import KINDS, TRANSLATED, Unreadable
from venue.menu.files.records import MOST_PROBLEMS, Problem, Record, Row, field_of

HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?")
SETTING = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")
FAULT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


def rows(text: str) -> tuple[list[Row], list[Problem]]:
    """Read TOML with a table for each record: ``[[item]]``, ``[[group.modifier]]``."""
    try:
        tree = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        fault = FAULT_LINE.search(str(error))
        line = int(fault[1]) if fault and fault[1] else text.count("\n") + 1
        return [], [Problem(line, f"this is not TOML: {FAULT_LINE.sub('', str(error))}")]
    where = _Lines(text)
    found: list[Row] = []
    problems: list[Problem] = []
    for name, records in tree.items():
        if len(problems) >= MOST_PROBLEMS:
            break
        if name not in KINDS or name == "modifier":
            hint = fields.like(name, list(KINDS))
            problems.append(Problem(where.of(name), f"there is no {name[:40]!r} in a menu{hint}"))
            continue
        _toml_kind(name, records, where, found, problems)
    return found, problems


def _toml_kind(
    kind: str, records: Any, where: "_Lines", found: list[Row], problems: list[Problem], **more: str
) -> None:
    path = "group.modifier" if kind == "modifier" else kind
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        problems.append(Problem(where.of(path), f"write each {kind} under [[{path}]]"))
        return
    for record in records:
        line, lines = where.next(path)
        cells: dict[str, str] = dict(more)
        within = record.pop("modifier", []) if kind == "group" else []
        for name, value in record.items():
            try:
                cells |= _toml_cells(name, value)
            except Unreadable as fault:
                problems.append(Problem(lines.get(name, line), f"{name}: {fault}"))
        found.append(Row(kind, line, cells, lines))
        if within != []:
            key = cells.get("key", "")
            _toml_kind("modifier", within, where, found, problems, group=key)


def _toml_cells(name: str, value: Any) -> dict[str, str]:
    if name == "translations" and isinstance(value, dict):
        return {
            f"{field}_{lang}": _toml_cell(words)
            for lang, texts in value.items()
            for field, words in (texts.items() if isinstance(texts, dict) else [("name", texts)])
        }
    return {name: _toml_cell(value)}


def _toml_cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return " ".join(value)
    raise Unreadable('write it in quotes, such as "12.50" or "07:30"')


def text(records: Iterable[Record], currency: str) -> str:
    """Return TOML without the fields that have their defaults."""
    document = tomlkit.document()
    lists: dict[str, AoT] = {kind: tomlkit.aot() for kind in KINDS if kind != "modifier"}
    groups: dict[str, Table] = {}
    for record in records:
        table = _as_table(record, currency)
        if record.kind == "modifier":
            group = groups[str(record.values["group"])]
            group.setdefault("modifier", tomlkit.aot()).append(table)
            continue
        lists[record.kind].append(table)
        if record.kind == "group":
            groups[record.key] = lists["group"][-1]
    for kind, tables in lists.items():
        if len(tables):
            document.add(kind, tables)
    return tomlkit.dumps(document)


def _as_table(record: Record, currency: str) -> Table:
    table = tomlkit.table()
    translations: dict[str, dict[str, str]] = {}
    for name, value in record.values.items():
        field = field_of(record, name)
        translation = fields.TRANSLATION.fullmatch(name)
        if translation and translation[1] in TRANSLATED[record.kind]:
            translations.setdefault(translation[2], {})[translation[1]] = str(value)
        elif name in ("group", "remaining_qty") or (value == field.default and not field.required):
            continue
        elif field.form in ("money", "percent", "names"):
            table.add(name, cells_of.show(field, value, currency))
        else:
            table.add(name, list(value) if isinstance(value, tuple) else value)
    for lang, words in sorted(translations.items()):
        inline = tomlkit.inline_table()
        inline.update(words)
        table.setdefault("translations", tomlkit.table()).add(lang, inline)
    return table


class _Lines:
    """Where the tables of a TOML file stand, which its reader does not tell."""

    def __init__(self, text: str) -> None:
        self._tables: dict[str, list[tuple[int, dict[str, int]]]] = {}
        self._taken: Counter[str] = Counter()
        block: dict[str, int] = {}
        for number, line in enumerate(text.split("\n"), start=1):
            if header := HEADER.match(line):
                block = {}
                self._tables.setdefault(header[1], []).append((number, block))
            elif setting := SETTING.match(line):
                block.setdefault(setting[1], number)
                self._tables.setdefault(setting[1], [(number, {})])

    def next(self, path: str) -> tuple[int, dict[str, int]]:
        """Return the line of the next table of this name and those of its settings."""
        tables = self._tables.get(path, [(1, {})])
        index = min(self._taken[path], len(tables) - 1)
        self._taken[path] += 1
        return tables[index]

    def of(self, path: str) -> int:
        """Return the line of the first table of this name."""
        return self._tables.get(path, [(1, {})])[0][0]
