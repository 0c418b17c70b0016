"""The simulated Saturday: ``python -m tests.faults.saturday --seed 7``.

40 tables, 120 phones, 6 waiters, 5 kitchen screens of which 2 fall away and come back, a printer
without power for 20 minutes, Wi-Fi that flaps for a third of the phones. ``--prove`` also runs
small evenings on servers that are broken on purpose: each must be found out.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.process import make_demo
from tests.faults.saturday import evening
from tests.faults.saturday.broken import FAULTS
from tests.faults.saturday.judge import judge, table
from tests.faults.saturday.plan import FULL, SHORT


def main() -> int:
    """Run the evening; return 1 when a promise was broken, or a broken server not found out."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="saturday-") as work:
        demo = Path(work) / "demo"
        make_demo(demo)
        began = time.monotonic()
        (folder := Path(work) / "evening").mkdir()
        scale = SHORT if options.short else FULL
        record = evening.run(demo, folder, scale=scale, seed=options.seed)
        rows = judge(record)
        print(f"{scale}\nseed {options.seed}, {time.monotonic() - began:.0f} s in all")
        print(table(record, rows))
        failed = any(row.wrong for row in rows)
        for name in FAULTS if options.prove else ():
            failed |= not _found_out(demo, Path(work) / name, name, options.seed)
    return int(failed)


def _found_out(demo: Path, folder: Path, name: str, seed: int) -> bool:
    """Tell whether the judge sees what is wrong with a server that is broken on purpose."""
    folder.mkdir()
    launcher = (sys.executable, "-m", "tests.faults.saturday.broken", name)
    record = evening.run(demo, folder, scale=SHORT, seed=seed, launcher=launcher)
    red = [row.promise for row in judge(record) if row.wrong]
    found = FAULTS[name] in red
    print(f"{'found' if found else 'MISSED':8}{name}: {', '.join(red) or 'nothing is red'}")
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.saturday",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=1, help="Where the dice start.")
    parser.add_argument("--short", action="store_true", help="The small evening of `make test`.")
    parser.add_argument("--prove", action="store_true", help="Also run the broken servers.")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
