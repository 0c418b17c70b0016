"""What connecting a property to Cloudbeds takes, for the engine's `Provider`."""

from sync.calls import CallFailed
from sync.cloudbeds.client import BASE_URL, Cloudbeds
from sync.model import Outcome, Result
from sync.provider import Credentials, Field, Tools

FIELDS = (
    Field(name="api_key", secret=True),
    Field(name="property_id"),
    Field(name="base_url", default=BASE_URL),
)


def open_client(credentials: Credentials, tools: Tools) -> Cloudbeds:
    """Return a client; no network."""
    return Cloudbeds(
        transport=tools.transport(credentials.get("base_url") or BASE_URL),
        api_key=credentials["api_key"],
        property_id=credentials["property_id"],
        currency=credentials.get("currency") or "EUR",
    )


def probe(client: Cloudbeds) -> Result:
    """Prove key and property by `getHotels`, which also keeps the key from its 30 idle days."""
    try:
        found = {one.property_id for one in client.hotels()}
    except CallFailed as failure:
        return failure.result
    if client.property_id in found:
        return Result(outcome=Outcome.DONE, words="the property answers")
    words = "the key is not this property's"
    return Result(outcome=Outcome.AUTH, code="other_property", words=words)


def mode(credentials: Credentials) -> str:
    """Tell ``live`` from ``sandbox``: Cloudbeds has no public sandbox, so any other address is."""
    return "live" if (credentials.get("base_url") or BASE_URL) == BASE_URL else "sandbox"
