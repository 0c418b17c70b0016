"""PINs: argon2id under a pepper that is not in the database; slow on purpose, so off the loop."""

import hashlib
import hmac

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from venue.core.errors import Invalid

# OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
SHORTEST = {"manager": 6, "installer": 6}
SHORTEST_OTHERS, LONGEST = 4, 8
# What is compared when there is no such person, so that the answer takes as long.
NOBODYS = HASHER.hash("nobody")


def require_form(pin: str, role: str) -> None:
    """Refuse what cannot be a PIN of this role.

    Raises:
        Invalid: ``staff.bad_pin``.
    """
    shortest = SHORTEST.get(role, SHORTEST_OTHERS)
    if not (pin.isascii() and pin.isdigit() and shortest <= len(pin) <= LONGEST):
        raise Invalid(
            "staff.bad_pin",
            f"the PIN of a {role} has {shortest} to {LONGEST} digits",
            shortest=shortest,
            longest=LONGEST,
        )


def hashed(pin: str, pepper: bytes) -> str:
    """Return what is stored of a PIN."""
    return HASHER.hash(_peppered(pin, pepper))


def matches(stored: str | None, pin: str, pepper: bytes) -> bool:
    """Tell whether a PIN is the stored one; takes as long when nothing is stored."""
    try:
        return HASHER.verify(stored or NOBODYS, _peppered(pin, pepper)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def _peppered(pin: str, pepper: bytes) -> str:
    return hmac.new(pepper, pin.encode(), hashlib.sha256).hexdigest()
