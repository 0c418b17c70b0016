"""The page of safe mode: what every screen shows when the server cannot start.

One file, the standard library alone: Debian's own Python runs it when the program or its
environment is damaged (systemd/venue-safe.service). It reads no database and writes nothing.
"""

import html
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TRY_AGAIN_S = 600
TRY_AGAIN_CODE = 75  # EX_TEMPFAIL; the unit starts the server on it
USUAL_PORT = 8080
REQUEST_LIMIT_S = 5
SENTENCE = "The box is in safe mode: its server could not start. Orders cannot be taken now."
WORDS = {
    "en": (
        "This box cannot start",
        "Orders cannot be taken just now. Nothing that was confirmed is lost.",
        "Take orders on paper. The box tries again by itself every ten minutes; "
        "this page goes away when it works.",
        "For the installer, on the box: sudo venue doctor says what is wrong. "
        "sudo venue restore FILE --replace brings the last backup back. "
        "sudo systemctl start venue tries at once.",
    ),
    "ru": (
        "Система не запускается",
        "Сейчас заказы не принимаются. Всё, что было подтверждено, сохранено.",
        "Записывайте заказы на бумаге. Система сама пробует снова каждые десять минут; "
        "когда она заработает, эта страница исчезнет.",
        "Установщику, на самом устройстве: sudo venue doctor покажет причину. "
        "sudo venue restore ФАЙЛ --replace вернёт последнюю копию. "
        "sudo systemctl start venue пробует сразу.",
    ),
}
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{0}</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="15">
<style>:root{{color-scheme:light dark}}
body{{font:1.25rem/1.5 system-ui,sans-serif;max-inline-size:40rem;margin:10vh auto;padding:1rem}}
h1{{font-size:2rem;line-height:1.2}}small{{font-size:1rem}}</style></head>
<body><main><h1>{0}</h1><p><strong>{1}</strong></p><p>{2}</p><p><small>{3}</small></p></main></body>
</html>
"""
HEADERS = {
    "Cache-Control": "no-store",
    "Retry-After": "15",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}


def page(languages: str) -> str:
    """Return the page in Russian for who asks for it (Accept-Language), else in English."""
    lang = "ru" if languages.strip().lower().startswith("ru") else "en"
    return PAGE.format(*(html.escape(one) for one in WORDS[lang]), lang=lang)


def problem() -> bytes:
    """Return what programs and open screens get, as RFC 9457 says it."""
    told = {"status": 503, "code": "box.safe_mode", "title": "Safe mode", "detail": SENTENCE}
    return json.dumps(told).encode()


def port_of(data: Path) -> int:
    """Return the port where the server was last reached over plain HTTP."""
    try:
        url = urlsplit(str(json.loads((data / "server.json").read_text())["local_url"]))
        return url.port or USUAL_PORT
    except (OSError, ValueError, KeyError, TypeError):
        return USUAL_PORT


class Answers(BaseHTTPRequestHandler):
    """Answers everything with 503: people with the page, programs with the problem."""

    timeout = REQUEST_LIMIT_S
    server_version, sys_version = "venue", ""

    def answer(self) -> None:
        """Send the one answer there is."""
        person = "text/html" in self.headers.get("Accept", "")
        languages = self.headers.get("Accept-Language", "")
        body = page(languages).encode() if person else problem()
        self.send_response(503)
        kind = "text/html; charset=utf-8" if person else "application/problem+json"
        for name, value in {**HEADERS, "Content-Type": kind}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: every screen asks again and again."""


def main() -> int:
    """Serve the page until it is time to try the server again."""
    port = port_of(Path(sys.argv[1]))
    server = ThreadingHTTPServer(("", port), Answers)
    server.daemon_threads = True
    ends = threading.Timer(TRY_AGAIN_S, server.shutdown)
    ends.daemon = True
    ends.start()
    with server:
        server.serve_forever()
    return TRY_AGAIN_CODE


if __name__ == "__main__":
    raise SystemExit(main())
