"""Finding a card number in what comes in: none is ever stored, printed or journalled.

A number of 14 to 19 digits, however grouped, that begins as payment cards do (3 to 6) and passes
the check of ISO/IEC 7812-1, annex B (Luhn). Thirteen digits are left to phone numbers; what stands
behind a letter, a plus or another digit is an id, a phone or an account.
"""

import re

NUMBER = re.compile(rb"(?<![0-9A-Za-z+.\-])[3-6]\d(?:[ .\-/]?\d){12,17}(?![0-9A-Za-z\-])")
NOT_DIGIT = re.compile(rb"\D")


def holds_card_number(raw: bytes) -> bool:
    """Tell whether bytes of text hold what is most likely a card's number."""
    return any(_passes(NOT_DIGIT.sub(b"", found[0])) for found in NUMBER.finditer(raw))


def _passes(digits: bytes) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = digit - 48
        if place % 2:
            value = value * 2 - 9 * (value > 4)
        total += value
    return total % 10 == 0
