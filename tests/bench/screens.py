"""The screens' times in Chromium: ``python -m tests.bench.screens``; run it on a quiet machine.

An old phone on a slow link until a dish is in the basket, what each tap and sheet costs at a fourth
of the processor, and 300 open tickets on one kitchen screen without a long task.
"""

import os
import sys
from pathlib import Path

import pytest

BROWSER = Path(__file__).parents[1] / "browser"


def main() -> int:
    """Run the tests that measure times, with their figures; return pytest's exit code."""
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    options = ["-m", "times", "-s", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return int(pytest.main([*options, str(BROWSER)]))


if __name__ == "__main__":
    sys.exit(main())
