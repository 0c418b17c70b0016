"""schemathesis over every route for programs, as several roles: ``python -m tests.gateway.fuzz``.

A real demo venue is served for each role and asked thousands of things that fit the description
and things that do not. All of schemathesis' checks hold; `fuzz_hooks` puts one of our own in the
place of ``positive_data_acceptance``, for the venue's rules know more than a schema can say.
Takes some minutes a role; ``--cases 5`` is a quick look.
"""

import argparse
import os
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
# Doors that end the walk itself or a module, reach into the tester's own network, or take minutes.
LEFT_OUT = "|".join(
    (
        "/staff/sign-out", "/revoke$", "/staff/sign-in", "/staff/{staff_id}",
        "/modules/{name}", "/printers/discover", "/probe$", "/connect$", "/backups", "/compare$",
        "/devices/pair",
    )
)  # fmt: skip
ROOT = Path(__file__).parents[2]
TOLD = Path(__file__).with_name("schemathesis.toml")
REPLACED = "positive_data_acceptance"


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
        told = {"SCHEMATHESIS_HOOKS": "tests.gateway.fuzz_hooks", "PYTHONPATH": str(ROOT)}
        # Where it leaves its notes.
        room = target.parent
        return subprocess.run(command, check=False, cwd=room, env=os.environ | told).returncode
    finally:
        served.stop()


def _command(served: Served, role: str, cases: int, only: str) -> list[str]:
    return [
        str(ST), "--config-file", str(TOLD), "run", f"{served.url}/api/openapi.json",
        "--checks", "all", "--exclude-checks", REPLACED, "--phases", "examples,coverage,fuzzing",
        "--max-examples", str(cases), "--include-path-regex", only,
        "--exclude-path-regex", LEFT_OUT, "--continue-on-failure", "--seed", "1",
        "--header", _who(served, role), "--header", "X-Fuzz: 1", "--no-color",
    ]  # fmt: skip


def _who(served: Served, role: str) -> str:
    if role == "installer":
        return f"Authorization: Bearer {served.facts['api_key']}"
    if role == "guest":
        return f"Authorization: Bearer {served.guest().cookie_header.partition('=')[2]}"
    return f"Cookie: {served.staff(NAMES[role]).cookie_header}"


if __name__ == "__main__":
    sys.exit(main())
