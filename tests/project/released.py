"""The hashes of the migrations as they are written now."""

import hashlib
import inspect
import json
from importlib.metadata import entry_points
from pathlib import Path

from venue.core import modules, schema

FILE = Path(__file__).parent / "released.json"


def present() -> dict[str, str]:
    """Return the hash of each migration's source by ``<set>.<function>``, in order."""
    points = sorted(entry_points(group=modules.GROUP), key=lambda point: point.name)
    sets = [schema.MIGRATIONS, *(point.load().migrations for point in points)]
    return {
        f"{migrations.name}.{one.name}": hashlib.sha256(
            inspect.getsource(one.fn).encode()
        ).hexdigest()
        for migrations in sets
        if migrations is not None
        for one in migrations._migrations
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(present(), indent=2) + "\n")
