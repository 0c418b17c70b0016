"""schemathesis over every route for programs, as several roles: ``python -m tests.gateway.fuzz``.

A real demo venue is served for each role and asked thousands of things that fit the description
and things that do not. All of schemathesis' checks hold but those in `NOT_HELD`, with reasons.
Takes some minutes a role; ``--cases 5`` is a quick look.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.served import Served, make_demo

ST = Path(sys.executable).parent / "st"
ROLES = ("installer", "manager", "waiter", "front_desk", "guest")
NAMES = {"manager": "Marta", "waiter": "Anna", "front_desk": "Lena"}
PROGRAMS = r"^/(api|healthz|readyz|metrics)"
# Doors that end the walk itself, reach into the tester's own network, or take minutes each.
LEFT_OUT = "|".join(
    (
        "/staff/sign-out", "/revoke$", "/staff/sign-in", "/staff/{staff_id}",
        "/printers/discover", "/probe$", "/connect$", "/backups", "/compare$", "/devices/pair",
    )
)  # fmt: skip
# positive_data_acceptance: rules know more than a schema (a closed bill takes no lines).
# allow_header_conformance: where two rules share an address, OPTIONS names the methods of both.
# ignored_auth: the demo's own doors for everybody say so; the walk of all doors is in
# tests/server/test_permissions.py.
NOT_HELD = ("positive_data_acceptance", "ignored_auth", "allow_header_conformance")


def main() -> int:
    """Fuzz each role in turn; return 0 when nothing failed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=30, help="cases for each route")
    asked.add_argument("--role", choices=ROLES, action="append")
    asked.add_argument("--only", default=PROGRAMS, help="a pattern of paths")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "demo"
        make_demo(source)
        codes = [
            _fuzz(source, Path(folder) / role, role, options.cases, options.only)
            for role in options.role or ROLES
        ]
    return max(codes)


def _fuzz(source: Path, target: Path, role: str, cases: int, only: str) -> int:
    shutil.copytree(source, target)
    served = Served(target)
    served.start()
    try:
        print(f"== {role}", flush=True)
        command = _command(served, role, cases, only)
        return subprocess.run(command, check=False, cwd=target.parent).returncode
    finally:
        served.stop()


def _command(served: Served, role: str, cases: int, only: str) -> list[str]:
    return [
        str(ST), "run", f"{served.url}/api/openapi.json", "--checks", "all",
        "--exclude-checks", ",".join(NOT_HELD), "--phases", "examples,coverage,fuzzing",
        "--max-examples", str(cases), "--include-path-regex", only,
        "--exclude-path-regex", LEFT_OUT, "--continue-on-failure", "--seed", "1",
        "--header", _who(served, role), "--header", "X-Fuzz: 1", "--no-color",
    ]  # fmt: skip


def _who(served: Served, role: str) -> str:
    if role == "installer":
        return f"Authorization: Bearer {served.facts['api_key']}"
    person = served.guest() if role == "guest" else served.staff(NAMES[role])
    return f"Cookie: {person.cookie_header}"


if __name__ == "__main__":
    sys.exit(main())
