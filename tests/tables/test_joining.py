"""How phones come to a table: by scanning, by PIN, by staff; and how links are refused."""

from collections.abc import Callable

import pytest

from tests.tables.conftest import HOUR_S, Box, Phone
from venue.core.actor import Credentials
from venue.core.errors import Conflict
from venue.core.ids import uuid7
from venue.core.tx import Tx
from venue.staff.access import permissions_of
from venue.tables import service

WORDS = "Invalid or expired QR code"


@pytest.mark.parametrize("path", ["/t/forged", "/s/forged", "/scan/forged", "/t/" + "x" * 4000])
def test_a_forged_link_gets_one_clear_page_and_no_data(box: Box, path: str) -> None:
    box.open()
    box.news.clear()
    phone = box.phone()
    page = phone.scan(path)

    assert page.status_code == 404
    assert WORDS in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    assert (phone.state, phone.room) == ("stranger", None)
    problem = phone.scan(path, Accept="application/json")
    assert problem.mimetype == "application/problem+json"
    assert (problem.json["code"], problem.json["detail"]) == ("tables.unknown_link", WORDS)
    assert box.news == []


def test_a_slip_is_no_card_and_a_card_no_slip(box: Box) -> None:
    opened = box.open()
    assert box.phone().scan(f"/t/{opened['token']}").status_code == 404
    assert box.phone().scan(box.card().replace("/t/", "/s/")).status_code == 404


def test_a_forged_cookie_is_nobody(box: Box) -> None:
    phone = box.phone()
    phone.client.set_cookie("venue_guest", "made-up")
    assert phone.actor is None
    assert phone.join().status_code == 401


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(box: Box) -> None:
    plain = box.phone().scan(box.card()).headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    secure = box.client().get(box.card(), base_url="https://localhost").headers["Set-Cookie"]
    assert "Secure" in secure


def test_a_sockets_token_is_as_good_as_the_cookie(scan_box: Box) -> None:
    phone = scan_box.phone()
    phone.scan(scan_box.card())
    cookie = phone.client.get_cookie("venue_guest")
    assert cookie is not None
    found = scan_box.services.identify(Credentials(cookies={}, bearer=cookie.value))
    assert found == [phone.actor]


def test_staff_mode_waits_until_the_table_opens(box: Box) -> None:
    phone = box.phone()
    assert phone.scan(box.card()).headers["Location"] == "/guest"

    assert (phone.state, phone.room) == ("waiting", "table:1")
    assert phone.actor is not None
    assert phone.actor.permissions == {"menu.view", "me.view", "guest.join"}
    assert phone.actor.scope == f"guest:{phone.actor.id}"
    assert phone.join().json == {"state": "waiting", "table": {"id": 1, "number": "1"}}
    assert box.told("floor", "table")[-1]["table"]["waiting"] == 1
    alert = box.told("floor", "alert")[-1]["alert"]
    assert (alert["kind"], alert["values"]) == ("join", {"table": "1", "count": 1})

    opened = box.open()

    assert phone.state == "joined"
    assert phone.actor.permissions == permissions_of("guest")
    assert phone.actor.scope == f"guest:{phone.actor.id}"
    assert phone.actor.name == "Guest 1"
    assert (phone.actor.table_session_id, phone.actor.table_id) == (opened["id"], 1)
    assert phone.room == f"session:{opened['id']}"
    assert box.told("table:1", "joined") == [{}]
    assert box.told("floor", "alert_gone") == [{"id": "join:1"}]
    assert box.table()["waiting"] == 0
    assert phone.me["session"] == {
        "id": opened["id"], "state": "open", "paused": False, "expires_in_s": 14_400,
    }  # fmt: skip


