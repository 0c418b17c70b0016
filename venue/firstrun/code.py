"""The set-up code: who stands at the box's console may make the venue, nobody else on the Wi-Fi."""

import hmac
import secrets
import threading
import time
from pathlib import Path

import msgspec

from config.settings import write_whole
from venue.core.errors import Throttled, Unauthenticated

FILE = "setup.code"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else
LENGTH = 8  # 8.5e11 codes: at 1 000 guesses a second half of them take 13 years
FREE_TRIES, FIRST_WAIT_S, LONGEST_WAIT_S = 5, 30, 900
MOST_ADDRESSES = 256


class Kept(msgspec.Struct, frozen=True):
    """The code, and what the browser that knew it holds as its cookie."""

    code: str
    session: str


def of(data: Path) -> Kept:
    """Return the box's code, made on the first call and kept over restarts."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except (FileNotFoundError, msgspec.DecodeError):
        made = Kept(
            "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)), secrets.token_urlsafe(32)
        )
        write_whole(path, msgspec.json.encode(made).decode())
        path.chmod(0o600)
        return made


def shown(code: str) -> str:
    """Return a code as it is printed: ``ABCD-EFGH``."""
    return f"{code[:4]}-{code[4:]}"


class Door:
    """Compares codes and makes those wait who guess; an address is what counts."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._wrong: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def knows(self, session: str) -> bool:
        """Tell whether a cookie is that of a browser that knew the code."""
        return hmac.compare_digest(session.encode(), self._kept.session.encode())

    def enter(self, address: str, typed: str) -> str:
        """Return the cookie's value for the right code.

        Raises:
            Throttled: ``setup.wait`` - too many wrong ones came from there.
            Unauthenticated: ``setup.wrong_code``.
        """
        with self._lock:
            wrong, until = self._wrong.get(address, (0, 0.0))
            left = until - time.monotonic()
            if left > 0:
                raise Throttled("setup.wait", f"too many wrong codes; wait {int(left) + 1} seconds")
            plain = "".join(one for one in typed.upper() if one.isalnum())
            if hmac.compare_digest(plain.encode(), self._kept.code.encode()):
                self._wrong.pop(address, None)
                return self._kept.session
            self._count(address, wrong + 1)
        raise Unauthenticated("setup.wrong_code", "this is not the code on the box's console")

    def _count(self, address: str, wrong: int) -> None:
        over = wrong - FREE_TRIES
        wait = min(FIRST_WAIT_S * 2**over, LONGEST_WAIT_S) if over >= 0 else 0
        self._wrong.pop(address, None)
        self._wrong[address] = (wrong, time.monotonic() + wait)
        while len(self._wrong) > MOST_ADDRESSES:
            del self._wrong[next(iter(self._wrong))]
