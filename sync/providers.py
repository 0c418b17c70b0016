"""The providers of this box. A new one is a line here and a folder of its own."""

from collections.abc import Mapping

from sync import webhook
from sync.airalo.provider import PROVIDER as AIRALO
from sync.cloudbeds.provider import PROVIDER as CLOUDBEDS
from sync.fiscal.provider import PROVIDER as FISCAL
from sync.mail.provider import PROVIDER as MAIL
from sync.provider import Provider


def all_providers() -> Mapping[str, Provider]:
    """Return every provider by name."""
    return {one.name: one for one in (AIRALO, CLOUDBEDS, FISCAL, MAIL, webhook.provider())}
