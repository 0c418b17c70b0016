"""The table of answers, written and checked by what the tests really hear.

``python -m tests.gateway.answers tests/bills tests/orders …`` runs those tests, holds every JSON
answer of success against the description and says what lies outside; ``--write`` makes the
shapes of the routes that were heard anew. As a plugin: ``pytest -p tests.gateway.answers``.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
from flask import Flask, Response, request

from tests.gateway.shapes import Shape
from venue.gateway.openapi import answers, shapes

TO = "VENUE_ANSWERS"
KIND = "application/json"
# What these answer depends on the question, or is described elsewhere.
FREE = frozenset({"GET /api/openapi.json", "POST /graphql", "POST /graphql/{name}"})
# Rows by hand: what an entry holds differs by its kind.
BY_HAND = frozenset({"GET /api/v1/journal"})
OWN = ("/api/", "/healthz", "/readyz", "/graphql")
HEARD: dict[str, Shape] = {}
OUTSIDE: Counter[str] = Counter()
PLAIN = Flask.process_response


def named(response: Response) -> str | None:
    """Return ``"METHOD /path"`` of an answer that the table speaks of; None: it does not."""
    rule = request.url_rule
    if rule is None or not rule.rule.startswith(OWN) or response.mimetype != KIND:
        return None
    if not 200 <= response.status_code < 300 or response.headers.get("Content-Encoding"):
        return None
    name = f"{request.method} {shapes.path_of(rule)}"
    return None if name in FREE or request.method == "HEAD" else name


def outside(name: str, value: Any) -> str | None:
    """Return where an answer differs from the table; None: it is as described."""
    shape = answers.table().get(name)
    if shape is None:
        return None
    schema = answers.expand(shape) | {
        "components": {"schemas": {"MinorAmount": answers.AMOUNT_SCHEMA}}
    }
    for fault in jsonschema_rs.validator_for(schema).iter_errors(value):
        return f"{name} at {'/'.join(map(str, fault.instance_path))}: {fault.message[:160]}"
    return None


def listen() -> None:
    """Hear every answer of this process."""

    def heard(self: Flask, response: Response) -> Response:
        answered = PLAIN(self, response)
        name = named(answered)
        if name is not None:
            value = json.loads(answered.get_data())
            HEARD.setdefault(name, Shape()).hear(value)
            fault = outside(name, value)
            if fault:
                OUTSIDE[fault] += 1
        return answered

    Flask.process_response = heard  # type: ignore[method-assign]


def pytest_configure() -> None:
    """Begin to listen when pytest loads this as a plugin."""
    listen()


def pytest_runtest_teardown(item: Any, nextitem: Any) -> None:
    """Leave what was heard for who asked, after each file: a run that is cut short counts too."""
    if nextitem is not None and nextitem.path == item.path:
        return
    folder = os.environ.get(TO)
    if folder:
        told = {
            "shapes": {name: shape.told() for name, shape in HEARD.items()},
            "outside": list(OUTSIDE),
        }
        Path(folder, f"{os.getpid()}.json").write_text(json.dumps(told))


def write(heard: dict[str, Any]) -> None:
    """Put what was heard into the table, a file for each first word of the path."""
    whole = answers.table() | heard
    files: dict[str, dict[str, Any]] = {}
    for name in sorted(whole, key=lambda one: (one.split()[1], one)):
        parts = name.split()[1].strip("/").split("/")
        part = parts[2] if parts[:2] == ["api", "v1"] else "box"
        files.setdefault(part, {})[name] = whole[name]
    for part, table in files.items():
        lines = (f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in table.items())
        text = "{\n" + ",\n".join(lines) + "\n}\n"
        (answers.FOLDER / f"{part}.json").write_text(text)


def main() -> int:
    """Run tests and compare; return 1 when an answer lies outside its description."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("tests", nargs="+")
    asked.add_argument("--write", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.gateway.answers"]
        environ = os.environ | {TO: folder}
        with contextlib.suppress(KeyboardInterrupt):
            subprocess.run([*command, *options.tests], env=environ, check=False)
        told = [json.loads(path.read_text()) for path in Path(folder).glob("*.json")]
    heard: dict[str, Shape] = {}
    for one in told:
        for name, shape in one["shapes"].items():
            heard.setdefault(name, Shape()).add(Shape.of(shape))
    faults = sorted({fault for one in told for fault in one["outside"]})
    print(f"{len(heard)} routes heard, {len(faults)} answers outside their description")
    if options.write:
        write({name: one.short() for name, one in heard.items() if name not in BY_HAND})
        return 0
    print("\n".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
