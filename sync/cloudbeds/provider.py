"""Cloudbeds as a provider: its key and how it is proven. The hotel's module adds what is told."""

from collections.abc import Callable

from sync.cloudbeds.client import BASE_URL, BURST, RATE_PER_S, Cloudbeds
from sync.model import Outcome, Result
from sync.provider import Credentials, Field, Provider, Tools


def opener(currency: str) -> Callable[[Credentials, Tools], Cloudbeds]:
    """Return what makes a client of a property whose money is ``currency``."""

    def start(credentials: Credentials, tools: Tools) -> Cloudbeds:
        return Cloudbeds(
            transport=tools.transport(credentials["base_url"]),
            api_key=credentials["api_key"],
            property_id=credentials["property_id"],
            currency=currency,
        )

    return start


def _probe(client: Cloudbeds) -> Result:
    """Ask which property the key opens: a key for another one must not be used (cloudbeds.md, 3).

    Raises:
        CallFailed: The cloud brought no answer to use.
    """
    if any(hotel.property_id == client.property_id for hotel in client.hotels()):
        return Result(outcome=Outcome.DONE)
    words = "the key does not open this property"
    return Result(outcome=Outcome.AUTH, code="other_property", words=words)


def _mode(credentials: Credentials) -> str:
    return "live" if credentials["base_url"] == BASE_URL else "sandbox"


PROVIDER = Provider(
    name="cloudbeds",
    title="Cloudbeds",
    fields=(
        Field(name="api_key", secret=True),
        Field(name="property_id", pattern=r"\w+"),
        Field(name="base_url", default=BASE_URL, pattern=r"https?://\S+"),
    ),
    open=opener("EUR"),
    probe=_probe,
    handlers={},
    mode=_mode,
    rate_per_s=RATE_PER_S,
    burst=BURST,
    lanes=3,
)
