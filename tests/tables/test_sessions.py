"""A party's time at a table: four hours of running time, extended, paused, closed."""

import base64
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.tables.conftest import HOUR_S, Box, read_codes
from venue.core.errors import Conflict, Gone, NotFound
from venue.core.ids import uuid7
from venue.core.tx import ReadTx, Tx
from venue.tables import service

WORDS = "Invalid or expired QR code"


def test_opening_answers_as_the_seed_does(box: Box) -> None:
    opened = box.open(covers=2)

    assert len(opened["token"]) >= 22  # 128 bits in base64
    assert opened["sessionId"] == opened["token"]
    assert (opened["restaurantId"], opened["tableNumber"]) == ("V1", "1")
    assert opened["url"] == f"http://localhost/s/{opened['token']}"
    assert opened["pin"].isdigit()
    assert len(opened["pin"]) == 4
    assert opened["timestamp"] == "2026-11-20T18:00:00.000Z"
    assert opened["expires_at"] == "2026-11-20T22:00:00.000Z"
    assert opened["qr_svg"].startswith("<svg")


def test_the_seeds_picture_is_400_px_black_on_white_with_margin_2(box: Box) -> None:
    opened = box.open()
    kind, _, encoded = opened["qr_image"].partition(",")
    picture = Image.open(BytesIO(base64.b64decode(encoded))).convert("L")

    assert kind == "data:image/png;base64"
    assert picture.size == (400, 400)
    assert {value for _, value in picture.getcolors()} == {0, 255}
    assert read_codes(picture) == [opened["url"]]
    left, top, right, bottom = picture.point(lambda value: 255 - value).getbbox()
    corner = [picture.getpixel((x, top)) for x in range(left, right)].index(255)
    module = corner / 7  # the corner's mark is seven modules wide
    margins = [left / module, top / module, (400 - right) / module, (400 - bottom) / module]
    assert margins == pytest.approx([2, 2, 2, 2], abs=0.15)


def test_opening_with_the_same_key_answers_the_same_and_stores_no_secret(box: Box) -> None:
    key, body = uuid7(), {"table_id": 1, "covers": 2}
    first = box.call("POST", "/api/v1/table-sessions", body, key=key).json
    again = box.call("POST", "/api/v1/table-sessions", body, key=key).json

    assert again == first
    box.call("POST", f"/api/v1/table-sessions/{first['id']}/pause", {"paused": True})
    raw = b"".join(
        path.read_bytes() for path in box.services.database.path.parent.glob("venue.db*")
    )
    assert first["id"].encode() in raw
    assert first["token"].encode() not in raw
    assert f'"pin":"{first["pin"]}"'.encode() not in raw


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"table_id": 99, "covers": 2}, 404, "tables.unknown_table"),
        ({"table_id": 2**60, "covers": 2}, 400, "request.malformed"),
        ({"table_id": 1, "covers": 0}, 400, "request.malformed"),
        ({"table_id": "1", "covers": 2}, 400, "request.malformed"),
        ({"table_id": 1}, 400, "tables.which"),
        ({"table_id": 3, "covers": 2}, 409, "tables.already_open"),
    ],
)
def test_a_wrong_opening_is_refused(box: Box, body: Any, status: int, code: str) -> None:
    box.open(table=3)
    answer = box.call("POST", "/api/v1/table-sessions", body)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_slips_and_the_seeds_scan_address_let_in_for_14400_seconds(box: Box) -> None:
    opened = box.open()
    phone = box.phone()
    assert phone.scan(f"/s/{opened['token']}").headers["Location"] == "/guest"
    assert phone.state == "joined"

    box.clock.advance(14_399)
    assert box.phone().scan(f"/scan/{opened['sessionId']}").status_code == 303
    box.clock.advance(1)
    late = box.phone()
    for path in ("/s/", "/scan/"):
        page = late.scan(path + opened["token"])
        assert page.status_code == 410
        assert WORDS in page.get_data(as_text=True)
    problem = late.scan(f"/s/{opened['token']}", Accept="application/json")
    assert (problem.status_code, problem.json["detail"]) == (410, WORDS)
    assert late.state == "stranger"
    assert phone.state == "over"


def test_the_sessions_own_id_is_no_way_in(box: Box) -> None:
    opened = box.open()
    for path in (f"/s/{opened['id']}", f"/scan/{opened['id']}", f"/t/{opened['id']}"):
        assert box.phone().scan(path).status_code == 404


