"""Where the box's certificates lie, which of them is served, and the own one's renewal."""

import datetime
from collections.abc import Iterable
from pathlib import Path

from config.settings import Settings, write_whole
from venue.core.clock import Clock
from venue.tls import authority
from venue.tls.authority import Facts

FOLDER, AUTHORITY, SERVER = "tls", "authority.pem", "server.pem"
PUBLIC, OWNER = "public.pem", "owner.pem"
OWN_KIND, OWNER_KIND, PUBLIC_KIND, SETTINGS_KIND = "own", "owner", "public", "settings"
# The file that is there decides, so that a power cut leaves one choice or the other.
CHOICES = ((PUBLIC_KIND, PUBLIC), (OWNER_KIND, OWNER), (OWN_KIND, SERVER))
WARN_DAYS = 30
WARN_PART = 4  # a certificate of 90 days is renewed at 30 and warned of at 22


def make(data: Path, venue: str, names: Iterable[str], now: datetime.datetime) -> Facts:
    """Make the authority once and a server certificate for ``names``; return the authority's facts.

    An authority that is there stays: tablets trust it. It is made anew only when it may not vouch
    for one of the names; then each tablet has to install it again. Public addresses are left out.
    """
    listed = [one for one in names if authority.on_the_lan(one)]
    folder = _folder(data)
    pem = _read(folder / AUTHORITY)
    if pem is None or not all(authority.may_vouch(pem, one) for one in listed):
        pem = authority.make_authority(venue, listed, now)
        write_whole(folder / AUTHORITY, pem.decode())
    write_whole(folder / SERVER, authority.make_leaf(pem, listed, now).decode())
    return authority.facts_of(pem)


def put(data: Path, name: str, pem: bytes) -> None:
    """Serve a certificate that somebody else made: `OWNER` or `PUBLIC`, checked before."""
    write_whole(_folder(data) / name, pem.decode())


def drop(data: Path, name: str) -> bool:
    """Serve a certificate no more; return whether it was there."""
    path = data / FOLDER / name
    there = path.exists()
    path.unlink(missing_ok=True)
    return there


def kind_of(data: Path, settings: Settings) -> str | None:
    """Return which kind of certificate is served; None: none."""
    if settings.text("server.tls_certificate"):
        return SETTINGS_KIND
    return next((kind for kind, name in CHOICES if (data / FOLDER / name).exists()), None)


def files(data: Path, settings: Settings) -> tuple[Path, Path] | None:
    """Return the certificate and key to serve with; None when the venue has none."""
    named = settings.text("server.tls_certificate")
    if named:
        return Path(named), Path(settings.text("server.tls_key") or named)
    kind = kind_of(data, settings)
    if kind is None:
        return None
    found = data / FOLDER / dict(CHOICES)[kind]
    return found, found


def own(data: Path) -> Path | None:
    """Return the file of the box's own certificate; it serves those who come by an address."""
    path = data / FOLDER / SERVER
    return path if path.exists() else None


def renew(data: Path, names: Iterable[str], clock: Clock) -> bool:
    """Make the box's own server certificate anew when it ends soon or a name is new.

    A good one is left alone while the clock is not trusted: a wrong date would end it.
    """
    pem = _read(data / FOLDER / AUTHORITY)
    if pem is None:
        return False
    vouched = [one for one in names if authority.may_vouch(pem, one)]
    if not vouched or not _due(_read(data / FOLDER / SERVER), vouched, clock):
        return False
    leaf = authority.make_leaf(pem, vouched, clock.now())
    write_whole(data / FOLDER / SERVER, leaf.decode())
    return True


def days_left(certificate: Path, clock: Clock) -> int:
    """Return the whole days until a certificate file ends; below 0: it has ended."""
    return (authority.facts_of(certificate.read_bytes()).ends_at - clock.now()).days


def warn_days(certificate: Path) -> int:
    """Return how many days before its end people are warned of a certificate."""
    facts = authority.facts_of(certificate.read_bytes())
    return min(WARN_DAYS, (facts.ends_at - facts.begins_at).days // WARN_PART)


def own_authority(data: Path) -> bytes | None:
    """Return the box's own authority, without its key, for tablets to install."""
    pem = _read(data / FOLDER / AUTHORITY)
    return authority.public_part(pem) if pem is not None else None


def _due(leaf: bytes | None, names: list[str], clock: Clock) -> bool:
    """Tell whether a certificate is missing (a restored box), ends soon or lacks a name."""
    if leaf is None or not clock.trusted():
        return leaf is None
    facts = authority.facts_of(leaf)
    soon = facts.ends_at - clock.now() < datetime.timedelta(days=authority.RENEW_DAYS)
    return soon or bool(set(names) - set(facts.names))


def _folder(data: Path) -> Path:
    folder = data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
