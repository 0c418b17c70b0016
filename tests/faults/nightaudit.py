"""A life of the box that ends inside the night audit, or right behind its commit.

Run by `test_nightaudit`: ``python -m tests.faults.nightaudit FOLDER DAY TODAY {inside,behind}``.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.inside import Inside
from venue.core.tx import Tx
from venue.lodging import audit
from venue.lodging.charges import post_nights
from venue.lodging.policy import policy_of

POSTS = "venue.lodging.audit.post_nights"


def die(*_: Any) -> int:
    """End as a power cut does: nothing is flushed or closed."""
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def main() -> None:
    """Close a day and die on the way."""
    folder, day, today, where = sys.argv[1:]
    box = Inside(Path(folder), Path(folder))
    policy = policy_of(box.services.settings)
    posted: list[int] = []

    def second_dies(tx: Tx, *given: Any) -> int:
        """Post the first guest's nights; the second's are never reached."""
        if posted:
            die()
        posted.append(post_nights(tx, *given))
        return posted[0]

    with patch(POSTS, second_dies if where == "inside" else post_nights):
        box.services.database.write(
            lambda tx: audit.run(tx, day, today=today, policy=policy, currency="EUR")
        )
    die()


if __name__ == "__main__":
    main()
