"""HTTPS on the LAN: the authority's limits, its renewal, and who is known over which line."""

import datetime
import json
import socket
import ssl
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.conftest import Serve
from tests.inside import Inside, Person
from tests.served import Client, free_port
from venue.cli import main
from venue.core.clock import ManualClock
from venue.core.ids import uuid7
from venue.tls import authority, folder

NOW = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
NAMES = ["venue.local", "osteria", "192.168.1.20"]


def accepted(pem: bytes, leaf: bytes, name: str, tmp_path: Path) -> str:
    """Let OpenSSL judge, as a tablet does: return what it says of a server with this leaf."""
    trusted, served = tmp_path / "ca.pem", tmp_path / "leaf.pem"
    trusted.write_bytes(authority.public_part(pem))
    served.write_bytes(leaf)
    client = ssl.create_default_context(cafile=str(trusted))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(served)
    ours, theirs = socket.socketpair()
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    a = client.wrap_bio(incoming, outgoing, server_hostname=name)
    b_in, b_out = ssl.MemoryBIO(), ssl.MemoryBIO()
    b = server.wrap_bio(b_in, b_out, server_side=True)
    ours.close()
    theirs.close()
    for _ in range(10):
        for one in (a, b):
            try:
                one.do_handshake()
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLCertVerificationError as error:
                return str(error.verify_message)
        b_in.write(outgoing.read())
        incoming.write(b_out.read())
    return "ok"


@pytest.fixture(scope="module")
def made() -> tuple[bytes, bytes]:
    now = datetime.datetime.now(datetime.UTC)
    pem = authority.make_authority("Osteria", NAMES, now)
    return pem, authority.make_leaf(pem, NAMES, now)


@pytest.mark.parametrize("name", NAMES)
def test_a_tablet_that_trusts_the_authority_trusts_the_box(
    made: tuple[bytes, bytes], tmp_path: Path, name: str
) -> None:
    assert accepted(*made, name, tmp_path) == "ok"


@pytest.mark.parametrize("name", ["bank.example.com", "8.8.8.8", "osteria.example.com"])
def test_a_stolen_authority_cannot_pass_for_a_bank(
    made: tuple[bytes, bytes], tmp_path: Path, name: str
) -> None:
    forged = authority.make_leaf(made[0], [name], datetime.datetime.now(datetime.UTC))
    assert accepted(made[0], forged, name, tmp_path) == "permitted subtree violation"
    assert not authority.may_vouch(made[0], name)