def test_staff_mode_waits_at_an_open_table_until_admitted(box: Box) -> None:
    opened = box.open()
    first, second = box.phone(), box.phone()
    first.scan(box.card())
    second.scan(box.card())
    box.clock.advance(90)
    [alert] = [one for source in box.services.alerts for one in _read(box, source)]
    assert (alert["id"], alert["age_s"], alert["values"]["count"]) == ("join:1", 90, 2)
    states = [one["state"] for one in box.session(opened["id"])["guests"]]
    assert states == ["waiting", "waiting"]

    shown = box.act(opened["id"], "admit").json

    assert [(one["label"], one["state"]) for one in shown["guests"]] == [
        ("Guest 1", "joined"), ("Guest 2", "joined"),
    ]  # fmt: skip
    assert (first.state, second.state) == ("joined", "joined")
    assert [one for source in box.services.alerts for one in _read(box, source)] == []
    box.news.clear()
    assert box.act(opened["id"], "admit").status_code == 200
    assert box.news == []


def test_scan_mode_opens_the_table_and_shares_it(scan_box: Box) -> None:
    phones = [scan_box.phone() for _ in range(3)]
    for phone in phones:
        assert phone.scan(scan_box.card()).status_code == 303

    sessions = {phone.actor.table_session_id for phone in phones if phone.actor}
    assert sessions == {scan_box.table()["session_id"]}
    assert [phone.me["guest"]["label"] for phone in phones] == ["Guest 1", "Guest 2", "Guest 3"]
    assert scan_box.table(2)["state"] == "free"


def test_pin_mode_asks_for_the_pin_of_an_open_table(pin_box: Box) -> None:
    phone = pin_box.phone()
    phone.scan(pin_box.card())
    assert phone.state == "waiting"
    answer = phone.join("1234")
    assert (answer.status_code, answer.json["code"]) == (409, "tables.not_open")

    opened = pin_box.open()
    assert phone.state == "needs_pin"
    assert pin_box.told("table:1", "joined") == [{}]
    assert phone.join().json["state"] == "needs_pin"
    joined = phone.join(opened["pin"]).json

    assert (joined["state"], joined["session"]["id"]) == ("joined", opened["id"])
    assert phone.state == "joined"
    assert phone.join("whatever").json["state"] == "joined"


def test_the_pin_of_another_table_or_party_does_not_fit(pin_box: Box) -> None:
    other = pin_box.open(table=2)
    opened = _open_with_other_pin(pin_box, other["pin"])
    phone = pin_box.phone()
    phone.scan(pin_box.card(1))
    answer = phone.join(other["pin"])
    assert (answer.status_code, answer.json["code"]) == (403, "tables.wrong_pin")
    assert phone.state == "needs_pin"
    assert phone.join(opened["pin"]).json["state"] == "joined"


def test_five_wrong_pins_lock_the_table_over_a_restart_and_a_clock_jump(
    make_box: Callable[..., Box],
) -> None:
    box = make_box(guest__join="pin")
    opened = box.open()
    phones = [box.phone() for _ in range(6)]
    for phone in phones:
        phone.scan(box.card())
    codes = [phone.join(_wrong(opened["pin"])).status_code for phone in phones[:5]]
    assert codes == [403] * 5

    refused = phones[5].join(opened["pin"])
    assert (refused.status_code, refused.json["code"]) == (429, "staff.locked")
    wait_s = refused.json["details"]["retry_after_s"]
    assert wait_s > 0
    box.services.database.close()
    box.clock.jump(400 * 24 * HOUR_S)
    again = make_box(again=box, guest__join="pin")
    phone = Phone(again, again.client())
    phone.scan(again.card())
    assert phone.join(opened["pin"]).status_code == 429

    again.clock.advance(wait_s)
    assert phone.join(_wrong(opened["pin"])).status_code == 403
    assert phone.join(opened["pin"]).json["details"]["retry_after_s"] == 2 * wait_s
    assert again.open(table=2)["pin"]


def test_staff_let_in_a_locked_table_and_a_new_party_starts_afresh(pin_box: Box) -> None:
    opened = pin_box.open()
    phone = pin_box.phone()
    phone.scan(pin_box.card())
    for _ in range(5):
        phone.join(_wrong(opened["pin"]))
    assert phone.join(opened["pin"]).status_code == 429
    pin_box.act(opened["id"], "admit")
    assert phone.state == "joined"

    pin_box.act(opened["id"], "close")
    fresh = pin_box.open()
    newcomer = pin_box.phone()
    newcomer.scan(pin_box.card())
    assert newcomer.join(fresh["pin"]).json["state"] == "joined"


