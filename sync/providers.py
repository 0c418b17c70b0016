"""The providers of this box. A new one is a line here and a folder of its own."""

from collections.abc import Mapping

from sync import webhook
from sync.airalo.provider import PROVIDER as AIRALO
from sync.cloudbeds.provider import PROVIDER as CLOUDBEDS
from sync.fiscal.provider import PROVIDER as FISCAL
from sync.mail.provider import PROVIDER as MAIL
from sync.provider import Provider

# Their modules make them with what only a running box has; `venue doctor` runs without one.
ADDED: Mapping[str, str] = {"headoffice": "Head office", "ton": "TON"}


def titles() -> Mapping[str, str]:
    """Return what people call each provider that a box can have, by name."""
    return {**{name: one.title for name, one in all_providers().items()}, **ADDED}


def all_providers() -> Mapping[str, Provider]:
    """Return every provider by name."""
    return {one.name: one for one in (AIRALO, CLOUDBEDS, FISCAL, MAIL, webhook.provider())}
