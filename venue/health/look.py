"""The table of checks, and the one way to run them."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from venue.health import documents, machine, network, speech, venue
from venue.health.model import BAD, ORDER, Finding, Findings, Place

log = logging.getLogger(__name__)


class Check(NamedTuple):
    """One check; ``slow`` ones read the whole database, ``venue`` ones need it."""

    name: str
    fn: Callable[[Place], Findings]
    venue: bool = False
    slow: bool = False


CHECKS = (
    Check("settings", venue.settings),
    Check("database", venue.database, slow=True),
    Check("files", venue.files),
    Check("disk", machine.disk),
    Check("wear", machine.wear),
    Check("memory", machine.memory),
    Check("temperature", machine.temperature),
    Check("clock", machine.clock),
    Check("names", network.names),
    Check("local_name", network.local_name),
    Check("ports", network.listening),
    Check("address", network.address),
    Check("cards", venue.cards, venue=True),
    Check("certificates", venue.certificates),
    Check("printers", venue.printers),
    Check("screens", venue.screens),
    Check("backups", venue.kept_backups, venue=True),
    Check("providers", venue.providers, venue=True),
    Check("fonts", venue.fonts),
    Check("speech", speech.speech),
    Check("document_photos", documents.photos),
    Check("libraries", venue.libraries),
)


def look(place: Place, *, slow: bool = True) -> list[Finding]:
    """Return every finding, the worst first; a check that breaks is a finding too.

    Args:
        slow: Also read the whole database; the status page of a running box does not.
    """
    found: list[Finding] = []
    for check in CHECKS:
        if (check.slow and not slow) or (check.venue and not place.database.exists()):
            continue
        found += _run(check, place)
    return sorted(found, key=lambda finding: ORDER[finding.level])


def _run(check: Check, place: Place) -> list[Finding]:
    try:
        return list(check.fn(place))
    except Exception as error:
        # One check that meets a machine it does not know must not hide the others.
        log.exception("the check %s failed", check.name)
        return [Finding(check.name, BAD, "check.failed", {"name": check.name, "why": str(error)})]
