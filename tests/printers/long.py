"""The long forms: ``python tests/printers/long.py [--documents N] [--tickets N]``."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import fuzz
import load

NOTES_PER_DOCUMENT = 19


def main() -> None:
    """Print the figures; ends with an error when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=50_000, help="notes and documents")
    parser.add_argument("--tickets", type=int, default=1000)
    parser.add_argument("--per-second", type=float, default=40)
    wanted = parser.parse_args()
    began = time.monotonic()
    for seed in range(wanted.documents):
        if seed % (NOTES_PER_DOCUMENT + 1) == 0:
            fuzz.document(seed)
        else:
            fuzz.note(seed)
        if seed % 1000 == 0 and sys.stdout.isatty():
            print(f"\r{seed} of {wanted.documents} notes and documents", end="", flush=True)
    took = time.monotonic() - began
    print(f"\r{wanted.documents} notes and documents: nothing raised, no unknown command, no "
          f"drawer, no cut too many; {took:.0f} s")  # fmt: skip
    if not wanted.tickets:
        return
    print(load.HEAD, flush=True)
    for misbehave in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            done = load.run(
                Path(folder), tickets=wanted.tickets, per_s=wanted.per_second, misbehave=misbehave
            )
        print(done.row(), flush=True)
        if done.unaccounted or done.twice_unmarked:
            sys.exit("a number is lost, or printed twice without its mark")


if __name__ == "__main__":
    main()
