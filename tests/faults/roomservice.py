"""A life of the box that ends right behind the commit of a room service order.

Run by `test_roomservice`: ``python -m tests.faults.roomservice FOLDER KEY SLOT``.
"""

import os
import signal
import sys
from pathlib import Path

from tests.hotel.test_roomservice import Inn, in_room
from tests.inside import Inside, Person


def wish(phone: Person, slot: str) -> dict[str, object]:
    """Return the order that is sent, and sent again."""
    line = next(one for one in phone.lines(2) if one["item_id"] not in (1, "1"))
    return {"lines": [line], "slot": slot}


def main() -> None:
    """Order to a room and die before anybody hears the answer."""
    folder, key, slot = sys.argv[1:]
    box = Inside(Path(folder), Path(folder), hotel__tray_item=1, guest__confirm=False)
    _, phone = in_room(Inn(box))
    cookie = phone.client.get_cookie("venue_guest")
    assert cookie is not None
    (Path(folder) / "phone.txt").write_text(cookie.value)
    phone.post("/api/v1/orders", wish(phone, slot), key=key, expect=201)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
