"""Notes and documents that nobody would write, except to open a till."""

import random
from dataclasses import replace

from decoder import decode

from printers.model import CODE_TABLES, Confirm, Kind, Printer
from printers.models.letterhead import Letterhead
from printers.render import lay_out, render
from printers.samples import SAMPLES, sample

ATTACKS = (
    "\x1bp\x00\x19\xfa", "\x1dV\x00", "\x10\x14\x01\x00\x05", "\x1b@", "\x1d(k\x03\x001Q0",
    "\x1dv0\x00\xff\xff\xff\xff", "\u2029", "\x85", "\x1c", "\u202e", "\ud800", "\x00", "\x9b",
    "\u0600", "\u200b", "\u0301" * 40, "🍕", "👩‍👩‍👧", "\U000e0041", "\ufdfd",
    "w" * 400, "{n}", "%s",
)  # fmt: skip
PLAIN = (
    "Entrecôte",
    "Борщ",
    "شاورما",
    "ผัดไทย",
    "北京烤鸭",
    "नमस्ते",
    "no onion",
    "  ",
    "\n",
    "\t",
    "-",
    "",
)
WIDTHS = ((48, 576), (32, 384), (42, 512))
# What the box makes itself; nobody types it.
OURS = {"logo", "lang", "kind", "state", "movement", "change", "url", "lpa_code", "payment_url",
        "wifi_code", "fiscal_code"}  # fmt: skip


def words(chance: random.Random) -> str:
    parts = []
    for _ in range(chance.randint(0, 6)):
        pick = chance.random()
        if pick < 0.4:
            parts.append(chance.choice(ATTACKS))
        elif pick < 0.8:
            parts.append(chance.choice(PLAIN))
        elif pick < 0.9:
            parts.append("".join(chr(chance.randint(0, 0x2FF)) for _ in range(8)))
        else:
            parts.append("".join(chr(chance.randint(0, 0x10FFFF)) for _ in range(4)))
    return "".join(parts)


def spoiled(value, chance: random.Random, name: str = ""):
    """Return a copy of a document in which people's words are replaced."""
    if isinstance(value, dict):
        return {key: spoiled(inner, chance, key) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return tuple(spoiled(inner, chance, name) for inner in value)
    if isinstance(value, str) and name not in OURS and chance.random() < 0.5:
        return words(chance)
    return value


def note(seed: int) -> None:
    """Print a ticket of one dish with a guest's note."""
    chance = random.Random(-seed)
    line = {"quantity": 1, "name": "Pizza", "note": words(chance), "allergy": seed % 5 == 0}
    ticket = {"station": "Grill", "number": "G-1", "lines": [line]}
    check(seed, Kind.KITCHEN, chance, ticket)


def document(seed: int) -> None:
    """Print a document with every word in it replaced."""
    chance = random.Random(seed)
    kind = chance.choice(list(SAMPLES))
    made = sample(kind, lang=chance.choice(["en", "ru", "ar"]), letterhead=Letterhead(name="N"))
    check(seed, kind, chance, spoiled(made.document, chance))


def check(seed: int, kind: Kind, chance: random.Random, facts: dict) -> None:
    """Print it; AssertionError when a byte of it is a command that nobody meant."""
    columns, dots = chance.choice(WIDTHS)
    printer = Printer(
        id=1, name="P", columns=columns, dots=dots, native_qr=chance.random() < 0.7,
        confirm=chance.choice(list(Confirm)), cutter=chance.random() < 0.9,
        buzzer=chance.random() < 0.2, tables=chance.choice([tuple(CODE_TABLES), (17,), ()]),
    )  # fmt: skip
    made = sample(kind, lang="en", letterhead=Letterhead())
    job = replace(made, id=seed, document=facts, copy_no=seed % 3,
                  copy_of=7 if seed % 3 else None)  # fmt: skip
    lay_out(job, columns)
    tickets = decode(render(job, printer), dots, scans=False)
    errors = [what for ticket in tickets for what in ticket.errors]
    if kind is Kind.TEST:
        errors = [what for what in errors if not str(what).startswith("line of")]
    assert errors == [], (seed, kind, errors)
    assert [ticket.drawer for ticket in tickets] == [[]] * len(tickets), (seed, kind)
    assert sum(ticket.resets for ticket in tickets) == 1, (seed, kind)
    cuts = 2 if kind is Kind.SHEET else 1
    assert len(tickets) == (cuts if printer.cutter else 1), (seed, kind, len(tickets))
