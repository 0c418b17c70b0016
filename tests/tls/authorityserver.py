"""A stand-in certificate service on the loopback (RFC 8555): it checks what a real one checks.

Signatures are checked by `cryptography` alone, not by the library that made them.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import dns.message
import dns.query
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tests.tls.papers import paper

ROOT = paper("Stand-in root", days=(-400, 4000))
BETWEEN = paper("Stand-in between", ROOT, days=(-400, 4000))
Answer = tuple[int, Any, dict[str, str]]


class Refusal(Exception):
    """A problem document (RFC 8555, 6.7)."""

    def __init__(self, code: str, detail: str, status: int = 400, **headers: str) -> None:
        super().__init__(detail)
        problem = {"type": f"urn:ietf:params:acme:error:{code}", "detail": detail}
        self.answer: Answer = (status, problem, headers)


class AuthorityServer:
    """Serves until closed.

    Attributes:
        names: Where it looks TXT records up, ``HOST:PORT``.
        accounts: Public keys by their address's last part.
        orders: By their address's last part.
        bad_nonces: So many good nonces are refused first.
        limited_s: Not 0: new orders are refused with this Retry-After.
        silent: Set: nothing is answered any more.
        before: Called with each path before it is answered.
        days: Life of what it issues, counted from ``now()``.
        asked: Every path asked for, in order.
    """

    def __init__(self, names: str) -> None:
        self.names = names
        self.accounts: dict[str, dict[str, str]] = {}
        self.orders: dict[str, dict[str, Any]] = {}
        self.nonces: set[str] = set()
        self.bad_nonces = self.limited_s = 0
        self.silent = threading.Event()
        self.before: Callable[[str], None] = lambda path: None
        self.days = (-1, 90)
        self.now: Any = None
        self.asked: list[str] = []
        self._lock = threading.RLock()
        self._closed = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop, and let go of whoever waits."""
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()

    def nonce(self) -> str:
        """Return a new nonce, good once."""
        made = secrets.token_urlsafe(16)
        self.nonces.add(made)
        return made

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        """Answer one request."""
        self.asked.append(path)
        self.before(path)
        if self.silent.is_set():
            self._closed.wait(30)
        if path == "/directory":
            kinds = ("newNonce", "newAccount", "newOrder", "revokeCert", "keyChange")
            return 200, {kind: f"{self.url}/{kind}" for kind in kinds}, {}
        if path == "/newNonce":
            return 200, None, {}
        with self._lock:
            try:
                payload, account, key = self._opened(method, path, body)
                step, _, name = path.strip("/").partition("/")
                found: Answer = getattr(self, f"_{step}")(name, payload, account, key)
            except Refusal as refusal:
                return refusal.answer
            return found

    def _opened(self, method: str, path: str, body: bytes) -> tuple[Any, str, dict[str, str]]:
        """Check a signed request (RFC 8555, 6.2 to 6.5)."""
        if method != "POST":
            raise Refusal("malformed", "POST-as-GET", 405)
        sent = json.loads(body)
        head = json.loads(_raw(sent["protected"]))
        if head["url"] != self.url + path:
            raise Refusal("unauthorized", "signed for another address", 401)
        if head["nonce"] not in self.nonces:
            raise Refusal("badNonce", "not one of ours, or used")
        self.nonces.remove(head["nonce"])
        if self.bad_nonces:
            self.bad_nonces -= 1
            raise Refusal("badNonce", "as the test wishes")
        if ("jwk" in head) == ("kid" in head) or ("jwk" in head) != (path == "/newAccount"):
            raise Refusal("malformed", "jwk for a new account, else kid")
        account = head.get("kid", "").removeprefix(f"{self.url}/account/")
        key = head.get("jwk") or self.accounts.get(account)
        if key is None:
            raise Refusal("accountDoesNotExist", "who is that?")
        _check(key, sent)
        payload = _raw(sent["payload"])
        return (json.loads(payload) if payload else None), account, key

    def _newAccount(self, _name: str, payload: Any, _account: str, key: dict[str, str]) -> Answer:
        if not payload.get("termsOfServiceAgreed"):
            raise Refusal("userActionRequired", "the terms", 403)
        known = [name for name, one in self.accounts.items() if one == key]
        name = known[0] if known else secrets.token_hex(4)
        self.accounts[name] = key
        location = {"Location": f"{self.url}/account/{name}"}
        return 200 if known else 201, {"status": "valid"}, location

    def _newOrder(self, _name: str, payload: Any, account: str, _key: dict[str, str]) -> Answer:
        if self.limited_s:
            wait = {"Retry-After": str(self.limited_s)}
            raise Refusal("rateLimited", "too many certificates", 429, **wait)
        name = secrets.token_hex(4)
        [identifier] = payload["identifiers"]
        self.orders[name] = {
            "account": account,
            "identifier": identifier["value"],
            "token": secrets.token_urlsafe(24),
            "status": "pending",
            "proof": "pending",
        }
        return 201, self._told(name), {"Location": f"{self.url}/order/{name}"}

    def _order(self, name: str, _payload: Any, account: str, _key: dict[str, str]) -> Answer:
        self._mine(name, account)
        return 200, self._told(name), {}

    def _authorization(
        self, name: str, _payload: Any, account: str, _key: dict[str, str]
    ) -> Answer:
        order = self._mine(name, account)
        wild = order["identifier"].startswith("*.")
        told = {
            "status": order["proof"],
            "identifier": {"type": "dns", "value": order["identifier"].removeprefix("*.")},
            "challenges": [
                {"type": "http-01", "url": f"{self.url}/no/{name}", "token": order["token"],
                 "status": "pending"},
                self._challenge_of(name),
            ],
        }  # fmt: skip
        return 200, told | ({"wildcard": True} if wild else {}), {}

    def _challenge(self, name: str, payload: Any, account: str, key: dict[str, str]) -> Answer:
        order = self._mine(name, account)
        if payload != {}:
            raise Refusal("malformed", "the answer to a challenge is {}")
        inner = json.dumps(
            {one: key[one] for one in sorted(("crv", "kty", "x", "y"))}, separators=(",", ":")
        )
        thumb = _text(hashlib.sha256(inner.encode()).digest())
        wanted = _text(hashlib.sha256(f"{order['token']}.{thumb}".encode()).digest())
        order["proof"] = "valid" if wanted in self._texts(order) else "invalid"
        order["status"] = "ready" if order["proof"] == "valid" else "invalid"
        up = f'<{self.url}/authorization/{name}>;rel="up"'
        return 200, self._challenge_of(name), {"Link": up}

    def _finalize(self, name: str, payload: Any, account: str, _key: dict[str, str]) -> Answer:
        order = self._mine(name, account)
        if order["status"] != "ready":
            raise Refusal("orderNotReady", "prove the name first", 403)
        request = x509.load_der_x509_csr(_raw(payload["csr"]))
        named = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        listed = named.get_values_for_type(x509.DNSName)
        if not request.is_signature_valid or listed != [order["identifier"]]:
            raise Refusal("badCSR", "not what was ordered")
        made = paper(
            "leaf", BETWEEN, names=(order["identifier"],), public=request.public_key(),
            days=self.days, now=self.now() if self.now else None,
        )  # fmt: skip
        order["status"], order["pem"] = "valid", made.pem + BETWEEN.pem
        return 200, self._told(name), {}

    def _certificate(self, name: str, _payload: Any, account: str, _key: dict[str, str]) -> Answer:
        return 200, self._mine(name, account)["pem"], {}

    def _mine(self, name: str, account: str) -> dict[str, Any]:
        order = self.orders.get(name)
        if order is None or order["account"] != account:
            raise Refusal("malformed", "no such thing of yours", 404)
        return order

    def _told(self, name: str) -> dict[str, Any]:
        order = self.orders[name]
        told = {
            "status": order["status"],
            "identifiers": [{"type": "dns", "value": order["identifier"]}],
            "authorizations": [f"{self.url}/authorization/{name}"],
            "finalize": f"{self.url}/finalize/{name}",
        }
        if order["status"] == "valid":
            told["certificate"] = f"{self.url}/certificate/{name}"
        return told

    def _challenge_of(self, name: str) -> dict[str, Any]:
        order = self.orders[name]
        told = {"type": "dns-01", "url": f"{self.url}/challenge/{name}", "token": order["token"],
                "status": order["proof"]}  # fmt: skip
        if order["proof"] == "invalid":
            problem = {"type": "urn:ietf:params:acme:error:dns", "detail": "no such TXT record"}
            told["error"] = problem
        return told

    def _texts(self, order: dict[str, Any]) -> list[str]:
        host, _, port = self.names.partition(":")
        name = f"_acme-challenge.{order['identifier'].removeprefix('*.')}"
        answer = dns.query.tcp(dns.message.make_query(name, "TXT"), host, 10, int(port))
        return [b"".join(one.strings).decode() for found in answer.answer for one in found]


