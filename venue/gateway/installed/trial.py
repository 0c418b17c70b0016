"""A module's first look, in a process of its own: what ends or hangs there does not end the box.

``python -m venue.gateway.installed.trial NAME VALUE`` imports the module, checks the contract and
tries its migrations on an empty copy of the venue's tables, whose SQL comes in on stdin.
"""

import json
import subprocess
import sys
from importlib.metadata import EntryPoint

import sqlite_utils

from venue.core.modules import GROUP, require

LIMIT_S = 20.0
WORDS_LONGEST = 300


class TrialFailed(Exception):
    """The module may not come in; the message says why."""


def attempt(point: EntryPoint, tables: list[str]) -> None:
    """Try a module in another process.

    Args:
        tables: The SQL of the venue's own tables.

    Raises:
        TrialFailed: It failed, ended or hung there.
    """
    command = [sys.executable, "-m", __name__, point.name, point.value]
    try:
        done = subprocess.run(
            command, input=json.dumps(tables), capture_output=True, text=True,
            timeout=LIMIT_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise TrialFailed(f"its import takes longer than {LIMIT_S:.0f} s") from None
    if done.returncode:
        last = (done.stdout.strip() or "its import ends the process").splitlines()[-1]
        raise TrialFailed(last[:WORDS_LONGEST])


def main(name: str, value: str) -> int:
    """Try one module; print why not."""
    try:
        module = require(EntryPoint(name, value, GROUP).load(), name)
        if module.migrations is not None:
            _migrate(name, module.migrations, json.load(sys.stdin))
    except (Exception, SystemExit) as error:
        sys.stdout.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


def _migrate(name: str, migrations: sqlite_utils.Migrations, tables: list[str]) -> None:
    database = sqlite_utils.Database(memory=True)
    for sql in tables:
        database.execute(sql)
    before = _schema(database)
    migrations.apply(database)
    after = _schema(database)
    changed = [table for table in before if after.get(table) != before[table]]
    if changed:
        raise ValueError(f"its migrations change {changed[0]}, which is not its own")
    foreign = [one for one in set(after) - set(before) if not one.startswith((f"{name}_", "_"))]
    if foreign:
        raise ValueError(f"its table {foreign[0]} must begin with {name}_")


def _schema(database: sqlite_utils.Database) -> dict[str, str]:
    rows = database.query("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row["name"]: row["sql"] for row in rows}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
