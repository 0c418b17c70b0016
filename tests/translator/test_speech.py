"""Speech over the socket of a served venue, and reading aloud over HTTP."""

import struct
import time
import wave
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Serve
from tests.inside import Inside
from tests.served import Served
from tests.translator.spoken import HAS_VOICE, pcm
from tests.wire.test_wire import Wire
from venue.core.errors import Invalid, Overloaded, Unavailable
from venue.translator import voice

CHUNK = 6400

needs_voice = pytest.mark.skipif(not HAS_VOICE, reason="espeak-ng is not installed")


@pytest.fixture(scope="module")
def guest(venue: Served) -> Iterator[Wire]:
    one = Wire(venue, "websocket", headers={"Cookie": venue.guest(2).cookie_header})
    yield one
    one.close()


def start(wire: Wire, name: str, language: str = "en") -> Any:
    return wire.call("speech:start", {"id": name, "language": language})


def started(wire: Wire, name: str) -> Any:
    """Start as soon as there is a place: one that was given up is free when its worker is."""
    ends = time.monotonic() + 20
    while "error" in (told := start(wire, name)) and time.monotonic() < ends:
        assert told["error"]["code"] == "speech.busy"
        time.sleep(0.1)
    return told


def send(wire: Wire, name: str, audio: bytes) -> None:
    for seq, at in enumerate(range(0, len(audio), CHUNK)):
        wire.client.emit("speech:chunk", ({"id": name, "seq": seq}, audio[at : at + CHUNK]))


def final(wire: Wire, name: str) -> Any:
    return wire.wait_for("speech:final", lambda told: told["id"] == name)


def files_of(venue: Served) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in venue.data.rglob("*") if path.is_file()}


@needs_voice
def test_a_spoken_phrase_comes_back_and_its_sound_is_nowhere(venue: Served, guest: Wire) -> None:
    audio = pcm("Table five would like the bill")
    before = set(files_of(venue))
    told = started(guest, "one")
    assert told == {"ok": True, "id": "one", "chunk_ms": 200, "limit_s": 20}
    send(guest, "one", audio)
    assert guest.call("speech:end", {"id": "one"}) == {"ok": True}
    heard = final(guest, "one")
    assert heard["text"] == "Table 5 would like the bill"
    assert heard["needs_confirm"] is True
    assert heard["audio_ms"] == len(audio) // 32
    assert guest.count("speech:partial") > 0
    after = files_of(venue)
    assert {path for path in set(after) - before if path.suffix != ".lock"} == set()
    loud = max(range(0, len(audio) - 64, 64), key=lambda at: len(set(audio[at : at + 64])))
    found = [path for path, raw in after.items() if audio[loud : loud + 64] in raw]
    assert found == []
    assert "would like the bill" not in venue.words()


@needs_voice
def test_many_pieces_at_once_have_a_budget_of_their_own(venue: Served, guest: Wire) -> None:
    """After a hole in the Wi-Fi: fifteen seconds of speech in one go, 150 packets.

    At a guest's usual pace they would take six seconds, and the guest's news with them.
    """
    started(guest, "burst")
    began = time.monotonic()
    send(guest, "burst", pcm("The bill, please") + bytes(13 * 32_000))
    guest.call("speech:end", {"id": "burst"})
    assert time.monotonic() - began < 4.5
    assert final(guest, "burst")["text"] in ("The bill, please", None)
    assert guest.client.connected


def test_what_is_refused_is_said_in_words(venue: Served, guest: Wire) -> None:
    none = start(guest, "x", "eo")["error"]
    assert (none["code"], none["details"]) == (
        "speech.no_engine", {"offer": ["type", "phrasebook"]},
    )  # fmt: skip
    assert guest.call("speech:end", {"id": "x"})["error"]["code"] == "speech.unknown"
    for wish in ({}, {"id": "", "language": "en"}, {"id": "x", "language": "english"}, "x", None):
        assert guest.call("speech:start", wish)["error"]["code"] == "request.malformed"


