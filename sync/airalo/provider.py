"""Airalo as a provider: its account and how it is proven. Its writes come with the eSIM module.

Sandbox and production share address and credentials, so the mode is what the owner says
(airalo.md, 1); it is shown wherever the provider is.
"""

from sync.airalo.client import BASE_URL, BURST, RATE_PER_S, Airalo
from sync.model import Outcome, Result
from sync.provider import Credentials, Field, Provider, Tools


def _open(credentials: Credentials, tools: Tools) -> Airalo:
    return Airalo(
        tools.transport(credentials["base_url"]),
        client_id=credentials["client_id"],
        client_secret=credentials["client_secret"],
    )


def _probe(client: Airalo) -> Result:
    """Ask for the credit.

    Raises:
        CallFailed: The cloud brought no answer to use.
    """
    client.balance()
    return Result(outcome=Outcome.DONE)


PROVIDER = Provider(
    name="airalo",
    title="Airalo",
    fields=(
        Field(name="client_id"),
        Field(name="client_secret", secret=True),
        Field(name="mode", default="sandbox", choices=("sandbox", "live")),
        Field(name="base_url", default=BASE_URL, pattern=r"https?://\S+"),
        Field(name="webhook_url", default="", pattern=r"(?:https?://\S+)?"),
    ),
    open=_open,
    probe=_probe,
    handlers={},
    mode=lambda credentials: credentials["mode"],
    rate_per_s=RATE_PER_S,
    burst=BURST,
)
