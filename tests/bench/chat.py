"""How long a guest's sentence takes to the waiter, translated: ``python -m tests.bench.chat``.

Guests write by HTTP on a real server; a waiter's socket hears the message with its translation by
Apertium, through rate limit, safety check, engine, disk and news. Sentences are all different, so
that nothing is kept from before. Needs Apertium with Spanish; sandbox of one machine, no network.
"""

import argparse
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.faults.process import Box, make_demo
from tests.served import Client
from tests.wire.test_wire import Wire

TARGET_MS = 50.0
WARM = 10
ENGLISH = ("the green chair near the wall", "a quiet place by the window", "my coat is here")
SPANISH = ("la silla verde cerca de la pared", "un sitio tranquilo junto a la ventana")


class Waiter:
    """A waiter's tablet: when the translation of each message came."""

    def __init__(self, box: Box, after: int) -> None:
        self._wire = Wire(
            box.served(), "websocket", headers={"Cookie": box.served().staff("Anna").cookie_header},
            auth={"view": "floor", "after": after},
        )  # fmt: skip
        self._came: dict[str, tuple[float, str]] = {}
        self._more = threading.Condition()
        self._wire.client.on("news", self._news)

    def _news(self, frame: dict[str, Any]) -> None:
        now = time.monotonic()
        with self._more:
            for item in frame["items"]:
                message = item.get("message")
                if item["kind"] == "chat_message" and not message["waiting"]:
                    self._came.setdefault(message["original"], (now, message["text"] or ""))
            self._more.notify_all()

    def came(self, original: str) -> tuple[float, str]:
        """Wait for a message; return when it came, and its translation."""
        with self._more:
            assert self._more.wait_for(lambda: original in self._came, 20), f"lost: {original}"
            return self._came[original]

    def close(self) -> None:
        """Hang up."""
        self._wire.close()


def main() -> int:
    """Measure both directions and print; return 1 when 95 of 100 took longer than the target."""
    options = _options()
    if shutil.which("apertium") is None:
        raise SystemExit("Apertium is not installed (apt install apertium-eng-spa)")
    slow = 0
    with tempfile.TemporaryDirectory(prefix="chat-") as folder:
        make_demo(Path(folder) / "demo")
        box = Box(Path(folder) / "demo", Path(folder) / "data")
        try:
            box.start()
            program = box.served().program()
            waiter = Waiter(box, program.json("/api/v1/tables")["seq"])
            for way, texts in (("es to en", SPANISH), ("en to es", ENGLISH)):
                spent = _measured(box, waiter, options.messages, way[:2], texts)
                p50, p95, p99 = (spent[int(len(spent) * part)] for part in (0.5, 0.95, 0.99))
                print(f"| {way} | {len(spent)} | {p50:.0f} | {p95:.0f} | {p99:.0f} |")
                slow += p95 > TARGET_MS
            waiter.close()
            box.stop()
        finally:
            box.kill()
    return int(bool(slow))


def _measured(
    box: Box, waiter: Waiter, count: int, source: str, texts: tuple[str, ...]
) -> list[float]:
    """Return how long each message took, ms, the shortest first; the first ones only warm up.

    A guest writes Spanish, staff answer in English; each person within the limit of a minute.
    """
    chats = [_chat(box, table) for table in range(10)]
    staff = [box.served().staff(name) for name in ("Anna", "Marta")]
    spent, untranslated = [], 0
    for number in range(count + WARM):
        guest, path = chats[number % len(chats)]
        person = guest if source == "es" else staff[number % len(staff)]
        original = f"{texts[number % len(texts)]} {number}"
        began = _said(person, path, {"text": original, "language": source})
        came, text = waiter.came(original)
        if number >= WARM:
            spent.append(1000 * (came - began))
            untranslated += text in ("", original)
    if untranslated:
        raise SystemExit(f"{untranslated} of {count} came without a translation")
    return sorted(spent)


def _said(person: Client, path: str, body: dict[str, str]) -> float:
    """Send a message, later where it would be too fast; return when it was sent."""
    while True:
        began = time.monotonic()
        answer = person.post(path, body)
        if answer.status_code == 201:
            return began
        assert answer.status_code == 429, answer.text
        time.sleep(2)


def _chat(box: Box, table: int) -> tuple[Client, str]:
    guest = box.served().guest(table)
    chat = guest.post("/api/v1/chats", {"language": "es"}).json()
    return guest, f"/api/v1/chats/{chat['id']}/messages"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.chat", description=__doc__)
    parser.add_argument("--messages", type=int, default=80, help="each way")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
