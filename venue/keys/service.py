"""Everything sealed anew under the present key, in small steps that may be cut off anywhere."""

import logging
from pathlib import Path
from typing import Any, NamedTuple

from venue.core import facts, keyring
from venue.core.clock import Clock, rfc3339
from venue.core.db import Database
from venue.core.errors import Conflict, Unavailable
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.core.vault import MARK, Vault
from venue.keys import store
from venue.tls import public

log = logging.getLogger(__name__)

UNDER = "keys.sealed_under"
LOOK_S = 60
BATCH = 100  # rows of one transaction: trade waits for no more than these
MOST_KEYS = 4  # a file that cannot be written must not fill with keys


class Sealed(NamedTuple):
    """What one walk did: rows sealed ``anew``, and those that no key opens."""

    anew: int
    unreadable: int


class Keys:
    """Watches the key file and seals anew what an older key sealed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database, self._vault = services.database, services.vault
        self._data = services.database.path.parent
        services.jobs.every(LOOK_S, "keys", self.look, lane="keys")
        services.alerts.append(self.alerts)
        self._unreadable = 0

    def look(self) -> None:
        """Let a new key seal, seal anew what is not under it; then let older keys go.

        Where there is a second medium a backup with the new key comes first: the redo log would
        bring back rows that the backup's own keys could not open. Older keys go a look later than
        the last row, for what was sealed just before may have been written behind the walk.

        Raises:
            VenueError: No backup could be made; the older key goes on.
        """
        ring = self._vault.ring
        with self._database.read() as tx:
            known = facts.get(tx, UNDER)
        if [one.id for one in ring.keys] in ([], [known]):
            return
        is_new = known != ring.keys[-1].id
        if is_new and self._services.settings.text("redo.path"):
            self._services.back_up()
        if ring.keys[-1].waiting:
            keyring.store(self._vault.path, ring.begun())
            ring = self._vault.ring
        done = seal_anew(self._database, self._vault, self._data)
        self._unreadable = done.unreadable
        if is_new:
            self._database.write(_note, ring.current.id, done)
        elif done == Sealed(0, 0):
            let_old_go(self._vault)

    def alerts(self, tx: ReadTx) -> list[dict[str, Any]]:
        """Return an alert when something was sealed with a key that is not here."""
        if not self._unreadable:
            return []
        return [
            {
                "id": "keys",
                "kind": "keys",
                "text_key": "alert.keys",
                "values": {"count": self._unreadable},
                "age_s": 0,
                "permission": "backups.manage",
            }
        ]


def seal_anew(database: Database, vault: Vault, data: Path) -> Sealed:
    """Seal everything that is not under the present key; cut off anywhere, it goes on next time."""
    with database.read() as tx:
        found = store.columns(tx)
    anew = unreadable = 0
    for column in found:
        done = Sealed(BATCH, 0)
        skipped = 0
        while done.anew + done.unreadable == BATCH:
            done = database.write(_some, vault, column, skipped)
            anew, skipped = anew + done.anew, skipped + done.unreadable
        unreadable += skipped
    anew += public.seal_anew(data, vault)
    return Sealed(anew, unreadable)


def rotate(path: Path, clock: Clock, out: Path | None = None) -> keyring.Key:
    """Make a new key in the key file, or beside it in ``out``, for a credential.

    Raises:
        Conflict: ``keys.under_way`` - older ones still wait to be dropped.
    """
    ring = keyring.load(path)
    if len(ring.keys) >= MOST_KEYS:
        words = "older keys have not gone yet: let the box run, then see: venue keys show"
        raise Conflict("keys.under_way", words)
    new = ring.rotated(rfc3339(clock.now()))
    keyring.store(out or path, new if out is None else new.begun())
    return new.keys[-1]


def let_old_go(vault: Vault) -> None:
    """Drop the keys that seal nothing any more; a credential is changed by its owner alone."""
    ring = vault.ring
    try:
        keyring.store(vault.path, ring.without_old())
    except OSError as error:
        log.warning("older keys stay in %s: %s", vault.path, error)


def _some(tx: Tx, vault: Vault, column: store.Column, skipped: int) -> Sealed:
    tx.actor = "box"
    mark = vault.ring.current.id + MARK
    anew = unreadable = 0
    for row in store.older(tx, column, mark, limit=BATCH, skipped=skipped):
        try:
            text = vault.open(row["sealed"])
        except (Unavailable, ValueError):
            unreadable += 1
            continue
        store.put(tx, column, row, vault.seal(text))
        anew += 1
    return Sealed(anew, unreadable)


def _note(tx: Tx, name: str, done: Sealed) -> None:
    tx.actor = "box"
    facts.put(tx, UNDER, name)
    tx.journal("keys.sealed_anew", {"anew": done.anew, "unreadable": done.unreadable})
