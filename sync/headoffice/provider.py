"""The head office as a provider: entered, proven and watched like a cloud. Off until connected."""

import re

from sync.headoffice.nats import Nats
from sync.headoffice.publisher import Publisher
from sync.provider import Credentials, Field, Provider, Pull, Tools
from venue.core.db import Database
from venue.core.tx import ReadTx

ADDRESS = r"(?:nats|tls)://[^\s/]+"
NAME = r"[a-z0-9][a-z0-9-]{0,39}"
BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def provider(database: Database) -> Provider:
    """Return the head office for the venue that this database is of."""
    current: list[Publisher] = []

    def start(credentials: Credentials, tools: Tools) -> Publisher:
        made = Publisher(database, credentials["venue"], lambda: _open(credentials))
        current[:] = [made]
        return made

    def pace_s(tx: ReadTx) -> float:
        return current[0].pace_s(tx)

    return Provider(
        name="headoffice",
        title="Head office",
        fields=(
            Field(name="address", pattern=ADDRESS),
            Field(name="venue", pattern=NAME),
            Field(name="user", default=""),
            Field(name="password", secret=True, default=""),
            Field(name="authority", default="", pattern=r"[^\0]*"),
        ),
        open=start,
        probe=lambda client: client.probe(),
        handlers={},
        lanes=1,
        pulls=(
            Pull(
                name="journal",
                every_s=pace_s,
                fetch=lambda client, cursor: client.publish(cursor),
                take=lambda tx, item: None,
            ),
        ),
    )


def _open(credentials: Credentials) -> Nats:
    return Nats(
        credentials["address"],
        user=credentials["user"],
        password=credentials["password"],
        ca=pem(credentials["authority"]),
        name=f"venue {credentials['venue']}",
    )


def pem(text: str) -> str:
    """Return certificates with their lines, which a field of one line took away."""
    if not text.strip():
        return ""
    bodies = re.findall(f"{BEGIN}(.*?){END}", text, re.S)
    return "".join("\n".join([BEGIN, *body.split(), END, ""]) for body in bodies)
