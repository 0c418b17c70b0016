"""A stand-in fiscal middleware: signs once per reference, keeps what it signed, fails when told."""

import json
import threading
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SIGNED_BEFORE = 0x8000_0000_0000
GERMANY = 0x4445_0000_0000_0000


class Middleware:
    """What the device did.

    Attributes:
        signed: References in the order in which they were signed.
        fault: ``""``, ``"refused"`` (400), ``"lost"`` (signs, then breaks off), ``"broken"`` (500
            before any effect), ``"unit"`` (the signing unit is out of order), ``"garbage"``.
    """

    def __init__(self) -> None:
        self.signed: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.fault = ""
        self._answers: dict[str, dict[str, Any]] = {}
        middleware = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                middleware.serve(self, json.loads(self.rfile.read(length), parse_float=Decimal))

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def credentials(self) -> dict[str, str]:
        url = f"http://127.0.0.1:{self.server.server_address[1]}"
        return {"base_url": url, "cashbox": "box-1", "access_token": "s3cret", "mode": "sandbox"}

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def serve(self, call: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        if call.path == "/json/v1/echo":
            return _answer(call, 200 if call.headers["accesstoken"] == "s3cret" else 401, asked)
        reference, case = asked["cbReceiptReference"], asked["ftReceiptCase"]
        if call.headers["accesstoken"] != "s3cret" or asked["ftCashBoxID"] != "box-1":
            return _answer(call, 401, {})
        if case & SIGNED_BEFORE:
            return _answer(call, 200, self._answers.get(reference))
        self.asked.append(asked)
        if self.fault == "broken":
            return _answer(call, 500, {})
        if self.fault == "refused":
            return _answer(call, 400, {})
        if self.fault == "garbage":
            return _answer(call, 200, {"ftReceiptIdentification": "x", "ftState": "soon"})
        assert reference not in self.signed, f"{reference} was signed twice"
        self.signed.append(reference)
        self._answers[reference] = self._made(reference)
        if self.fault == "lost":
            call.connection.close()
            return None
        return _answer(call, 200, self._answers[reference])

    def _made(self, reference: str) -> dict[str, Any]:
        number = len(self.signed)
        if self.fault == "unit":
            return {"ftReceiptIdentification": f"ft{number}#", "ftState": GERMANY | 0x2}
        return {
            "ftReceiptIdentification": f"ft{number}#",
            "ftReceiptMoment": "2026-11-23T20:00:00Z",
            "ftState": GERMANY,
            "ftSignatures": [
                {"ftSignatureFormat": 1, "Caption": "Transaction", "Data": str(number)},
                {"ftSignatureFormat": 3, "Data": f"V0;{reference};{number}"},
            ],
        }


def _answer(call: BaseHTTPRequestHandler, status: int, value: Any) -> None:
    body = json.dumps(value).encode()
    call.send_response(status)
    call.send_header("Content-Type", "application/json")
    call.send_header("Content-Length", str(len(body)))
    call.end_headers()
    call.wfile.write(body)
