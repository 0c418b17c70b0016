"""A stand-in name server on the loopback: TXT records, signed dynamic updates (RFC 2136)."""

import socketserver
import struct
import threading
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.tsigkeyring
import dns.update

KEY_NAME, SECRET = "venue-key.", "c2VjcmV0IG9mIHRoZSB6b25lLCAzMiBieXRlcy4uLi4="
ZONE = "example.com"


class NameServer:
    """Serves until closed.

    Attributes:
        texts: The TXT values by name; ``seen``: each that was ever put.
        hides: Whether it answers as if there were none.
        faults: What went wrong with the updates that were refused.
    """

    def __init__(self) -> None:
        self.texts: dict[str, set[str]] = {}
        self.seen: list[tuple[str, str]] = []
        self.hides, self.faults = False, list[str]()
        owner = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.settimeout(10)
                head = self.request.recv(2, 0x100)  # MSG_WAITALL
                if len(head) == 2:
                    wire = self.request.recv(struct.unpack("!H", head)[0], 0x100)
                    answer = owner.answer(wire)
                    self.request.sendall(struct.pack("!H", len(answer)) + answer)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, wire: bytes) -> bytes:
        """Return the answer to one message."""
        keyring = dns.tsigkeyring.from_text({KEY_NAME: ("hmac-sha256", SECRET)})
        try:
            message: Any = dns.message.from_wire(wire, keyring=keyring)
        except Exception as error:
            self.faults.append(type(error).__name__)
            refused = dns.message.Message(struct.unpack("!H", wire[:2])[0])
            refused.flags |= dns.flags.QR
            refused.set_rcode(dns.rcode.REFUSED)
            return refused.to_wire()
        answer = dns.message.make_response(message)
        if isinstance(message, dns.update.UpdateMessage):
            signed = message.had_tsig and str(message.zone[0].name) == f"{ZONE}."
            answer.set_rcode(dns.rcode.NOERROR if signed else dns.rcode.REFUSED)
            for found in message.update if signed else ():
                self._change(found)
        else:
            name = message.question[0].name
            values = () if self.hides else self.texts.get(str(name).rstrip("."), ())
            if values:
                answer.answer.append(
                    dns.rrset.from_text(name, 60, "IN", "TXT", *(f'"{one}"' for one in values))
                )
        return bytes(answer.to_wire())

    def _change(self, found: Any) -> None:
        name = str(found.name).rstrip(".")
        for one in found:
            value = b"".join(one.strings).decode()
            if found.deleting == dns.rdataclass.NONE:
                self.texts.get(name, set()).discard(value)
            else:
                self.texts.setdefault(name, set()).add(value)
                self.seen.append((name, value))
