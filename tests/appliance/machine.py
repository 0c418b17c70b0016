"""A clean Debian made with debootstrap, as far as one can be used without booting it."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

from venue.core.ids import uuid7

ROOT = Path(__file__).parents[2]
PACKAGES = "python3-venv,ca-certificates"
URL = "http://127.0.0.1:8080"
READY_S = 60
ENVIRONMENT = (
    "HOME=/root",
    "LANG=C.UTF-8",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
)
CODE = ("config", "printers", "sync", "venue", "systemd", "scripts")
FILES = ("setup.py", "pyproject.toml", "README.md", "requirements.lock", "install.sh")


def inside_own_world(module: str) -> None:
    """Go on in process, mount and network namespaces of one's own: no Internet, no traces."""
    if "--inside" in sys.argv:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    if os.geteuid() != 0:
        raise SystemExit("this needs root: debootstrap and chroot")
    command = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    os.execvp("unshare", [*command, sys.executable, "-m", module, *sys.argv[1:], "--inside"])


def bootstrap(root: Path) -> None:
    """Make a clean Debian 12 in ``root`` where there is none."""
    if (root / "etc/debian_version").exists():
        return
    if shutil.which("debootstrap") is None:
        raise SystemExit("this needs debootstrap: apt install debootstrap")
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(root)],
        check=True,
        timeout=1800,
    )


def wheels(folder: Path) -> None:
    """Fetch what the lock file names into ``folder``, unless it is there."""
    if folder.is_dir() and any(folder.iterdir()):
        return
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "-q", "--require-hashes"),
            *("-r", str(ROOT / "requirements.lock"), "-d", str(folder)),
        ],
        check=True,
        timeout=1800,
    )


def source(target: Path, changes: dict[str, tuple[str, str]]) -> None:
    """Copy the program as a checkout; change some files: ``{path: (what, into what)}``."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in CODE:
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, target / name)
    for name, (what, into) in changes.items():
        path = target / name
        text = path.read_text()
        assert what in text, f"{name} does not hold {what!r}"
        path.write_text(text.replace(what, into, 1))


class Machine:
    """The chroot: commands run in it, and the venue in it spoken to over HTTP."""

    def __init__(self, root: Path) -> None:
        self.root, self.session = root, requests.Session()

    def prepare(self, wheel_folder: Path) -> None:
        """Mount what a program expects, and put the stand-in of systemctl where it is found."""
        subprocess.run(["mount", "-t", "proc", "proc", self.root / "proc"], check=True)
        subprocess.run(["mount", "--rbind", "/dev", self.root / "dev"], check=True)
        for old in ("opt/venue", "etc/venue", "var/lib/venue", "root/wheels"):
            shutil.rmtree(self.root / old, ignore_errors=True)
        shutil.copytree(wheel_folder, self.root / "root/wheels")
        shutil.copy(Path(__file__).with_name("systemctl"), self.root / "usr/local/bin/systemctl")
        (self.root / "run/systemd/system").mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.root / "run/standin", ignore_errors=True)

    def run(self, *words: str, check: bool = True) -> str:
        """Run a command as root and return what it printed."""
        ended = subprocess.run(
            ["chroot", str(self.root), "/usr/bin/env", "-i", *ENVIRONMENT, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        if check and ended.returncode:
            raise AssertionError(
                f"{' '.join(words)} ended with {ended.returncode}:\n{ended.stdout}"
            )
        return ended.stdout if check else f"{ended.stdout}\nexit {ended.returncode}"

    def path(self, name: str) -> Path:
        """Return a path of the machine as this program sees it."""
        return self.root / name.lstrip("/")

    def ready(self) -> dict[str, Any]:
        """Wait until the server takes orders, and return what it says of itself."""
        ends = time.monotonic() + READY_S
        while time.monotonic() < ends:
            try:
                answer = requests.get(f"{URL}/readyz", timeout=2)
                if answer.ok:
                    told: dict[str, Any] = answer.json()
                    return told
            except requests.RequestException:
                pass
            time.sleep(0.1)
        raise AssertionError(self.path("/var/log/venue.service.log").read_text()[-3000:])

    def get(self, path: str) -> Any:
        """GET a path that must answer 200; return its JSON."""
        answer = self.session.get(f"{URL}{path}", timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any) -> Any:
        """POST a command that must be obeyed; return its JSON."""
        answer = self.session.post(
            f"{URL}{path}", json=body, headers={"Idempotency-Key": uuid7()}, timeout=20
        )
        assert answer.ok, answer.text
        return answer.json()

    def order(self) -> str:
        """Open the first free table, order one dish there and return the order's id."""
        table = next(one for one in self.get("/api/v1/tables")["items"])
        session_id = table.get("session_id")
        if session_id is None:
            body = {"table_id": table["id"], "covers": 2}
            session_id = self.post("/api/v1/table-sessions", body)["id"]
        sections = self.get("/api/v1/menu?lang=en")["sections"]
        dish = next(item for section in sections for item in section["items"])
        lines = [{"item_id": dish["id"], "quantity": 1, "modifiers": [], "note": ""}]
        body = {"lines": lines, "table_session_id": session_id}
        return str(self.post("/api/v1/orders", body)["id"])
