"""The walls of docs/architecture.md, held by reading every import and statement."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("venue", "printers", "sync", "config")
    for path in (ROOT / folder).rglob("*.py")
)
# A feature imports only what stands before it; features on one line may know each other.
ORDER = [
    {"config", "venue.process"},
    {"venue.core"},
    {"printers"},
    {"venue.staff", "venue.devices"},
    {"venue.menu"},
    {"venue.tables"},
    {"venue.orders"},
    {"venue.drafts"},
    {"venue.kitchen"},
    {"venue.bills"},
    {"venue.folios"},
    {"venue.payments"},
    {"venue.receipts"},
    {"venue.cash"},
    {"venue.reports"},
    {"venue.rooms"},
    {"venue.bookings"},
    {"venue.lodging"},
    {"venue.checkin"},
    {"venue.profiles"},
    {"venue.roomservice"},
    {"venue.desklog"},
    {"venue.esim"},
    {"venue.translator"},
    {"venue.backups", "venue.tls", "venue.updates"},
    {"venue.keys"},
    {"sync"},
    {"venue.standby"},
    {"venue.privacy"},
    {"venue.gateway"},
    {"venue.health"},
    {"venue.manage"},
    {"venue.venuefile"},
    {"venue.web"},
    {"venue.front", "venue.safe", "venue.threaded"},
    {"venue.app", "venue.recovery"},
    {"venue.firstrun", "venue.standing"},
    {"venue.server"},
    {"venue.commands"},
    {"venue.cli"},
]
# The guard stands at every door, so the doors of printing know it too (see staff/access.py).
EXCEPTIONS = {("printers", "venue.staff.access"), ("printers", "venue.core")}
ONLY_HERE = {
    "eventlet": {"venue/server.py"},
    "requests": {"venue/core/http.py"},
    "sqlite3": {"venue/core/db.py", "venue/core/tx.py", "venue/core/writer.py",
                "venue/core/journal.py", "venue/core/redo.py", "venue/core/whole.py",
                "venue/core/copy.py",
                # The stand-in clouds and the head office keep files of their own.
                "sync/sandbox/store.py", "sync/headoffice/store.py"},
    "smtplib": {"sync/mail/client.py"},
    "apscheduler": {"venue/core/jobs.py"},
}  # fmt: skip
SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE)\s", re.IGNORECASE)
MAY_HOLD_SQL = re.compile(r"(^|/)(store|schema|queries)\.py$|^venue/core/")
LONGEST_FILE, LONGEST_FUNCTION = 300, 62


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def rank(module: str) -> int | None:
    for position, names in enumerate(ORDER):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return position
    return None


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    own = module_of(path)
    for target in imports(path):
        here, there = rank(own), rank(target)
        if here is None or there is None or there <= here:
            continue
        allowed = any(own.startswith(a) and target.startswith(b) for a, b in EXCEPTIONS)
        assert allowed, f"{own} imports {target}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_feature_is_entered_by_its_front(path: Path) -> None:
    """Another feature's store, schema and routes are its own."""
    own = module_of(path)
    feature = ".".join(own.split(".")[:2])
    for target in imports(path):
        found = re.match(r"(venue\.(?!core\b)\w+)\.(?:\w+\.)*(store|schema)\b", target)
        assert not found or found[1] == feature, f"{own} reaches into {target}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_one_door_to_each_dangerous_thing(path: Path) -> None:
    for target in imports(path):
        owners = ONLY_HERE.get(target.split(".")[0])
        assert owners is None or name_of(path) in owners, f"{name_of(path)} imports {target}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_sql_is_kept_in_stores(path: Path) -> None:
    if MAY_HOLD_SQL.search(name_of(path)):
        return
    texts = [
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    found = [text for text in texts if SQL.match(text) and not text.endswith(".")]
    assert [text for text in found if re.search(r"\b(FROM|INTO|SET|TABLE)\b", text)] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_FILE
    if path.name == "schema.py":
        return  # a migration is one list of tables
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= LONGEST_FUNCTION or _is_a_list_of_routes(node), node.name


def _is_a_list_of_routes(node: ast.FunctionDef) -> bool:
    """A function that only holds other functions is as long as their number."""
    inner = sum(isinstance(child, ast.FunctionDef) for child in node.body)
    return inner >= 2