def test_a_repeated_wrong_pin_counts_once_and_a_repeated_join_answers_the_same(
    pin_box: Box,
) -> None:
    opened = pin_box.open()
    phone = pin_box.phone()
    phone.scan(pin_box.card())
    key = uuid7()
    assert {phone.join(_wrong(opened["pin"]), key).status_code for _ in range(9)} == {403}
    key = uuid7()
    first = phone.join(opened["pin"], key)
    again = phone.join(opened["pin"], key)
    assert (again.status_code, again.json) == (200, first.json)


@pytest.mark.parametrize("body", [{"pin": 1234}, {"pin": "1" * 13}, [], "x"])
def test_a_malformed_join_is_refused(pin_box: Box, body: object) -> None:
    phone = pin_box.phone()
    phone.scan(pin_box.card())
    assert phone.post("/api/v1/join", body).status_code == 400


@pytest.mark.parametrize("join", ["scan", "pin", "staff"])
def test_scanning_twice_stays_the_same_guest(make_box: Callable[..., Box], join: str) -> None:
    box = make_box(guest__join=join)
    opened = box.open()
    phone = box.phone()
    for path in (box.card(), box.card(), f"/s/{opened['token']}", box.card(), box.card()):
        phone.scan(path)
    assert phone.actor is not None
    assert (phone.actor.id, phone.state) == (1, "joined")
    assert len(box.session(opened["id"])["guests"]) == 1


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}]
)
def test_looking_ahead_opens_nothing(scan_box: Box, headers: dict[str, str]) -> None:
    phone = scan_box.phone()
    assert phone.scan(scan_box.card(), **headers).status_code == 503
    assert phone.client.head(scan_box.card()).status_code == 303
    assert (phone.state, scan_box.table()["state"]) == ("stranger", "free")


@pytest.mark.parametrize("join", ["scan", "pin", "staff"])
def test_after_closing_a_phone_is_a_new_guest_of_the_next_party(
    make_box: Callable[..., Box], join: str
) -> None:
    box = make_box(guest__join=join)
    first = box.open()
    phone = box.phone()
    phone.scan(f"/s/{first['token']}")
    before = phone.actor
    box.act(first["id"], "close")
    second = box.open()

    assert phone.state == "over"
    assert phone.actor is not None
    assert "menu.view" not in phone.actor.permissions
    assert phone.join().json == {"state": "over"}
    phone.scan(f"/s/{second['token']}")

    assert before is not None
    assert phone.actor.id != before.id
    assert phone.actor.table_session_id == second["id"]
    assert phone.me["guest"]["label"] == "Guest 1"


def test_a_phone_left_waiting_is_not_let_in_to_the_next_party(box: Box) -> None:
    opened = box.open()
    stranger = box.phone()
    stranger.scan(box.card())
    box.act(opened["id"], "close")
    box.open()
    assert stranger.state == "over"


def test_waiting_ends_after_half_an_hour(box: Box) -> None:
    phone = box.phone()
    phone.scan(box.card())
    box.clock.advance(1_800)
    assert (phone.state, box.table()["waiting"]) == ("over", 0)
    box.open()
    assert phone.state == "over"
    phone.scan(box.card())
    assert phone.state == "waiting"


def test_moving_to_another_table_leaves_the_first(scan_box: Box) -> None:
    phone = scan_box.phone()
    phone.scan(scan_box.card(1))
    old = phone.client.get_cookie("venue_guest")
    phone.scan(scan_box.card(2))

    assert phone.me["table"] == {"id": 2, "number": "2"}
    first = scan_box.session(scan_box.table(1)["session_id"])
    assert [one["state"] for one in first["guests"]] == ["over"]
    thief = scan_box.phone()
    assert old is not None
    thief.client.set_cookie("venue_guest", old.value)
    assert thief.state == "over"


