"""Head office: exactly the journals, whatever breaks; restores, strangers and gaps are said."""

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.headoffice import store
from sync.headoffice.nats import Nats, Refused
from sync.headoffice.provider import pem
from sync.model import Outcome
from sync.routes import engine_of
from tests.inside import Inside
from tests.sync.offices import WHY_NOT, House, Office, Server, chain, settled, torment
from venue.core.ids import uuid7
from venue.tls.authority import make_authority, make_leaf, public_part

needs_server = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


@needs_server
def test_two_venues_and_everything_that_breaks(tmp_path: Path) -> None:
    written, struck, wrong = torment(tmp_path, seconds=5.0, seed=5)
    assert wrong == []
    assert written > 100
    assert sum(struck.values()) > 2


@needs_server
def test_a_restored_venue_goes_on_and_what_it_lost_is_kept_aside(tmp_path: Path) -> None:
    with chain(tmp_path, ("north",)) as (_, _, [north], head):
        north.happen(5)
        north.close()
        shutil.copy(north.file, tmp_path / "backup.db")
        north.open()
        backup = len(north.journal())
        north.happen(7)
        assert settled([north], head) == []
        north.close()
        for one in north.folder.glob("venue.db*"):
            one.unlink()
        shutil.copy(tmp_path / "backup.db", north.file)
        north.open()
        restored = {"from_seq": backup, "from_head": north.journal()[backup - 1]}
        north.database.write(lambda tx: tx.journal("box.restored", restored))
        north.happen(2)
        assert settled([north], head) == []
        assert any("restored from a backup: " in words for words in head.heard)
        with store.opened(head.file) as connection:
            [seen] = store.venues(connection)
        assert seen["replaced"] >= 7
        assert seen["faults"] == 0


@needs_server
def test_a_head_office_that_lost_its_last_entries_gets_them_again(tmp_path: Path) -> None:
    with chain(tmp_path, ("north",)) as (_, _, [north], head):
        north.happen(20)
        assert settled([north], head) == []
        head.stop()
        with store.opened(head.file) as connection, store.transaction(connection):
            connection.execute("DELETE FROM journal WHERE seq > 9")
        head.start()
        north.happen(1)
        assert settled([north], head) == []


@needs_server
def test_a_server_that_lost_everything_is_filled_from_where_the_office_is(tmp_path: Path) -> None:
    with chain(tmp_path, ("north",)) as (server, _, [north], head):
        north.happen(20)
        assert settled([north], head) == []
        server.kill()
        shutil.rmtree(tmp_path / "nats")
        server.start()
        north.happen(5)
        assert settled([north], head) == []


@needs_server
def test_another_venue_under_the_same_name_is_refused(tmp_path: Path) -> None:
    with chain(tmp_path, ("north",)) as (_, line, [north], head):
        north.happen(3)
        assert settled([north], head) == []
        stranger = House(tmp_path / "other", "north", line.address)
        stranger.happen(9)
        refused = stranger.publisher.probe()
        stranger.close()
        assert refused.outcome is Outcome.AUTH
        assert "another venue" in refused.words
        assert head.has("north") == north.journal()


@needs_server
def test_what_is_no_entry_or_was_changed_is_noted_and_not_stored(tmp_path: Path) -> None:
    with chain(tmp_path, ("north",)) as (_, line, [north], head):
        north.happen(2)
        assert settled([north], head) == []
        nats = Nats(line.address)
        false = north.publisher._next  # what the venue would send, with one word changed
        north.happen(1)
        with north.database.read() as tx:
            raw = false(tx)[0].raw.replace(b'"cash"', b'"card"').replace(b"cash", b"card")
        nats.ask("venue.north.journal", raw)
        nats.ask("venue.north.journal", b"hello")
        nats.close()
        north.happen(1)
        assert settled([north], head) == []
        with store.opened(head.file) as connection:
            [seen] = store.venues(connection)
            [sums] = store.takings(connection, 1)
        assert seen["faults"] == 2
        assert (sums["receipts"], sums["amount_minor"]) == (4, 400)


def test_nobody_there_is_said_and_the_venue_goes_on(tmp_path: Path) -> None:
    house = House(tmp_path / "alone", "alone", "nats://127.0.0.1:1")
    house.happen(1)
    found = house.publisher.probe()
    house.close()
    assert found.outcome is Outcome.NOT_SENT
    assert "nobody answers" in found.words


@needs_server
def test_the_venues_screen_connects_it_and_its_journal_goes_there(
    box: Inside, tmp_path: Path
) -> None:
    with chain(tmp_path, ()) as (_, line, _, head):
        manager = box.staff("Marta")
        before = manager.json("/api/v1/sync")["providers"]
        assert next(one for one in before if one["name"] == "headoffice")["mode"] is None
        path = "/api/v1/sync/providers/headoffice/connect"
        fields = {"address": line.address, "venue": "Bad name"}
        assert manager.post(path, {"fields": fields}).status_code == 400
        manager.post(path, {"fields": fields | {"venue": "inn"}}, expect=200)
        channel = engine_of(box.appliance.app).channel("headoffice")
        for _ in range(6):
            channel.keep()
        assert channel.health.works
        _arrives(box, head)
        cursor = box.rows("SELECT cursor FROM sync_cursor WHERE provider = 'headoffice'")
        assert cursor[0]["cursor"].split("/")[0].isdigit()
        assert uuid7() not in str(cursor)
        channel.client._hang_up()


@needs_server
def test_encrypted_and_with_a_password(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    authority = make_authority("Chain", ["127.0.0.1"], now)
    leaf = tmp_path / "leaf.pem"
    leaf.write_bytes(make_leaf(authority, ["nats.local", "127.0.0.1"], now))
    keys = ("--tlscert", str(leaf), "--tlskey", str(leaf), "--user", "inn", "--pass", "s3cret")
    server = Server(tmp_path / "nats", keys)
    server.start()
    address = f"tls://127.0.0.1:{server.port}"
    # As it comes out of a field of one line.
    ca = pem(public_part(authority).decode().replace("\n", " "))
    try:
        Nats(address, user="inn", password="s3cret", ca=ca).close()
        with pytest.raises(Refused, match="Authorization"):
            Nats(address, user="inn", password="wrong", ca=ca)
        with pytest.raises(Refused, match="not trusted"):
            Nats(address, user="inn", password="s3cret")
        with pytest.raises(Refused, match="tls://"):
            Nats(address.replace("tls", "nats"), user="inn", password="s3cret")
    finally:
        server.kill()


def _arrives(box: Inside, head: Office) -> None:
    wanted = [row["hash"].hex() for row in box.rows("SELECT hash FROM journal ORDER BY seq")]
    ends = time.monotonic() + 30
    while len(head.has("inn")) < len(wanted) - 2:  # connecting itself is journalled
        assert time.monotonic() < ends
        time.sleep(0.1)
    assert head.has("inn") == wanted[: len(head.has("inn"))]
