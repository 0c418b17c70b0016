"""A real mail server on the loopback (aiosmtpd) that can misbehave on purpose."""

from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.served import free_port


class Post:
    """Takes mail for everybody but ``nobody@``.

    Attributes:
        letters: What was accepted, in order.
        fault: ``later`` (451 to the recipient), ``bounce`` (refuses after the mail), ``cut``
            (accepts and hangs up without saying so); strikes once.
        answer: What ``bounce`` says.
    """

    def __init__(self, password: str = "right") -> None:
        self.letters: list[Message] = []
        self.fault, self.password, self.answer = "", password, ""
        self.port = free_port()
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=self._sign_in,
            auth_required=True,
            auth_require_tls=False,
        )

    def start(self) -> "Post":
        """Serve."""
        self._controller.start()
        return self

    def stop(self) -> None:
        """Serve no more."""
        self._controller.stop()

    def credentials(self, **other: str) -> dict[str, str]:
        """Return what an owner would enter."""
        return {
            "host": "127.0.0.1",
            "port": str(self.port),
            "security": "none",
            "user": "venue",
            "password": "right",
            "sender": "Osteria <house@osteria.example>",
        } | other

    def _sign_in(self, server: Any, session: Any, envelope: Any, how: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == self.password.encode()
        return AuthResult(success=good, handled=False)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Refuse some."""
        if address.startswith("nobody@"):
            return "550 5.1.1 no such user"
        if self._strikes("later"):
            return "451 4.7.1 greylisted, come back"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a mail."""
        if self._strikes("bounce"):
            return self.answer
        self.letters.append(message_from_bytes(envelope.content))
        if self._strikes("cut"):
            server.transport.abort()
        return "250 queued as 4711"

    def _strikes(self, fault: str) -> bool:
        if self.fault != fault:
            return False
        self.fault = ""
        return True
