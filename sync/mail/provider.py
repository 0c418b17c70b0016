"""Mail by the owner's own server: receipts, invoices, pre-arrival links, eSIMs."""

from email.utils import formataddr, parseaddr

from sync.mail.client import Client, Letter
from sync.mail.letter import prepare
from sync.model import Message, Result
from sync.provider import Credentials, Field, Handler, Provider, Tools

KINDS = ("receipt", "invoice", "precheckin", "esim")


def _open(credentials: Credentials, tools: Tools) -> Client:
    name, address = parseaddr(credentials["sender"])
    return Client(
        host=credentials["host"],
        port=int(credentials["port"]),
        security=credentials["security"],
        user=credentials["user"],
        password=credentials["password"],
        sender=formataddr((name, address)),
        sender_address=address,
        bucket=tools.bucket,
    )


def _send(client: Client, message: Message) -> Result:
    return client.send(Letter(str(message.body["to"]), message.wire))


# No reconcile: SMTP has no way to look. The second copy that a lost answer may cause carries the
# same Message-ID, by which mail programs know it; a receipt that never came would be worse.
HANDLER = Handler(
    send=_send,
    prepare=prepare,
    first_look_s=60.0,
    most_attempts=4,
)

PROVIDER = Provider(
    name="mail",
    title="Mail",
    fields=(
        Field(name="host", pattern=r"[\w.:-]+"),
        Field(name="port", default="587", pattern=r"\d{1,5}"),
        Field(name="security", default="starttls", choices=("starttls", "tls", "none")),
        Field(name="user", default=""),
        Field(name="password", secret=True, default=""),
        Field(name="sender", pattern=r"[^\r\n]*@[^\r\n]*"),
    ),
    open=_open,
    probe=lambda client: client.probe(),
    handlers=dict.fromkeys(KINDS, HANDLER),
    rate_per_s=1.0,
    burst=5,
    lanes=1,
)
