"""Codes that people read out and type: letters that cannot be mistaken, and a check character.

Crockford's base 32 without I, L, O and U. The check is a weighted sum in the field of 32 elements
(x^5 + x^2 + 1): one wrong character or two neighbours swapped are always found.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FIELD = 0b100101
ALIKE = str.maketrans("OIL", "011")


def make(prefix: str, length: int, random: bytes | None = None) -> str:
    """Return a code: ``prefix``, ``length`` random characters, the check character.

    Args:
        random: Where the randomness comes from; at least ``length`` bytes. None: the system's.
    """
    raw = random or secrets.token_bytes(length)
    body = prefix + "".join(ALPHABET[one % 32] for one in raw[:length])
    return body + ALPHABET[_sum(body)]


def read(typed: str, prefix: str, length: int) -> str | None:
    """Return what was typed as the code it means, or None: not one, or with a typing error."""
    letters = "".join(one for one in typed.upper() if one.isalnum()).translate(ALIKE)
    whole = len(prefix) + length + 1
    if len(letters) != whole or not letters.startswith(prefix):
        return None
    if any(one not in ALPHABET for one in letters):
        return None
    return letters if ALPHABET[_sum(letters[:-1])] == letters[-1] else None


def _sum(body: str) -> int:
    """Return the sum of each character times the next power of x."""
    total, weight = 0, 1
    for letter in body:
        weight = _times(weight, 2)
        total ^= _times(ALPHABET.index(letter), weight)
    return total


def _times(one: int, other: int) -> int:
    product = 0
    while other:
        if other & 1:
            product ^= one
        one, other = one << 1, other >> 1
        if one & 0b100000:
            one ^= FIELD
    return product
