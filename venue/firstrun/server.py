"""Serves the wizard until there is a venue."""

import threading
from collections.abc import Callable
from pathlib import Path

import qrcode
from werkzeug.serving import make_server

from config.settings import Settings
from venue import app
from venue.firstrun import code
from venue.firstrun.page import Wizard
from venue.process import notify, watchdog_s
from venue.recovery import Quiet

PING_S = 2.0  # also how soon a venue that `venue init` made meanwhile is seen


def serve(data: Path, settings: Settings, url: str, tell: Callable[[str], object]) -> None:
    """Serve the wizard until a venue is there; ``tell`` prints a line on the console."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    wizard = Wizard(data, settings)
    host, port = settings.text("server.host"), settings.number("server.port")
    server = make_server(host, port, wizard.app(), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, name="first run", daemon=True)
    thread.start()
    tell(announcement(url, code.shown(code.of(data).code)))
    notify("READY=1")
    while not wizard.done.wait(min(watchdog_s() or PING_S, PING_S)):
        notify("WATCHDOG=1")
        if (data / app.DATABASE_FILE).exists():
            break
    server.shutdown()
    server.server_close()


def announcement(url: str, shown: str) -> str:
    """Return what the console shows: the address, the set-up code and the address as a QR code."""
    drawn = qrcode.QRCode(border=1)
    drawn.add_data(url)
    drawn.make()
    cells = drawn.get_matrix()
    lines = []
    for row in range(0, len(cells), 2):
        below = cells[row + 1] if row + 1 < len(cells) else [False] * len(cells[row])
        lines.append("".join(HALVES[pair] for pair in zip(cells[row], below, strict=True)))
    return "\n".join(
        [f"This box has no venue yet. Set it up at {url}", f"Set-up code: {shown}", "", *lines]
    )


# Light on dark, as consoles are: a light cell is drawn.
HALVES = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
