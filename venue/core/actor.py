"""Who is asking."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from venue.core.tx import ReadTx


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What a request or a socket brings along.

    Attributes:
        cookies: By name.
        bearer: The token after ``Authorization: Bearer`` or in a socket's ``auth.token``.
        readable: They came over the Wi-Fi unencrypted though the box offers HTTPS.
    """

    cookies: Mapping[str, str]
    bearer: str = ""
    readable: bool = False


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person, a screen or a program that is known.

    Attributes:
        kind: ``guest``, ``device``, ``staff``, ``api`` or ``anonymous``.
        role: A role of ``staff/access.py``; empty for nobody.
        id: Row id within the kind; 0 for nobody.
        name: Shown to colleagues.
        scope: Who may repeat this actor's commands; see `idempotency.once`.
        permissions: What it may do.
        table_session_id: A guest's party; None while waiting to be let in.
        device_id: The paired device, also under a staff session.
        station: The kitchen screen's station, or None.
    """

    kind: str = "anonymous"
    role: str = ""
    id: int = 0
    name: str = ""
    scope: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    table_session_id: str | None = None
    table_id: int | None = None
    device_id: int | None = None
    station: str | None = None

    @property
    def label(self) -> str:
        """Return what the journal says of who did it: kind and number, no name."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    def may(self, permission: str) -> bool:
        """Tell whether this actor has ``permission``."""
        return permission in self.permissions


NOBODY = Actor()

# Returns who the credentials belong to, or None when they are not of its kind.
Identifier = Callable[[ReadTx, Credentials], Actor | None]