def _handler(owner: AuthorityServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, told, headers = owner.answer(self.command, self.path, body)
            raw = told if isinstance(told, bytes) else b"" if told is None else _json(told)
            kind = "problem+json" if status >= 400 else "json"
            kind = "pem-certificate-chain" if isinstance(told, bytes) else kind
            self.send_response(status)
            self.send_header("Content-Type", f"application/{kind}")
            self.send_header("Content-Length", str(len(raw)))
            self.send_header("Replay-Nonce", owner.nonce())
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(raw)

        do_GET = do_HEAD = do_POST = _serve

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler


def _check(key: dict[str, str], sent: dict[str, str]) -> None:
    signature = _raw(sent["signature"])
    numbers = [int.from_bytes(_raw(key[one]), "big") for one in ("x", "y")]
    public = ec.EllipticCurvePublicNumbers(*numbers, ec.SECP256R1()).public_key()
    halves = [int.from_bytes(half, "big") for half in (signature[:32], signature[32:])]
    signed = f"{sent['protected']}.{sent['payload']}".encode()
    try:
        public.verify(encode_dss_signature(*halves), signed, ec.ECDSA(hashes.SHA256()))
    except Exception as error:
        raise Refusal("unauthorized", "a wrong signature", 401) from error


def _json(told: Any) -> bytes:
    return json.dumps(told).encode()


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def root_pem() -> bytes:
    """Return what a browser trusts."""
    return ROOT.certificate.public_bytes(serialization.Encoding.PEM)
