"""One mail to the owner's SMTP server; the only file that imports smtplib.

Until the last line of the mail has gone out nothing can have been delivered; after it, a lost
answer leaves the end unknown (RFC 5321, 4.2.5).
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sync.limits import Bucket
from sync.model import Outcome, Result

TIMEOUT_S = 30.0
LATER_S = 900.0  # a greylisting server wants a quarter of an hour


class Letter(NamedTuple):
    """A mail: who gets it, and its bytes without the From line."""

    to: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Client:
    """The way to one server.

    Attributes:
        security: ``starttls``, ``tls`` or ``none``.
        sender: The From address, with or without a name.
        sender_address: The address alone, where bounces go.
    """

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    sender_address: str
    bucket: Bucket
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def probe(self) -> Result:
        """Connect, sign in and leave."""
        return self._within(lambda server: Result(outcome=Outcome.DONE))

    def send(self, letter: Letter) -> Result:
        """Hand one mail over."""
        if not self.bucket.take():
            return Result(outcome=Outcome.NOT_SENT, code="rate", words="waiting for the rate limit")
        return self._within(lambda server: self._hand_over(server, letter))

    def _within(self, work: Callable[[smtplib.SMTP], Result]) -> Result:
        server: smtplib.SMTP | None = None
        try:
            server = self._connect()
            if self.user:
                server.login(self.user, self.password)
            return work(server)
        except smtplib.SMTPAuthenticationError as error:
            return _refused_sign_in(error)
        except (smtplib.SMTPException, OSError) as error:
            return not_sent(error)
        finally:
            if server is not None:
                _leave(server)

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=self.trust())
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        if self.security == "starttls":
            server.starttls(context=self.trust())
        return server

    def _hand_over(self, server: smtplib.SMTP, letter: Letter) -> Result:
        server.ehlo_or_helo_if_needed()
        code, answer = server.mail(self.sender_address)
        if code != 250:
            return of_code(code, "sender_refused", answer)
        code, answer = server.rcpt(letter.to)
        if code not in (250, 251):
            return of_code(code, "recipient_refused", answer)
        content = f"From: {self.sender}\r\n".encode() + letter.content
        code, answer = server.docmd("data")
        if code != 354:
            return of_code(code, "content_refused", answer)
        return _deliver(server, content)


def of_code(code: int, cause: str, answer: bytes = b"") -> Result:
    """Return what a server's refusal means: 4xx, come again later; 5xx, never.

    Many servers say only after the mail that its recipient takes none, so where the answer names
    its reason (enhanced status codes, RFC 3463, section 3) that one counts.

    Args:
        cause: What was refused, by the step at which it was.
    """
    if 400 <= code < 500:
        words = "the mail server asks to come again later"
        return Result(outcome=Outcome.THROTTLED, code="later", words=words, retry_after_s=LATER_S)
    named = re.match(rb"5\.(\d{1,3})\.\d{1,3}\b", answer)
    reason = REASONS.get(named[1], cause) if named and cause != "sender_refused" else cause
    return Result(outcome=Outcome.REJECTED, code=reason, words=REFUSALS[reason])


REASONS = {b"1": "recipient_refused", b"2": "mailbox_refused", b"7": "policy_refused"}


REFUSALS = {
    "sender_refused": "the mail server does not send for this address",
    "recipient_refused": "it bounced: the address does not exist or takes no mail",
    "mailbox_refused": "it bounced: the mailbox is full, closed or takes nothing so large",
    "policy_refused": "it bounced: the rules of the receiving server do not allow this mail",
    "content_refused": "the mail server refused this mail",
}


def not_sent(error: Exception) -> Result:
    """Return what a failure before the mail's last line means."""
    if isinstance(error, socket.gaierror):
        code, words = "dns", "the mail server's name was not found"
    elif isinstance(error, ConnectionRefusedError):
        code, words = "refused", "nobody answers at the mail server's address"
    elif isinstance(error, (ssl.SSLError, smtplib.SMTPNotSupportedError)):
        code, words = "tls", "no secure connection to the mail server"
    elif isinstance(error, TimeoutError):
        code, words = "timeout", "the mail server does not answer in time"
    else:
        code, words = "reset", "the mail server broke off"
    return Result(outcome=Outcome.NOT_SENT, code=code, words=words)


def _deliver(server: smtplib.SMTP, content: bytes) -> Result:
    """Send the mail's lines; from here on a lost answer means that nobody knows."""
    # A line that begins with a point gets a second one (RFC 5321, 4.5.2).
    quoted = re.sub(rb"(?m)^\.", b"..", content.removesuffix(b"\r\n"))
    try:
        server.send(quoted + b"\r\n.\r\n")
        code, answer = server.getreply()
    except (smtplib.SMTPException, OSError):
        words = "the line broke while the mail was handed over; it may have gone"
        return Result(outcome=Outcome.AMBIGUOUS, code="reset", words=words)
    if code != 250:
        return of_code(code, "content_refused", answer)
    return Result(outcome=Outcome.DONE, vendor_ref=answer.decode("latin-1")[:120])


def _refused_sign_in(error: smtplib.SMTPAuthenticationError) -> Result:
    if 400 <= error.smtp_code < 500:
        return of_code(error.smtp_code, "sender_refused")
    words = "the mail server does not take this user and password"
    return Result(outcome=Outcome.AUTH, code=f"smtp_{error.smtp_code}", words=words)


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