@pytest.mark.parametrize("jump_s", [-10 * 365 * 24 * HOUR_S, -HOUR_S, HOUR_S, 400 * 24 * HOUR_S])
def test_a_clock_jump_neither_ends_nor_prolongs(box: Box, jump_s: int) -> None:
    opened = box.open()
    phone = box.phone()
    phone.scan(f"/s/{opened['token']}")

    box.clock.advance(2 * HOUR_S)
    box.clock.jump(jump_s)
    assert phone.state == "joined"
    assert box.table()["expires_in_s"] == 2 * HOUR_S
    box.clock.advance(2 * HOUR_S - 1)
    assert phone.state == "joined"
    box.clock.advance(1)
    assert phone.state == "over"


def test_a_session_lives_on_over_a_restart(make_box: Callable[..., Box]) -> None:
    box = make_box()
    opened = box.open()
    box.clock.advance(HOUR_S)
    box.act(opened["id"], "pause", {"paused": True})  # the journal carries the running time
    box.services.database.close()
    box.clock.mono_ms = 5  # another boot: the machine counts from its start
    box.clock.jump(90 * 24 * HOUR_S)

    again = make_box(again=box)

    assert again.table()["expires_in_s"] == 3 * HOUR_S
    shown = again.session(opened["id"])
    assert (shown["token"], shown["pin"]) == (opened["token"], opened["pin"])


def test_expiry_ends_tokens_but_not_the_table(box: Box) -> None:
    opened = box.open()
    phone = box.phone()
    phone.scan(f"/s/{opened['token']}")
    box.clock.advance(4 * HOUR_S)

    shown = box.session(opened["id"])
    assert (shown["state"], shown["expired"], shown["expires_in_s"]) == ("open", True, 0)
    assert shown["guests"] == [{"id": 1, "label": "Guest 1", "state": "over"}]
    assert box.table()["state"] == "open"
    assert phone.room is None
    with box.services.database.read() as tx, pytest.raises(Gone, match="extend it"):
        service.require_open_session(tx, opened["id"])


def test_expiry_is_told_once_to_phones_and_floor(box: Box) -> None:
    opened = box.open()
    box.news.clear()
    box.clock.advance(4 * HOUR_S - 1)
    box.services.jobs.run_due()
    assert box.news == []
    box.clock.advance(10)
    box.services.jobs.run_due()
    box.clock.advance(10)
    box.services.jobs.run_due()

    assert box.services.jobs.faults() == {}
    room = f"session:{opened['id']}"
    assert box.told(room, "session") == [{"state": "closed", "paused": False}]
    assert [told["table"]["expires_in_s"] for told in box.told("floor", "table")] == [0]


def test_extending_gives_hours_also_after_the_end(box: Box) -> None:
    opened = box.open()
    phone = box.phone()
    phone.scan(f"/s/{opened['token']}")
    assert box.act(opened["id"], "extend", {"hours": 2}).json["expires_in_s"] == 6 * HOUR_S
    box.clock.advance(7 * HOUR_S)
    assert phone.state == "over"
    assert box.act(opened["id"], "extend", {}).json["expires_in_s"] == 4 * HOUR_S
    assert phone.state == "joined"
    assert box.phone().scan(f"/s/{opened['token']}").status_code == 303
    for hours in (72, 72):
        shown = box.act(opened["id"], "extend", {"hours": hours}).json
    assert shown["expires_in_s"] == 72 * HOUR_S


@pytest.mark.parametrize("hours", [0, -1, 73, "2", 1.5])
def test_wrong_hours_are_refused(box: Box, hours: Any) -> None:
    opened = box.open()
    assert box.act(opened["id"], "extend", {"hours": hours}).status_code == 400
    assert box.table()["expires_in_s"] == 4 * HOUR_S


def test_pausing_is_told_to_the_party_and_the_floor(box: Box) -> None:
    opened = box.open()
    box.news.clear()
    room = f"session:{opened['id']}"

    for paused in (True, True, False):
        assert box.act(opened["id"], "pause", {"paused": paused}).json["paused"] is paused

    assert box.told(room, "session") == [
        {"state": "open", "paused": True}, {"state": "open", "paused": False},
    ]  # fmt: skip
    assert [told["table"]["state"] for told in box.told("floor", "table")] == ["paused", "open"]


