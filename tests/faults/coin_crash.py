"""The server that dies by itself, once, at a named step of settling a payment in coins.

``VENUE_DIE_AT`` names the step, ``VENUE_DIED`` the file that says it has died already. Only the
fault programme starts it: ``python -m tests.faults.coin_crash serve --data ...``
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sync.ton import pulling, service, store
from venue.cli import main
from venue.core.db import Database
from venue.payments import service as payments

# Step -> where it is: the object, the name of its function, and whether death comes before it.
STEPS: dict[str, tuple[Any, str, bool]] = {
    "the page was read": (pulling, "take", True),
    "the fact was written": (store, "insert_fact", False),
    "the payment is about to settle": (payments, "become", True),
    "the payment settled": (payments, "become", False),
    "the payment was told": (payments, "told", False),
    "the cursor is about to be kept": (service, "synced", True),
    "the commit is about to come": (Database, "_commit", True),
    "the commit came": (Database, "_commit", False),
}


def armed(step: str, mark: Path) -> None:
    """Put death at a step; for commits, at the first one that holds a fact of the chain."""
    where, name, before = STEPS[step]
    real: Callable[..., Any] = getattr(where, name)

    def dying(*args: Any, **more: Any) -> Any:
        due = not mark.exists() and (where is not Database or _holds_a_fact(args[1]))
        if due and before:
            _die(mark)
        answer = real(*args, **more)
        if due:
            _die(mark)
        return answer

    setattr(where, name, dying)


def _holds_a_fact(tx: Any) -> bool:
    return bool(tx.execute("SELECT 1 FROM ton_fact LIMIT 1").fetchone())


def _die(mark: Path) -> None:
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    armed(os.environ["VENUE_DIE_AT"], Path(os.environ["VENUE_DIED"]))
    main()
