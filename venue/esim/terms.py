"""What the venue set about eSIMs, and the keys that its secrets are kept by."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, Self

from config.settings import Settings
from venue.bills.tariff import Tariff, tariff_of
from venue.core.codes import make
from venue.core.jsonx import dumps, loads
from venue.core.services import Services
from venue.core.vault import Vault
from venue.esim.model import PriceRule

PASS_LENGTH = 20


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The settings of ``esim``, asked at the moment they count; the venue's tariff and the keys."""

    settings: Settings
    tariff: Tariff
    vault: Vault
    key: bytes

    @classmethod
    def of(cls, services: Services) -> Self:
        """Return the terms of a venue."""
        return cls(
            settings=services.settings,
            tariff=tariff_of(services.settings),
            vault=services.vault,
            key=services.vault.derive("esim"),
        )

    @property
    def rule(self) -> PriceRule:
        """Return how prices are made now."""
        return PriceRule(
            markup_bp=self.settings.number("esim.markup_bp"),
            step_minor=self.settings.number("esim.round_minor"),
        )

    @property
    def queue_offline(self) -> bool:
        """Tell whether eSIMs are sold without a line too, with a deadline."""
        return self.settings.text("esim.offline") == "queue"

    @property
    def deadline_ms(self) -> int:
        """Return the running time in which a paid eSIM must be bought."""
        return self.settings.number("esim.deadline_minutes") * 60_000

    @property
    def currency(self) -> str:
        """Return the currency prices are in."""
        return self.tariff.currency

    def mac(self, text: str) -> str:
        """Return what is stored of something that must be found but not read."""
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()

    def guest_pass(self, token: str) -> str:
        """Return what opens a guest's eSIM page; it is stored nowhere."""
        raw = hmac.new(self.key, f"pass {token}".encode(), hashlib.sha256).digest()
        return make("E", PASS_LENGTH, raw)

    def seal(self, secrets: dict[str, str]) -> str:
        """Return what activates an eSIM, encrypted."""
        return self.vault.seal(dumps(secrets))

    def open(self, sealed: str) -> dict[str, str]:
        """Return what `seal` was given."""
        found: dict[str, Any] = loads(self.vault.open(sealed))
        return {name: str(value) for name, value in found.items()}