def test_a_waiting_phone_that_moves_is_no_longer_waited_for(box: Box) -> None:
    phone = box.phone()
    phone.scan(box.card(1))
    phone.scan(box.card(2))
    assert [box.table(one)["waiting"] for one in (1, 2)] == [0, 1]
    assert box.told("floor", "alert_gone") == [{"id": "join:1"}]


def test_a_slip_lets_a_waiting_phone_in(box: Box) -> None:
    opened = box.open()
    phone = box.phone()
    phone.scan(box.card())
    phone.scan(f"/s/{opened['token']}")
    assert phone.state == "joined"
    assert box.told("floor", "alert_gone") == [{"id": "join:1"}]
    assert box.told("table:1", "joined") == [{}]


def test_scanning_an_expired_table_begins_anew_when_nothing_is_owed(scan_box: Box) -> None:
    phone = scan_box.phone()
    phone.scan(scan_box.card())
    old = scan_box.table()["session_id"]
    scan_box.clock.advance(4 * HOUR_S)
    assert phone.state == "over"
    phone.scan(scan_box.card())
    assert phone.state == "joined"
    assert phone.me["session"]["id"] != old
    assert scan_box.session(old)["state"] == "closed"


def test_scanning_an_expired_table_that_owes_waits_for_staff(scan_box: Box) -> None:
    def owed(_tx: Tx, _session_id: str) -> None:
        raise Conflict("bills.still_owed", "12.50 EUR is still owed")

    phone = scan_box.phone()
    phone.scan(scan_box.card())
    session_id = scan_box.table()["session_id"]
    service.closing_checks.append(owed)
    scan_box.clock.advance(4 * HOUR_S)
    phone.scan(scan_box.card())
    other = scan_box.phone()
    other.scan(scan_box.card())

    assert (phone.state, other.state) == ("waiting", "waiting")
    assert scan_box.table()["session_id"] == session_id
    service.closing_checks.remove(owed)
    assert phone.join().json["state"] == "joined"
    assert other.state == "joined"


def test_sixty_phones_are_enough_for_a_party(scan_box: Box) -> None:
    card = scan_box.card()
    for _ in range(60):
        assert scan_box.phone().scan(card).status_code == 303
    late = scan_box.phone()
    assert late.scan(card).status_code == 429
    assert late.state == "stranger"


def test_the_longest_waiting_goes_when_too_many_wait(box: Box) -> None:
    card = box.card()
    phones = [box.phone() for _ in range(31)]
    for phone in phones:
        phone.scan(card)
    assert [phone.state for phone in phones] == ["over"] + ["waiting"] * 30
    assert box.table()["waiting"] == 30


def test_sockets_of_phones_follow_where_they_belong(box: Box) -> None:
    phone = box.phone()
    phone.scan(box.card())
    sockets = _Sockets([phone.actor])
    box.services.sockets = sockets
    [listener] = box.services.broadcaster.listeners
    box.news.clear()

    opened = box.open()
    listener(box.news)
    assert sockets.dropped == [phone.me["guest"]["id"]]
    sockets.actors = [phone.actor]
    box.news.clear()
    box.act(opened["id"], "pause", {"paused": True})
    listener(box.news)
    assert len(sockets.dropped) == 1
    box.act(opened["id"], "close")
    listener(box.news)
    assert len(sockets.dropped) == 2


class _Sockets:
    """Stands in for the socket server's list of who is connected."""

    def __init__(self, actors: list) -> None:
        self.actors, self.dropped = actors, []

    def drop(self, whose: Callable) -> None:
        """Note whom the box would disconnect."""
        self.dropped += [actor.id for actor in self.actors if whose(actor)]


def _read(box: Box, source: Callable) -> list:
    with box.services.database.read() as tx:
        return source(tx)


def _wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10_000:04}"


def _open_with_other_pin(box: Box, pin: str) -> dict:
    opened = box.open()
    while opened["pin"] == pin:
        box.act(opened["id"], "close")
        opened = box.open()
    return opened
