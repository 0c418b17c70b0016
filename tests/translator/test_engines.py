"""Engines: chains of programs, services over HTTP, their order, and rests after failures."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.translator.conftest import PAIRS
from venue.translator.engines import EngineFailure
from venue.translator.engines.apertium import MODES, Apertium, chain
from venue.translator.engines.order import Order
from venue.translator.engines.web import DeepL, LibreTranslate
from venue.translator.glossary import Piece, pieces


def ask(engine: Apertium, text: str, source: str = "en", target: str = "es") -> str:
    return engine.translate([Piece(text)], source, target, 3.0)[0]


def alive(group: int) -> bool:
    """Tell whether a process of the group still runs."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = stat.read_text().rsplit(")", 1)[1].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            return True
    return False


def ended(group: int) -> bool:
    """Tell whether all of the group ended: the kernel takes a moment over what was killed."""
    ends = time.monotonic() + 5
    while alive(group) and time.monotonic() < ends:
        time.sleep(0.02)
    return not alive(group)


def test_a_chain_answers_in_its_direction(apertium: Apertium) -> None:
    assert ask(apertium, "good day") == "eng-spa:good eng-spa:day"
    assert ask(apertium, "buen día", "es", "en") == "spa-eng:buen spa-eng:día"
    apertium.close()


@pytest.mark.parametrize(("text", "code"), [("HANG", "timeout"), ("DIE", "crashed")])
def test_a_chain_that_fails_is_ended_and_the_next_text_is_answered(
    apertium: Apertium, text: str, code: str
) -> None:
    ask(apertium, "warm")
    group = apertium.pool.groups()["eng-spa"]
    with pytest.raises(EngineFailure) as caught:
        apertium.translate([Piece(text)], "en", "es", 0.5)
    assert caught.value.code == code
    assert ended(group)
    assert ask(apertium, "next") == "eng-spa:next"
    apertium.close()


def test_nothing_is_no_answer(apertium: Apertium) -> None:
    with pytest.raises(EngineFailure) as caught:
        ask(apertium, "EMPTY")
    assert caught.value.code == "empty"
    apertium.close()


def test_many_at_once_get_their_own_answers_while_a_chain_is_killed(apertium: Apertium) -> None:
    """160 requests over 8 directions, one chain ended in between: none mixed up, none left over."""
    from venue.translator.engines.apertium import CODES

    directions = [tuple(CODES[code] for code in pair.split("-")) for pair in PAIRS]
    ask(apertium, "warm")
    groups: set[int] = set()
    wrong: list[str] = []

    def one(number: int) -> bool:
        pair, (source, target) = PAIRS[number % 8], directions[number % 8]
        if number == 80:
            import os
            import signal

            os.killpg(apertium.pool.groups()["eng-spa"], signal.SIGKILL)
        try:
            said = apertium.translate([Piece(f"text {number}")], source, target, 20.0)[0]
        except EngineFailure:
            return False
        finally:
            groups.update(apertium.pool.groups().values())
        if said != f"{pair}:text {pair}:{number}":
            wrong.append(said)
        return True

    with ThreadPoolExecutor(160) as threads:
        served = list(threads.map(one, range(160)))
    assert wrong == []
    assert served.count(False) <= 1  # the one that was in the killed chain
    apertium.close()
    assert len(groups) >= 8
    assert all(ended(group) for group in groups)


def test_chains_are_as_many_as_allowed(modes: Path) -> None:
    engine = Apertium(2, modes)
    for source, target in (("en", "es"), ("en", "fr"), ("en", "it")):
        ask(engine, "one", source, target)
    assert set(engine.pool.groups()) == {"eng-fra", "eng-ita"}
    engine.pool.close_idle(0.0)
    assert engine.pool.groups() == {}


def test_a_mode_file_becomes_a_flushing_chain() -> None:
    assert chain("lt-proc 'a b' | apertium-tagger -g $2 'x' | lt-proc $1 'y'") == (
        "lt-proc -z 'a b' | apertium-tagger -z -g  'x' | lt-proc -z -g 'y'"
    )


@pytest.mark.skipif(
    not (MODES / "eng-spa.mode").exists(),
    reason="Apertium is not installed (apt install apertium-eng-spa)",
)
def test_apertium_itself_between_english_and_spanish() -> None:
    engine = Apertium(2)
    try:
        assert "ventana" in ask(engine, "The window is open")
        assert "window" in ask(engine, "La ventana está abierta", "es", "en")
        odd = ask(engine, "It costs $10 [a/b] {c} <d> @home ^x")
        assert "$10" in odd
        assert "{c}" in odd
        assert "<d>" in odd
        kept = engine.translate(
            pieces("We love the big house", {"big house": "Casa Grande"}), "en", "es", 3.0
        )[0]
        assert "Casa Grande" in kept
        sure = engine.translate([Piece("the qwxzly table")], "en", "es", 3.0)[1]
        assert sure < 60
        times = []
        for number in range(60):
            begun = time.perf_counter()
            ask(engine, f"The table number {number} is near the window")
            times.append(time.perf_counter() - begun)
        assert sorted(times)[30] < 0.05
    finally:
        engine.close()


