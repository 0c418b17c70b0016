"""A certificate of the owner's: what is refused, what is served, and the way back."""

import datetime
import json
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.conftest import Serve
from tests.inside import Inside
from tests.served import Client, free_port
from tests.tls.papers import Paper, paper, plain
from venue.backups import service as backups
from venue.backups.sealing import recovery_key
from venue.cli import main
from venue.core.clock import ManualClock
from venue.core.errors import Invalid
from venue.tls import authority, folder, given

NOW = datetime.datetime.now(datetime.UTC)
NAME = "osteria.example.com"
NAMES = ["venue.local", NAME, "127.0.0.1"]
ROOT = paper("Root", days=(-365, 365))
BETWEEN = paper("Between", ROOT, days=(-365, 365))
STRANGER = paper("Stranger")
SMALL = rsa.generate_private_key(public_exponent=65537, key_size=1024)


def leaf(**more: object) -> Paper:
    return paper("leaf", BETWEEN, **({"names": (NAME,)} | more))  # type: ignore[arg-type]


GOOD = leaf()
Files = Callable[[], tuple[bytes, bytes]]
REFUSED: dict[str, Files] = {
    "tls.no_certificate": lambda: (b"-----BEGIN NONSENSE-----", GOOD.key_pem),
    "tls.no_key": lambda: (GOOD.pem + BETWEEN.pem, b"nothing"),
    "tls.locked_key": lambda: (GOOD.pem + BETWEEN.pem, plain(GOOD.key, b"secret")),
    "tls.foreign_key": lambda: (GOOD.pem + BETWEEN.pem, leaf().key_pem),
    "tls.order": lambda: (BETWEEN.pem + GOOD.pem, GOOD.key_pem),
    "tls.small_key": lambda: (leaf(key=SMALL).pem + BETWEEN.pem, plain(SMALL)),
    "tls.key_kind": lambda: (GOOD.pem, plain(ed25519.Ed25519PrivateKey.generate())),
    "tls.ended": lambda: _pair(leaf(days=(-90, -1))),
    "tls.early": lambda: _pair(leaf(days=(2, 90))),
    "tls.use": lambda: _pair(leaf(usage=ExtendedKeyUsageOID.CLIENT_AUTH)),
    "tls.names": lambda: _pair(leaf(names=("elsewhere.example.com", "*.local.example.com"))),
}


def _pair(found: Paper) -> tuple[bytes, bytes]:
    return found.pem + BETWEEN.pem, found.key_pem


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_serve_this_box_is_refused_for_what_is_wrong(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        given.checked(*REFUSED[code](), NAMES, NOW)
    assert refused.value.code == code


@pytest.mark.parametrize("chain", [[], [STRANGER], [BETWEEN, STRANGER], [ROOT]])
def test_a_chain_that_does_not_hold_is_refused(chain: list[Paper]) -> None:
    with pytest.raises(Invalid) as refused:
        given.checked(b"".join(one.pem for one in [GOOD, *chain]), GOOD.key_pem, NAMES, NOW)
    assert refused.value.code == "tls.chain"


@pytest.mark.parametrize(
    ("names", "fits"),
    [
        (("*.example.com",), True),
        (("127.0.0.1",), True),
        (("OSTERIA.example.com",), True),
        (("*.com",), False),
        (("example.com",), False),
    ],
)
def test_names_fit_as_browsers_read_them(names: tuple[str, ...], fits: bool) -> None:
    found = leaf(names=names, key=ec.generate_private_key(ec.SECP384R1()))
    if fits:
        whole = given.checked(*_pair(found), NAMES, NOW)
        assert whole.count(b"BEGIN CERTIFICATE") == 2
        assert whole.count(b"PRIVATE KEY") == 2
        return
    with pytest.raises(Invalid):
        given.checked(*_pair(found), NAMES, NOW)


def written(folder: Path, found: Paper, *chain: Paper) -> list[str]:
    """Write a certificate with its chain, and its key; return both files' names."""
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(b"".join(one.pem for one in (found, *chain)))
    files[1].write_bytes(found.key_pem)
    return [str(one) for one in files]


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["tls", *words, "--data", str(data)], input="y\n")


