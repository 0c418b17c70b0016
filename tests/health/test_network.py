"""Names and ports, asked of real sockets on the loopback."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.health.house import levels, place, put
from venue.health import network
from venue.health.model import Place


@pytest.fixture
def here(tmp_path: Path) -> Place:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "venue.toml").write_text("")
    return place(tmp_path / "data", tmp_path / "root")


@pytest.fixture
def name_server() -> Iterator[tuple[str, int]]:
    """A name server that knows venue.local and answers nothing for others."""
    door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    door.bind(("127.0.0.1", 0))
    door.settimeout(5)

    def serve() -> None:
        while True:
            try:
                asked, who = door.recvfrom(1500)
            except OSError:
                return
            known = b"\x05venue\x05local\0" in asked
            door.sendto(asked[:2] + b"\x81\x80\0\1\0" + bytes([known]) + b"\0" * 4, who)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield door.getsockname()
    door.close()


def test_a_name_is_known_unknown_or_nobody_answers(
    name_server: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert network.ask(name_server, "venue.local")
    assert not network.ask(name_server, "other.local")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        monkeypatch.setattr(network, "ANSWER_S", 0.1)
        assert not network.ask(deaf.getsockname(), "venue.local")


def test_name_servers_of_the_machine(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert levels(network.names(here)) == {"names.none": "warn"}
    put(here.root, "etc/resolv.conf", "# by hand\nnameserver 10.0.0.1\nnameserver 10.0.0.2\n")
    monkeypatch.setattr(network, "ask", lambda server, _: server[0] == "10.0.0.2")
    assert levels(network.names(here)) == {"names.ok": "ok"}
    monkeypatch.setattr(network, "ask", lambda *_: False)
    assert levels(network.names(here)) == {"names.silent": "warn"}


def test_the_own_name_on_the_lan(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    put(here.root, "etc/hostname", "osteria\n")
    monkeypatch.setattr(network, "ask", lambda server, name: (server, name) == (
        network.MDNS, "osteria.local"))  # fmt: skip
    assert levels(network.local_name(here)) == {"local_name.ok": "ok"}
    monkeypatch.setattr(network, "ask", lambda *_: False)
    assert levels(network.local_name(here)) == {"local_name.silent": "warn"}


def test_ports_are_free_taken_answered_or_silent(tmp_path: Path) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        (tmp_path / "venue.toml").write_text(f"[server]\nport = {port}\n")
        free = place(tmp_path, tmp_path / "root")
        live = place(tmp_path, tmp_path / "root", running=True)
        assert levels(network.listening(free)) == {"ports.free": "ok"}
        assert levels(network.listening(live)) == {"ports.silent": "bad"}
        door.listen()
        assert levels(network.listening(free)) == {"ports.taken": "bad"}
        assert levels(network.listening(live)) == {"ports.ok": "ok"}


@pytest.mark.parametrize(
    ("set_to", "url", "key"),
    [("", "http://10.0.0.5:8080", "address.of_now"), ("http://10.0.0.5", "http://10.0.0.5",
     "address.ok"), ("http://venue.local", "http://venue.local", "address.local")],
)  # fmt: skip
def test_the_address_on_cards(tmp_path: Path, set_to: str, url: str, key: str) -> None:
    (tmp_path / "venue.toml").write_text(f'[server]\naddress = "{set_to}"\n')
    assert list(levels(network.address(place(tmp_path, tmp_path / "root", url=url)))) == [key]