class Cloud(BaseHTTPRequestHandler):
    """A stand-in for LibreTranslate and DeepL: answers in the form of each, or as told."""

    asked: ClassVar[list[tuple[str, dict[str, str], dict[str, Any]]]] = []
    answer: ClassVar[tuple[int, bytes] | None] = None

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        wish = json.loads(self.rfile.read(length))
        self.asked.append((self.path, dict(self.headers), wish))
        text = wish["q"] if self.path == "/translate" else wish["text"][0]
        form: dict[str, Any] = (
            {"translatedText": text.replace("good", "bueno")}
            if self.path == "/translate"
            else {"translations": [{"text": text.replace("good", "bueno")}]}
        )
        status, body = self.answer or (200, json.dumps(form).encode())
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def cloud() -> Iterator[str]:
    Cloud.asked, Cloud.answer = [], None
    server = ThreadingHTTPServer(("127.0.0.1", 0), Cloud)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize(
    "make", [lambda u: LibreTranslate(u, "k", local=True), lambda u: DeepL(u, "k")]
)
def test_a_service_translates_and_keeps_the_venues_words(cloud: str, make: Any) -> None:
    said, sure = make(cloud).translate(
        pieces("a good <Tom & Yum>", {"Tom & Yum": "Tom & Yum"}), "en", "es", 3.0
    )
    assert said == "a bueno <Tom & Yum>"
    assert sure == 80
    path, headers, wish = Cloud.asked[0]
    if path == "/translate":
        assert wish["api_key"] == "k"
        assert wish["source"] == "en"
        assert wish["format"] == "html"
    else:
        assert headers["Authorization"] == "DeepL-Auth-Key k"
        assert wish["target_lang"] == "ES"
        assert wish["source_lang"] == "EN"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((500, b"{}"), "http"),
        ((403, b"<html>"), "http"),
        ((200, b"<html>welcome to the hotel"), "http"),
        ((200, b"[]"), "http"),
        ((200, b'{"translatedText": ""}'), "empty"),
        ((200, b'{"translatedText": "other"}'), "glossary"),
    ],
)
def test_a_service_that_answers_badly_has_failed(
    cloud: str, answer: tuple[int, bytes], code: str
) -> None:
    Cloud.answer = answer
    with pytest.raises(EngineFailure) as caught:
        LibreTranslate(cloud, "", local=True).translate([Piece("Oso", fixed=True)], "en", "es", 3)
    assert caught.value.code == code


class Scripted:
    """An engine that answers or fails as the test says."""

    def __init__(self, name: str, *, local: bool = True) -> None:
        self.name, self.local = name, local
        self.failure: str | None = None
        self.asked = 0

    def version(self, source: str, target: str) -> str:
        return "1"

    def pairs(self) -> set[tuple[str, str]] | None:
        return None

    def translate(
        self, cut: Sequence[Piece], source: str, target: str, limit_s: float
    ) -> tuple[str, int]:
        self.asked += 1
        if self.failure:
            raise EngineFailure(self.failure, "as told")
        return f"{self.name} {cut[0].text}", 50

    def close(self) -> None:
        """Nothing is open."""


def test_an_engine_that_fails_twice_rests_and_the_next_one_answers() -> None:
    now = [100.0]
    first, second = Scripted("first"), Scripted("second")
    order = Order([first, second], by_pair={}, may_leave=False, limit_s=5, now=lambda: now[0])
    first.failure = "crashed"
    for _ in range(5):
        answer = order.translate([Piece("x")], "en", "es")
        assert answer is not None
        assert answer[1] == "second x"
    assert first.asked == 2
    assert order.states()[0]["state"] == "resting"
    assert order.states()[0]["words"] == "as told"
    now[0] += 2.1
    first.failure = None
    answer = order.translate([Piece("x")], "en", "es")
    assert answer is not None
    assert answer[1] == "first x"
    assert order.states()[0]["state"] == "running"


def test_no_text_leaves_the_house_unless_the_venue_says_so() -> None:
    far = Scripted("far", local=False)
    order = Order([far], by_pair={}, may_leave=False, limit_s=5)
    assert order.translate([Piece("x")], "en", "es") is None
    assert far.asked == 0
    assert not order.leaves_house
    assert order.states()[0]["state"] == "off"
    assert Order([far], by_pair={}, may_leave=True, limit_s=5).leaves_house


def test_a_pair_may_have_its_own_order() -> None:
    first, second = Scripted("first"), Scripted("second")
    order = Order([first, second], by_pair={("en", "es"): ["second"]}, may_leave=False, limit_s=5)
    assert [one.name for one in order.of("en", "es")] == ["second"]
    assert [one.name for one in order.of("en", "fr")] == ["first", "second"]