def test_closing_ends_every_token_at_once_and_frees_the_table(box: Box) -> None:
    waiting = box.phone()
    opened = box.open()
    phones = [box.phone() for _ in range(3)]
    for phone in phones:
        phone.scan(f"/s/{opened['token']}")
    waiting.scan(box.card())
    box.news.clear()

    closed = box.act(opened["id"], "close")

    assert (closed.status_code, closed.json["state"]) == (200, "closed")
    assert [phone.state for phone in [*phones, waiting]] == ["over"] * 4
    assert [phone.room for phone in [*phones, waiting]] == [None] * 4
    assert phones[0].post("/api/v1/calls", {"kind": "waiter"}).status_code == 403
    assert set(phones[0].me) == {"guest", "ordering"}
    assert (phones[0].me["guest"]["state"], phones[0].me["guest"]["name"]) == ("over", "")
    assert box.phone().scan(f"/s/{opened['token']}").status_code == 410
    assert box.table()["state"] == "free"
    assert box.told(f"session:{opened['id']}", "session") == [{"state": "closed", "paused": False}]
    assert box.told("floor", "alert_gone") == [{"id": "join:1"}]
    shown = box.session(opened["id"])
    assert shown["guests"] == []
    assert {"token", "pin", "url"}.isdisjoint(shown)


def test_closing_twice_is_the_same_and_a_closed_one_stays_closed(box: Box) -> None:
    opened = box.open()
    box.act(opened["id"], "close")
    box.news.clear()
    assert box.act(opened["id"], "close").json["state"] == "closed"
    for what, body in (("extend", {}), ("pause", {"paused": True}), ("admit", None)):
        answer = box.act(opened["id"], what, body)
        assert (answer.status_code, answer.json["code"]) == (410, "tables.session_over")
    assert box.news == []


@pytest.mark.parametrize("what", ["close", "extend", "admit"])
def test_an_unknown_session_is_not_found(box: Box, what: str) -> None:
    answer = box.act("0" * 36, what)
    assert (answer.status_code, answer.json["code"]) == (404, "tables.unknown_session")


def test_a_closing_check_keeps_everything_as_it_was(box: Box) -> None:
    def owed(_tx: Tx, session_id: str) -> None:
        raise Conflict("bills.still_owed", "12.50 EUR is still owed", session=session_id)

    opened = box.open()
    phone = box.phone()
    phone.scan(f"/s/{opened['token']}")
    service.closing_checks.append(owed)

    answer = box.act(opened["id"], "close")

    assert (answer.status_code, answer.json["code"]) == (409, "bills.still_owed")
    assert phone.state == "joined"
    assert box.table()["state"] == "open"


def test_other_features_add_to_the_views(box: Box) -> None:
    def sums(_tx: ReadTx, ids: list[str]) -> dict[str, dict[str, Any]]:
        return {one: {"orders": 3, "unseen": 1, "total": {"amount": 1150}} for one in ids}

    service.decorators.append(sums)
    service.details.append(lambda _tx, session_id: {"orders": [{"session_id": session_id}]})
    opened = box.open()

    assert [box.table(one)["orders"] for one in (1, 2)] == [3, 0]
    assert box.told("floor", "table")[-1]["table"]["total"] == {"amount": 1150}
    assert box.session(opened["id"])["orders"] == [{"session_id": opened["id"]}]


def test_the_joints_for_orders_and_the_wire(box: Box) -> None:
    opened = box.open(covers=3)
    with box.services.database.read() as tx:
        session = service.require_open_session(tx, opened["id"])
        assert (session.table_number, session.area, session.covers) == ("1", "Room", 3)
        assert (session.state, session.paused, session.bill_requested) == ("open", False, False)
        assert service.session_id_of(tx, opened["token"]) == opened["id"]
        assert service.session_id_of(tx, opened["id"]) == opened["id"]
        assert service.open_session_at(tx, "1") == opened["id"]
        with pytest.raises(NotFound):
            service.session_id_of(tx, "made up")
        with pytest.raises(NotFound):
            service.open_session_at(tx, "99")
        with pytest.raises(Conflict):
            service.open_session_at(tx, "2")


def test_the_hot_path_is_one_statement(box: Box) -> None:
    opened = box.open()
    with box.services.database.read() as tx:
        said: list[str] = []
        tx._connection.set_trace_callback(said.append)
        service.require_open_session(tx, opened["id"])
        tx._connection.set_trace_callback(None)
    assert len(said) == 1


def test_the_journal_holds_ids_and_states_and_no_secret(box: Box) -> None:
    opened = box.open()
    phone = box.phone()
    phone.scan(f"/s/{opened['token']}")
    box.act(opened["id"], "close")
    with box.services.database.read() as tx:
        rows = tx.rows("SELECT kind, data FROM journal")
    kinds = [row["kind"] for row in rows]
    assert kinds[-3:] == ["table_session.opened", "guest.joined", "table_session.closed"]
    assert not any(opened["token"] in row["data"] for row in rows)
    assert box.services.database.verify_journal().fault is None
