"""What phones hear when lines and parties move: never another picture than a fresh look gives."""

from typing import Any

from tests.inside import Inside, Person
from tests.orders.evening import opened, ordered, table_id
from venue.core.jsonx import loads
from venue.core.tx import News


class Phones:
    """The phones of each party, which know what the news told them alone."""

    def __init__(self, box: Inside) -> None:
        self.shown: dict[str, dict[str, Any]] = {}
        self._publish = box.services.database.on_news
        box.services.database.on_news = self._hear

    def _hear(self, news: list[News], seq: int) -> None:
        for item in news:
            room, _, session = item.room.partition(":")
            if room == "session" and item.kind == "order":
                order = loads(item.payload)["order"]
                orders = self.shown.setdefault(session, {})
                orders.pop(order["id"], None)
                if order["lines"]:
                    orders[order["id"]] = order
        self._publish(news, seq)


def same(phones: Phones, waiter: Person, session: str) -> bool:
    """Tell whether a party's phones show what the box would tell them now."""
    fresh = waiter.json(f"/api/v1/table-order?session={session}")
    heard = phones.shown[session].values()
    told = {one["id"]: ([line["id"] for line in one["lines"]], one["total"]) for one in heard}
    assert fresh["total"]["amount"] == sum(one["total"]["amount"] for one in heard)
    return told == {
        one["id"]: ([line["id"] for line in one["lines"]], one["total"]) for one in fresh["orders"]
    }


def test_phones_of_both_tables_see_a_line_that_moved(box: Inside) -> None:
    waiter, phones = box.staff("Anna"), Phones(box)
    here, there = opened(box, waiter, "3"), opened(box, waiter, "4")
    order = ordered(waiter, here, 2)
    ordered(waiter, there, 1)
    first, second = (line["id"] for line in order["lines"])

    def move(line: str, to: str) -> None:
        body = {"lines": [{"id": line}], "to_session_id": to}
        waiter.post("/api/v1/order-lines/move", body, expect=200)
        assert same(phones, waiter, here)
        assert same(phones, waiter, there)

    move(first, there)
    assert [line["id"] for line in phones.shown[here][order["id"]]["lines"]] == [second]
    move(second, there)
    assert order["id"] not in phones.shown[here]
    waiter.post(f"/api/v1/order-lines/{first}/serve")
    box.device("kitchen").post(f"/api/v1/order-lines/{first}/bump", expect=200)
    assert same(phones, waiter, there)
    move(first, here)


def test_phones_of_the_joint_table_lose_what_left_it(box: Inside) -> None:
    waiter, phones = box.staff("Anna"), Phones(box)
    here, there = opened(box, waiter, "3"), opened(box, waiter, "4")
    left, stays = ordered(waiter, here), ordered(waiter, there)
    path = f"/api/v1/table-sessions/{here}/merge"
    merge = waiter.post(path, {"session_id": there}, expect=200).json["merge_id"]
    assert same(phones, waiter, there)
    assert left["id"] in phones.shown[there]
    undone = waiter.post(f"/api/v1/table-merges/{merge}/undo", expect=200).json
    assert same(phones, waiter, there)
    assert phones.shown[there].keys() == {stays["id"]}
    assert same(phones, waiter, undone["session"]["id"])


def board_of(box: Inside) -> dict[str, dict[str, Any]]:
    """Return the lines on the boards by id."""
    board = box.device("kitchen").json("/api/v1/kitchen/all/tickets")["items"]
    return {line["id"]: line for ticket in board for line in ticket["lines"]}


def changes_on_paper(box: Inside) -> list[dict[str, Any]]:
    """Return the change tickets that were queued, oldest first."""
    rows = box.rows("SELECT document FROM print_job ORDER BY id")
    return [one for row in rows if (one := loads(row["document"])).get("kind") == "change"]


def test_the_kitchen_must_tap_what_goes_to_another_table_and_paper_says_so(box: Inside) -> None:
    waiter = box.staff("Anna")
    here, there = opened(box, waiter, "3"), opened(box, waiter, "4")
    lines = [line["id"] for line in ordered(waiter, here, 3)["lines"]]
    cook = box.device("kitchen")
    cook.post(f"/api/v1/order-lines/{lines[1]}/bump", expect=200)
    body = {"lines": [{"id": one} for one in lines[:2]], "to_session_id": there}
    waiter.post("/api/v1/order-lines/move", body, expect=200)
    board = board_of(box)
    assert (board[lines[0]]["attention"], board[lines[0]]["moved_to"]) == ("changed", "4")
    # What is made already asks nothing of the cook, and what stays neither.
    assert board[lines[2]]["attention"] == ""
    assert all(one["attention"] != "changed" for key, one in board.items() if key == lines[1])
    [paper] = changes_on_paper(box)
    assert paper["table"] == "3 > 4"
    assert len(paper["lines"]) == 1
    cook.post(f"/api/v1/order-lines/{lines[0]}/notice", expect=200)
    assert board_of(box)[lines[0]]["attention"] == ""


def test_the_kitchen_must_tap_when_parties_move_join_and_part(box: Inside) -> None:
    waiter, cook = box.staff("Anna"), box.device("kitchen")
    here, there = opened(box, waiter, "3"), opened(box, waiter, "4")
    own, other = ordered(waiter, here, 1), ordered(waiter, there, 1)

    def asks() -> tuple[str, str]:
        board = board_of(box)
        told = (
            board[own["lines"][0]["id"]]["attention"],
            board[other["lines"][0]["id"]]["attention"],
        )
        for line in board:
            cook.post(f"/api/v1/order-lines/{line}/notice", expect=200)
        return told

    path = f"/api/v1/table-sessions/{here}"
    waiter.post(f"{path}/move", {"table_id": table_id(box, "7")}, expect=200)
    assert asks() == ("changed", "")
    merge = waiter.post(f"{path}/merge", {"session_id": there}, expect=200).json["merge_id"]
    assert asks() == ("changed", "")
    waiter.post(f"/api/v1/table-merges/{merge}/undo", expect=200)
    assert asks() == ("changed", "")
    assert [one["table"] for one in changes_on_paper(box)] == ["3 > 7", "7 > 4", "4 > 7"]
