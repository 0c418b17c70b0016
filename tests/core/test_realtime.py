"""News: one frame per room and commit, gaps seen, replay from the ring, reload when too far."""

from typing import Any

import orjson
import pytest

from venue.core import realtime
from venue.core.realtime import Broadcaster
from venue.core.tx import News


class Direct:
    """A runtime that posts at once."""

    def post(self, fn: Any) -> None:
        fn()


class Heard:
    """An emitter that keeps what each room or socket was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Any]] = []

    def emit(self, event: str, data: Any, *, to: str) -> None:
        self.sent.append((to, event, orjson.loads(orjson.dumps(data))))

    def take(self) -> list[tuple[str, str, Any]]:
        taken, self.sent = self.sent, []
        return taken


class World:
    def __init__(self) -> None:
        self.seq = 0
        self.broadcaster = Broadcaster(Direct(), position=lambda: self.seq)  # type: ignore[arg-type]
        self.heard = Heard()
        self.broadcaster.attach(self.heard)

    def commit(self, *rooms: str) -> None:
        news = []
        for room in rooms:
            self.seq += 1
            news.append(News(self.seq, room, "thing", b'{"n":%d}' % self.seq))
        if not rooms:
            self.seq += 1
        self.broadcaster.publish(news, self.seq)


@pytest.fixture
def world() -> World:
    return World()


def test_a_commit_gives_each_room_one_frame_that_names_its_predecessor(world: World) -> None:
    world.broadcaster.join("s1", "grill", 0)
    world.heard.take()
    world.commit("grill", "bar", "grill")
    world.commit("bar")
    world.commit("grill")
    frames = [frame for to, event, frame in world.heard.take() if to == "grill"]
    assert [(frame["prev"], frame["through"]) for frame in frames] == [(0, 3), (3, 5)]
    assert [item["seq"] for item in frames[0]["items"]] == [1, 3]
    assert frames[0]["items"][0] == {"seq": 1, "kind": "thing", "n": 1}


def test_position_zero_is_a_real_position(world: World) -> None:
    world.commit("grill")
    world.broadcaster.join("s1", "grill", 0)
    [(to, event, frame)] = world.heard.take()
    assert (to, event) == ("s1", "news")
    assert [item["seq"] for item in frame["items"]] == [1]


def test_who_comes_back_gets_the_rest_of_the_own_room_and_of_everybodys(world: World) -> None:
    world.commit("grill", "bar", "*", "grill")
    world.broadcaster.join("s1", "grill", 1)
    [(_, _, frame)] = world.heard.take()
    assert [item["seq"] for item in frame["items"]] == [3, 4]
    assert (frame["prev"], frame["through"]) == (1, 4)


@pytest.mark.parametrize("after", [-1, 99])
def test_a_position_that_is_not_known_means_reload(world: World, after: int) -> None:
    world.commit("grill")
    world.broadcaster.join("s1", "grill", after)
    assert [event for _, event, _ in world.heard.take()] == ["reload"]


def test_too_far_behind_means_reload(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(realtime, "RING_ITEMS", 3)
    for _ in range(6):
        world.commit("grill")
    world.broadcaster.join("s1", "grill", 2)
    world.broadcaster.join("s2", "grill", 3)
    assert [(to, event) for to, event, _ in world.heard.take()] == [
        ("s1", "reload"),
        ("s2", "news"),
    ]


def test_everybodys_news_reaches_every_room_with_a_listener_once(world: World) -> None:
    world.broadcaster.join("s1", "grill", 0)
    world.broadcaster.join("s2", "bar", 0)
    world.heard.take()
    world.commit("*")
    assert sorted(to for to, _, _ in world.heard.take()) == ["bar", "grill"]


def test_who_left_is_forgotten(world: World) -> None:
    world.broadcaster.join("s1", "grill", 0)
    world.broadcaster.leave("s1")
    world.heard.take()
    world.commit("grill")
    assert world.heard.take() == []
    assert world.broadcaster.screens == 0
