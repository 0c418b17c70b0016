"""What connecting to Airalo takes, for the engine's `Provider`."""

from sync.airalo.client import BASE_URL, Airalo
from sync.calls import CallFailed
from sync.model import Outcome, Result
from sync.provider import Credentials, Field, Tools

FIELDS = (
    Field(name="client_id"),
    Field(name="client_secret", secret=True),
    # Address and credentials are the same for both, so nothing in a request tells which is live.
    Field(name="mode", default="sandbox", choices=("sandbox", "live")),
    Field(name="base_url", default=BASE_URL),
)


def open_client(credentials: Credentials, tools: Tools) -> Airalo:
    """Return a client; no network."""
    return Airalo(
        tools.transport(credentials.get("base_url") or BASE_URL),
        client_id=credentials["client_id"],
        client_secret=credentials["client_secret"],
    )


def probe(client: Airalo) -> Result:
    """Prove id and secret by asking for the balance."""
    try:
        client.balance()
    except CallFailed as failure:
        return failure.result
    return Result(outcome=Outcome.DONE, words="the account answers")


def mode(credentials: Credentials) -> str:
    """Return what the installer said: ``sandbox`` or ``live``."""
    return credentials.get("mode") or "sandbox"