def test_a_bad_piece_ends_the_utterance_and_the_next_one_is_heard(
    venue: Served, guest: Wire
) -> None:
    for name, seq, audio in (("late", 3, b"ab"), ("odd", 0, b"abc"), ("big", 0, bytes(16_002))):
        started(guest, name)
        guest.client.emit("speech:chunk", ({"id": name, "seq": seq}, audio))
        told = guest.wait_for("speech:error", lambda one, name=name: one["id"] == name)
        assert told["code"] == "speech.bad_chunk"
    assert started(guest, "again")["ok"]
    assert guest.call("speech:cancel", {"id": "again"}) == {"ok": True}


def test_more_than_may_speak_at_once_hear_that_it_is_busy_and_leaving_frees_the_place(
    venue: Served, guest: Wire
) -> None:
    others = [
        Wire(venue, "websocket", headers={"Cookie": venue.guest(at).cookie_header})
        for at in (3, 4)
    ]  # fmt: skip
    for one in others:
        assert started(one, "mine")["ok"]
    assert start(others[0], "second")["error"]["code"] == "speech.already"
    busy = start(guest, "third")["error"]
    assert busy["code"] == "speech.busy"
    assert busy["details"]["retry_ms"] > 0
    for one in others:
        one.close()
    assert started(guest, "after")["ok"]
    guest.call("speech:cancel", {"id": "after"})


def test_listening_may_be_switched_off(serve: Serve) -> None:
    venue = serve(settings={"translator.speech": []})
    one = Wire(venue, "websocket", headers={"Cookie": venue.guest(2).cookie_header})
    try:
        assert start(one, "x")["error"]["code"] == "speech.no_engine"
    finally:
        one.close()
    about = venue.guest(1).json("/api/v1/translator")
    assert about["speech"] == {"engines": [], "languages": []}


@needs_voice
def test_a_text_is_read_aloud(box: Inside) -> None:
    guest = box.guest()
    for text, language in (("La cuenta, por favor", "es"), ("Счёт, пожалуйста", "ru"),
                           ("-w /tmp/x <b>", "en"), ("请买单", "zh")):  # fmt: skip
        answer = guest.client.post("/api/v1/voice", json={"text": text, "language": language})
        assert answer.status_code == 200, answer.text
        assert answer.mimetype == "audio/wav"
        assert answer.headers["Cache-Control"] == "no-store"
        with wave.open(BytesIO(answer.data)) as file:
            assert file.getnchannels() == 1
            seconds = file.getnframes() / file.getframerate()
            assert 0.3 < seconds < 10
            loudest = max(struct.unpack(f"<{file.getnframes()}h", file.readframes(10**7)))
        assert loudest > 1_000
    unknown = guest.client.post("/api/v1/voice", json={"text": "x", "language": "zzz"})
    assert (unknown.status_code, unknown.json["code"]) == (400, "voice.no_language")
    assert guest.json("/api/v1/translator")["voice"] == {"state": "running", "words": ""}


def test_a_box_without_a_voice_says_so(
    box: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(voice, "PROGRAM", "no-such-program")
    answer = box.guest().client.post("/api/v1/voice", json={"text": "x", "language": "en"})
    assert (answer.status_code, answer.json["code"]) == (503, "voice.missing")
    about = box.guest().json("/api/v1/translator")
    assert about["voice"]["state"] == "missing"
    assert "apt install espeak-ng" in about["voice"]["words"]


def program(tmp_path: Path, script: str) -> str:
    path = tmp_path / "voice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("script", ["sleep 30", "exit 3", "true", "head -c 5000000 /dev/zero"])
def test_a_voice_that_breaks_is_ended_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(voice, "PROGRAM", program(tmp_path, script))
    monkeypatch.setattr(voice, "LIMIT_S", 0.3)
    began = time.monotonic()
    with pytest.raises(Unavailable) as failed:
        voice.read("x", "en")
    assert failed.value.code == "voice.failed"
    assert time.monotonic() - began < 5


def test_few_are_read_to_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "PROGRAM", program(tmp_path, "exit 0"))
    for _ in range(voice.MOST_AT_ONCE):
        voice._places.acquire()
    try:
        with pytest.raises(Overloaded):
            voice.read("x", "en")
    finally:
        for _ in range(voice.MOST_AT_ONCE):
            voice._places.release()
    with pytest.raises((Unavailable, Invalid)):
        voice.read("x", "en")