def shown(port: int, name: str | None) -> tuple[str, ...]:
    """Return the names of the certificate that a browser is shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as line,
        context.wrap_socket(line, server_hostname=name) as secure,
    ):
        raw = secure.getpeercert(binary_form=True)
    assert raw is not None
    return authority.facts_of(ssl.DER_cert_to_PEM_cert(raw).encode()).names


def soon(look: Callable[[], bool]) -> None:
    """Wait until something holds; the box looks at its files every few seconds."""
    end = time.monotonic() + 60
    while not look():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.2)


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_a_box_takes_the_owners_certificate_without_a_restart_and_gives_it_up_again(
    serve: Serve, tmp_path: Path, mode: str
) -> None:
    port = free_port()
    served = serve(settings={"server.names": [NAME], "server.mode": mode})
    served.stop()
    assert run(served.data, "setup", "--port", str(port)).exit_code == 0
    served.start()
    assert NAME in shown(port, NAME)
    foreign = run(served.data, "import", *written(tmp_path, leaf(names=("a.example",)), BETWEEN))
    assert "does not answer to" in foreign.output
    taken = run(served.data, "import", *written(tmp_path, GOOD, BETWEEN))
    assert "without a restart" in taken.output, taken.output
    soon(lambda: shown(port, NAME) == (NAME,))
    # By address or local name tablets go on as they were paired.
    assert "venue.local" in shown(port, None)
    assert "venue.local" in shown(port, "venue.local")
    assert Client(served).get("/healthz").status_code == 200
    told = json.loads(run(served.data, "show", "--json").output)
    assert (told["kind"], told["certificate"]["names"]) == ("owner", [NAME])
    assert run(served.data, "own").exit_code == 0
    soon(lambda: "venue.local" in shown(port, NAME))
    assert "already" in run(served.data, "own").output


def test_a_file_that_cannot_be_served_leaves_the_old_one(box: Inside) -> None:
    folder.make(box.data, "Osteria", NAMES, box.clock.now())
    context = box.services.tls.context()
    (box.data / folder.FOLDER / folder.OWNER).write_bytes(GOOD.pem + leaf().key_pem)
    box.services.tls.watch()
    assert box.services.tls._by_name is None
    folder.put(box.data, folder.OWNER, GOOD.pem + GOOD.key_pem)
    box.services.tls.watch()
    assert box.services.tls._by_name[0] == [NAME]
    assert box.services.tls._context is context
    told = box.rows("SELECT data FROM journal WHERE kind = 'box.certificate_served' ORDER BY seq")
    kinds = [json.loads(one["data"])["kind"] for one in told]
    assert kinds == ["own", "owner"]
    box.services.tls.context()
    assert len(box.rows("SELECT 1 FROM journal WHERE kind = 'box.certificate_served'")) == 2


def test_the_owners_certificate_is_in_backups_and_warned_of(box: Inside, tmp_path: Path) -> None:
    clock = box.clock
    found = leaf(now=clock.now(), days=(-1, 60))
    folder.put(box.data, folder.OWNER, given.checked(*_pair(found), NAMES, clock.now()))
    (tmp_path / "stick").mkdir()
    made = backups.make(box.data, box.services.database, tmp_path / "stick", keep=3)
    backups.restore(
        tmp_path / "new", made.path, recovery_key(box.data), redo=None, replace=False
    )  # fmt: skip
    brought = tmp_path / "new" / folder.FOLDER / folder.OWNER
    assert brought.read_bytes() == (box.data / folder.FOLDER / folder.OWNER).read_bytes()
    assert (brought.stat().st_mode & 0o777) == 0o600

    def alerts() -> list[dict[str, object]]:
        items = box.staff("Marta").json("/api/v1/alerts")["items"]
        return [one for one in items if one["kind"] == "certificate"]

    assert alerts() == []
    clock.jump(50 * 86_400)
    assert [one["values"] for one in alerts()] == [{"days": 10}]
    assert not folder.renew(box.data, NAMES, ManualClock(clock.now()))


def test_where_only_a_name_is_vouched_for_browsers_are_led_to_it(
    demo_data: Path, tmp_path: Path
) -> None:
    box = Inside(demo_data, tmp_path / "data", server__tls_port=8443)
    try:
        folder.put(box.data, folder.OWNER, given.checked(*_pair(GOOD), NAMES, NOW))
        for path in ("/pair", "/tls"):
            led = box.nobody().get(
                path,
                base_url="http://192.168.1.20:8080",
                environ_overrides={"REMOTE_ADDR": "192.168.1.77"},
            )
            assert led.headers["Location"] == f"https://{NAME}:8443/pair"
    finally:
        box.close()
