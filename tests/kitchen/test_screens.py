"""Screens that live, freeze and fall silent, and the paper that takes over."""

from typing import Any

import pytest

from tests.inside import Inside, Person


def beat(kitchen: Person, station: str = "all", **said: Any) -> dict[str, Any]:
    answer = kitchen.post(f"/api/v1/kitchen/{station}/beat", {"open": 0} | said, expect=200).json
    assert isinstance(answer, dict)
    return answer


def paper(box: Inside) -> int:
    return len(box.rows("SELECT 1 FROM print_job WHERE kind = 'kitchen_ticket'"))


def backup_printing(box: Inside) -> None:
    """Let every station print only what no screen saw."""
    rows = "kind,key,name,prefix,print,catch_all\n" + "".join(
        f"station,{key},{key},{key[0].upper()},backup,{catch}\n"
        for key, catch in (("hot", "yes"), ("cold", "no"), ("pizza", "no"), ("bar", "no"))
    )
    body = {"format": "csv", "text": rows}
    answer = box.staff("Marta").post("/api/v1/menu/import", body, expect=200).json
    assert answer["applied"] is True, answer


def test_a_beat_says_what_the_screen_should_have(box: Inside) -> None:
    guest, kitchen = box.guest(), box.device("kitchen")
    assert beat(kitchen)["open"] == 0
    guest.order(3)
    tickets = kitchen.json("/api/v1/kitchen/all/tickets")["items"]
    assert beat(kitchen)["open"] == len(tickets)
    assert beat(kitchen, "expo")["open"] == len(tickets)
    assert beat(kitchen, tickets[0]["station"])["open"] == 1
    kitchen.post(f"/api/v1/tickets/{tickets[0]['id']}/bump", expect=200)
    assert beat(kitchen)["open"] == len(tickets) - 1
    assert beat(kitchen, "expo")["open"] == len(tickets)
    assert kitchen.post("/api/v1/kitchen/nowhere/beat", {"open": 0}).status_code == 404


@pytest.mark.parametrize(
    ("said", "then"),
    [({}, "ok"), ({"visible": False}, "hidden"), ({"painted_s": 60}, "frozen")],
)
def test_the_status_page_tells_how_each_screen_is(
    box: Inside, said: dict[str, Any], then: str
) -> None:
    kitchen, marta = box.device("kitchen"), box.staff("Marta")
    beat(kitchen, "hot", open=4, waiting=2, **said)
    [screen] = marta.json("/api/v1/status")["kitchen_screens"]
    assert (screen["state"], screen["open"], screen["waiting"]) == (then, 4, 2)
    box.pass_time(26)
    assert marta.json("/api/v1/status")["kitchen_screens"][0]["state"] == "silent"


def test_staff_hear_of_a_screen_that_fell_silent_and_came_back(box: Inside) -> None:
    kitchen, anna = box.device("kitchen"), box.staff("Anna")
    beat(kitchen, "hot")
    box.pass_time(10)
    assert anna.json("/api/v1/alerts")["items"] == []
    box.pass_time(16)
    [alert] = anna.json("/api/v1/alerts")["items"]
    assert (alert["kind"], alert["values"]["station"]) == ("screen_lost", "hot")
    box.pass_time(5)
    lost = box.rows("SELECT 1 FROM journal WHERE kind = 'kitchen.screen_lost'")
    assert len(lost) == 1
    beat(kitchen, "hot")
    box.pass_time(1)
    assert anna.json("/api/v1/alerts")["items"] == []


def test_paper_takes_over_when_no_screen_answers_and_gives_back(box: Inside) -> None:
    backup_printing(box)
    guest, kitchen = box.guest(), box.device("kitchen")
    beat(kitchen)
    guest.order(1)
    [ticket] = kitchen.json("/api/v1/kitchen/all/tickets")["items"]
    kitchen.post("/api/v1/kitchen/all/ack", {"ticket_ids": [ticket["id"]]}, expect=200)
    box.pass_time(24)
    assert paper(box) == 0  # a screen has it: no paper
    box.pass_time(10)  # the screen is silent now
    guest.order(1)
    box.pass_time(2)
    assert paper(box) == 0
    box.pass_time(2)
    assert paper(box) == 1  # at once, not after the usual twenty seconds
    box.pass_time(30)
    assert paper(box) == 1
    beat(kitchen)
    guest.order(1)
    tickets = kitchen.json("/api/v1/kitchen/all/tickets")["items"]
    kitchen.post("/api/v1/kitchen/all/ack", {"ticket_ids": [tickets[-1]["id"]]}, expect=200)
    box.pass_time(24)
    assert paper(box) == 1


def test_a_silent_neighbour_does_not_hurry_a_stations_paper(box: Inside) -> None:
    backup_printing(box)
    guest, cold, other = box.guest(), box.device("kitchen"), box.device("kitchen")
    guest.order(1)
    [ticket] = cold.json("/api/v1/kitchen/all/tickets")["items"]
    own = ticket["station"]
    beat(cold, "bar" if own != "bar" else "hot")
    box.pass_time(10)
    beat(other, own)
    assert paper(box) == 0
    box.pass_time(9)
    assert paper(box) == 0
    box.pass_time(2)
    assert paper(box) == 1  # the usual time is over


def test_a_screen_hears_that_its_printer_fails(box: Inside) -> None:
    kitchen = box.device("kitchen")
    assert beat(kitchen, "hot")["printers"] == []
    box.services.database.write(_break_first_printer(box))
    failing = beat(kitchen, "all")["printers"]
    assert [one["state"] for one in failing] == ["paper_out"]
    assert failing[0]["words"]


def _break_first_printer(box: Inside) -> Any:
    from printers import store
    from printers.routes import spooler_of

    spooler = spooler_of(box.appliance.app)

    def act(tx: Any) -> None:
        spooler.health.note(tx, store.printers(tx)[0], "paper_out")

    return act
