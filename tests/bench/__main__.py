"""Measure the real order path: ``python -m tests.bench --guests 300 --screens 5``.

An order passes price, modifiers, tickets, journal, print job and idempotency record, and is on
the disk before its acknowledgement; the screens acknowledge what they paint, as ours do.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.generator import phases, slow_disk
from tests.bench.peer import Peer
from tests.bench.venue import Venue
from tests.faults.process import make_demo

WAYS = ("http:news", "socket:wire")
PHASES = ("open:20:10", "open:100:10", "open:300:10", "closed:64:8")
HEADINGS = (
    "system  door    screens load            orders  ack p50/p95/p99 ms     screen p50/p95/p99 ms  "
    "page p99  CPU %  RSS MB  KB/order  foreign %"
)


def main() -> int:
    """Run every system through every phase; print a table; return 1 when orders were refused."""
    options = _options()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.work) as folder:
        work = Path(folder)
        environment = slow_disk(work, options.slow_disk_us)
        make_demo(work / "demo")
        print(HEADINGS, flush=True)
        for door, kind in options.ways:
            rows += _measured(options, work, environment, door, kind)
    if options.json:
        about = {key: str(value) for key, value in vars(options).items()}
        options.json.write_text(json.dumps({"options": about, "rows": rows}, indent=1))
    return int(any(row["system"] == "venue" and row.get("refusals") for row in rows))


def _measured(
    options: argparse.Namespace, work: Path, environment: dict[str, str], door: str, kind: str
) -> list[dict[str, Any]]:
    rows = []
    systems = [("venue", lambda room: Venue(work / "demo", room, environment, orders=options.past))]
    if options.peer:
        systems.append(("peer", lambda room: Peer(options.peer, room, environment)))
    for name, make in systems:
        (room := work / f"{name}-{door}-{kind}").mkdir()
        system = make(room)
        try:
            plan = system.plan(guests=options.guests, screens=options.screens, door=door, kind=kind)
            for row in phases(plan | _wishes(options)):
                row |= {"system": name, "door": door, "screens": kind, "start_s": system.start_s}
                rows.append(row)
                print(_line(row), flush=True)
        finally:
            system.stop()
        shutil.rmtree(room, ignore_errors=True)
    return rows


def _wishes(options: argparse.Namespace) -> dict[str, Any]:
    wishes = {"phases": options.phases, "quiet_s": options.quiet}
    return wishes | {"acks": False} if options.no_acks else wishes


def _line(row: dict[str, Any]) -> str:
    way = f"{row['system']:8}{row['door']:8}{row['screens']:8}"
    if row["kind"] == "connected":
        memory = " ".join(f"{name} {mb}" for name, mb in row["rss_mb"].items())
        started = f"start {row['start_s']:.2f} s, connected in {row['connect_s']} s"
        idle = sum(row["cpu_percent"].values())
        return f"{way}{started}, RSS MB {memory}, idle CPU {idle:.1f} %"
    load = f"open {row['rate']}/s" if row["kind"] == "open" else f"closed x{row['together']}"
    written = (row["written_per_order"] or 0) / 1024
    memory, cpu = sum(row["rss_mb"].values()), sum(row["cpu_percent"].values())
    line = (
        f"{way}{load:14}{row['per_s']:8}  {_three(row['ack_ms']):22} {_three(row['screen_ms']):22} "
        f"{row['page_ms']['p99']!s:>8} {cpu:6.0f} {memory:7.0f} {written:9.1f} "
        f"{row['foreign_percent']:10}"
    )
    lost = row["painted_wanted"] - row["painted"]
    if lost or row["refusals"] or row["acknowledged"] != row["sent"] or row["closed_sockets"]:
        line += (
            f"\n        sent {row['sent']}, acknowledged {row['acknowledged']}, unpainted {lost}, "
            f"sockets closed {row['closed_sockets']}, refusals {row['refusals']}"
        )
    return line


def _three(times: dict[str, Any]) -> str:
    return f"{times['p50']} / {times['p95']} / {times['p99']}"


def _phase(text: str) -> dict[str, Any]:
    kind, number, seconds = text.split(":")
    if kind not in ("open", "closed"):
        raise argparse.ArgumentTypeError("a phase is open:RATE:SECONDS or closed:GUESTS:SECONDS")
    name = "rate" if kind == "open" else "together"
    return {"kind": kind, name: int(number), "seconds": int(seconds)}


def _way(text: str) -> tuple[str, str]:
    door, _, kind = text.partition(":")
    if door not in ("http", "socket") or kind not in ("news", "wire"):
        raise argparse.ArgumentTypeError("a way is http or socket, a colon, news or wire")
    return door, kind


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    add = parser.add_argument
    add("--guests", type=int, default=300, help="Phones, each with a socket.")
    add("--screens", type=int, default=5, help="Kitchen screens that see every order.")
    ways = "DOOR:SCREENS, such as http:news (our own screens) or socket:wire (the seed's protocol)."
    add("--ways", type=_way, nargs="+", default=[_way(one) for one in WAYS], help=ways)
    loads = "open:RATE:SECONDS or closed:GUESTS:SECONDS."
    add("--phases", type=_phase, nargs="+", default=[_phase(one) for one in PHASES], help=loads)
    add("--past", type=int, default=0, help="Orders that lie in the venue's past.")
    add("--no-acks", action="store_true", help="Screens do not tell what they painted.")
    quiet = "Before each phase wait up to this many seconds for others on this machine to rest."
    add("--quiet", type=int, default=20, help=quiet)
    add("--slow-disk-us", type=int, default=0, help="Each fsync takes this much longer.")
    add("--peer", type=Path, help="Folder of a system to race in the same run (server.js).")
    add("--work", type=Path, help="Folder for the data; its disk is what is measured.")
    add("--json", type=Path, help="Write all figures here.")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
