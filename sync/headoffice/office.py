"""The head office's side: many venues' journals into one file, each proven against its chain."""

import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sync.headoffice import store, streams
from sync.headoffice.nats import Down, Message, Nats
from venue.core import journal
from venue.core.clock import rfc3339
from venue.core.ids import uuid7
from venue.core.jsonx import encode, loads

log = logging.getLogger(__name__)

READER = "headoffice"
BATCH, WAIT_S = 256, 2.0
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0


def follow(
    connection: store.Connection,
    open: Callable[[], Nats],
    *,
    told: Callable[[str], None],
    stopping: Callable[[], bool],
) -> None:
    """Read until told to stop; a server that is away is asked again, at most every 30 s.

    Args:
        connection: The head office's file, from `store.opened`.
        told: Hears what a person should know, in one line.

    Raises:
        Refused: The server does not take the credentials.
    """
    wait_s = FIRST_WAIT_S
    while not stopping():
        try:
            nats = open()
            try:
                streams.ensure(nats)
                streams.follow(nats, READER)
                wait_s = FIRST_WAIT_S
                while not stopping():
                    _one_batch(connection, nats, told)
            finally:
                nats.close()
        except Down as error:
            log.info("head office: %s; again in %.1f s", error, wait_s)
            time.sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)


def _one_batch(connection: store.Connection, nats: Nats, told: Callable[[str], None]) -> None:
    messages = streams.take(nats, READER, most=BATCH, wait_s=WAIT_S)
    if not messages:
        return
    lacking: dict[str, bool] = {}
    with store.transaction(connection):
        for message in messages:
            venue = message.subject.split(".")[1]
            lacks = _keep(connection, venue, message, told)
            lacking[venue] = lacking.get(venue, False) or lacks
    # What is on the disk now may be dropped there.
    streams.done(nats, messages)
    for venue, lacks in lacking.items():
        reached = store.last(connection, venue)
        answer = {"id": uuid7(), "seq": reached.seq, "hash": reached.hash, "lacks": lacks}
        nats.ask(streams.stored_of(venue), encode(answer))


def _keep(
    connection: store.Connection, venue: str, message: Message, told: Callable[[str], None]
) -> bool:
    """Store one entry where it is the next one; return whether one before it is missing."""
    now = rfc3339(datetime.now(UTC))
    try:
        entry: dict[str, Any] = loads(message.payload)
        seq, fault = int(entry["seq"]), journal.verify_export([entry]).fault
    except (ValueError, KeyError, TypeError):
        store.note_fault(connection, venue, 0, "what came is no journal entry", at=now)
        return False
    if fault is not None or entry["venue"] != venue:
        store.note_fault(connection, venue, seq, fault or "it names another venue", at=now)
        return False
    before = store.hash_at(connection, venue, seq - 1)
    if before == "":
        return True
    if store.hash_at(connection, venue, seq) == entry["hash"]:
        return False
    if before != entry["previous"]:
        store.note_fault(connection, venue, seq, "it does not follow the one before it", at=now)
        return False
    if store.last(connection, venue).seq >= seq:
        count = store.replace_from(connection, venue, seq, at=now)
        told(f"{venue} was restored from a backup: {count} entries from {seq} on were replaced")
    store.insert(connection, entry)
    return False


def proven(connection: store.Connection, venue: str) -> str:
    """Return what is wrong with a venue's stored chain; empty: every entry holds."""
    verdict = journal.verify_export(store.entries(connection, venue))
    return verdict.fault or ""


def report(connection: store.Connection, *, first_day: int) -> str:
    """Return venues and takings as JSON, for the tools of the owner's choice."""
    told = {"venues": store.venues(connection), "takings": store.takings(connection, first_day)}
    return json.dumps(told, indent=1, ensure_ascii=False)