def test_the_authority_signs_no_other_authority(made: tuple[bytes, bytes], tmp_path: Path) -> None:
    """Path length 0: a leaf's key signs nothing that anybody believes."""
    leaf = x509.load_pem_x509_certificate(made[1])
    key = serialization.load_pem_private_key(made[1], None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    again = authority.make_leaf(made[1], ["venue.local"], datetime.datetime.now(datetime.UTC))
    assert accepted(made[0], again, "venue.local", tmp_path) != "ok"
    assert leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert isinstance(leaf.signature_hash_algorithm, hashes.SHA256)


def test_the_own_certificate_is_renewed_in_time_and_tablets_need_nothing_new(
    tmp_path: Path,
) -> None:
    clock = ManualClock(NOW)
    first = folder.make(tmp_path, "Osteria", NAMES, NOW)
    assert not folder.renew(tmp_path, NAMES, clock)
    clock.jump((authority.LEAF_DAYS - authority.RENEW_DAYS + 1) * 86_400)
    clock.is_trusted = False
    assert not folder.renew(tmp_path, NAMES, clock)
    clock.is_trusted = True
    assert folder.renew(tmp_path, NAMES, clock)
    served = tmp_path / folder.FOLDER / folder.SERVER
    assert folder.days_left(served, clock) > 300
    told = folder.own_authority(tmp_path)
    assert told is not None
    assert authority.facts_of(told).fingerprint == first.fingerprint
    assert b"PRIVATE" not in told
    assert (served.stat().st_mode & 0o777) == 0o600


def test_a_new_address_is_added_and_a_public_one_never(tmp_path: Path) -> None:
    clock = ManualClock(NOW)
    folder.make(tmp_path, "Osteria", [*NAMES, "8.8.8.8"], NOW)
    served = tmp_path / folder.FOLDER / folder.SERVER
    assert "8.8.8.8" not in authority.facts_of(served.read_bytes()).names
    assert folder.renew(tmp_path, [*NAMES, "10.0.0.7", "8.8.8.8"], clock)
    names = authority.facts_of(served.read_bytes()).names
    assert "10.0.0.7" in names
    assert "8.8.8.8" not in names


@pytest.fixture
def encrypted(demo_data: Path, tmp_path: Path) -> Inside:
    inside = Inside(demo_data, tmp_path / "data", server__tls_port=8443)
    yield inside
    inside.close()


def over_wifi(person: Person, method: str, path: str, *, secure: bool = False, **more: object):
    base = "https://192.168.1.20:8443" if secure else "http://192.168.1.20:8080"
    return person.client.open(
        path,
        method=method,
        base_url=base,
        environ_overrides={"REMOTE_ADDR": "192.168.1.77"},
        headers={"Idempotency-Key": uuid7()},
        **more,
    )


def test_staff_are_known_over_https_alone_and_guests_over_both(encrypted: Inside) -> None:
    anna, guest = encrypted.staff("Anna"), encrypted.guest()
    for person in (anna, guest):
        for cookie in list(person.client._cookies.values()):
            person.client.set_cookie(cookie.key, cookie.value, domain="192.168.1.20")
    assert over_wifi(anna, "GET", "/api/v1/tables", secure=True).status_code == 200
    assert over_wifi(anna, "GET", "/api/v1/tables").status_code == 401
    assert over_wifi(guest, "GET", "/api/v1/menu?lang=en").status_code == 200
    key = {"Authorization": f"Bearer {encrypted.facts['api_key']}"}
    plain = encrypted.nobody().client.get(
        "/api/v1/tables", headers=key, environ_overrides={"REMOTE_ADDR": "192.168.1.77"}
    )
    assert plain.status_code == 401
    # The box's own screen and command line come from the loopback.
    assert anna.get("/api/v1/tables").status_code == 200


def test_a_tablet_is_not_paired_where_others_can_read_along(encrypted: Inside) -> None:
    nobody = encrypted.nobody()
    code = {"code": encrypted.facts["pair_codes"]["waiter"]}
    refused = over_wifi(nobody, "POST", "/api/v1/devices/pair", json=code)
    assert (refused.status_code, refused.json["code"]) == (403, "access.needs_https")
    led = over_wifi(nobody, "GET", "/pair")
    assert (led.status_code, led.headers["Location"]) == (307, "https://192.168.1.20:8443/pair")
    paired = over_wifi(nobody, "POST", "/api/v1/devices/pair", secure=True, json=code)
    assert paired.status_code == 201
    assert all("Secure" in one for one in paired.headers.getlist("Set-Cookie"))


def test_the_office_is_warned_weeks_before_the_end(encrypted: Inside) -> None:
    clock = encrypted.clock
    folder.make(encrypted.data, "Osteria", NAMES, clock.now())

    def alerts() -> list[dict[str, object]]:
        found = encrypted.staff("Marta").json("/api/v1/alerts")["items"]
        return [one for one in found if one["kind"] == "certificate"]

    assert alerts() == []
    clock.jump((authority.LEAF_DAYS - 20) * 86_400)
    (alert,) = alerts()
    assert alert["values"] == {"days": 18}
    clock.is_trusted = True
    encrypted.services.tls.look()
    assert alerts() == []


def test_setup_serve_and_pair(serve: Serve, tmp_path: Path) -> None:
    """From the command to a tablet that trusts nothing but the box's own authority."""
    served = serve()
    served.stop()
    port = free_port()
    run = CliRunner().invoke(
        main, ["tls", "setup", "--data", str(served.data), "--port", str(port)], input="y\n"
    )
    assert run.exit_code == 0, run.output
    served.start()
    page = Client(served).get("/tls").text
    shown = CliRunner().invoke(main, ["tls", "show", "--data", str(served.data), "--json"])
    fingerprint = json.loads(shown.output)["authority"]["sha256"]
    assert fingerprint in page
    ca = tmp_path / "venue.crt"
    ca.write_bytes(Client(served).get("/tls/authority.crt").content)
    assert authority.facts_of(ca.read_bytes()).fingerprint == fingerprint
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
    tablet = requests.Session()
    tablet.verify = str(ca)
    tablet.trust_env = False
    secure = f"https://127.0.0.1:{port}"
    answer = tablet.post(
        f"{secure}/api/v1/devices/pair",
        json={"code": served.facts["pair_codes"]["waiter"]},
        headers={"Idempotency-Key": uuid7()},
        timeout=10,
    )
    assert answer.status_code == 201, answer.text
    assert all(cookie.secure for cookie in tablet.cookies)
    assert tablet.get(f"{secure}/api/v1/me", timeout=10).json()["kind"] == "device"
    assert served.guest().order()["number"]  # guests go on over plain HTTP
    for one in silent:
        one.close()
