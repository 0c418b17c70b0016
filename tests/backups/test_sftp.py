"""Copies to a server, against a real sshd on loopback."""

import getpass
import os
import shutil
import socket
import stat
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from config import settings as settings_file
from tests.inside import Inside
from venue.backups import copies, service, sftp, targets
from venue.backups.sealing import recovery_key
from venue.cli import main
from venue.core.errors import Invalid

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
HERE = Path(SSHD).exists() and shutil.which("sftp") and shutil.which("ssh-keyscan")
pytestmark = pytest.mark.skipif(not HERE, reason="no sshd here (apt install openssh-server)")
CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp
"""


class Server:
    """An sshd of this test's own; ``there`` is the folder that gets the copies."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.there = folder, folder / "copies"
        self.there.mkdir(parents=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"sftp://{getpass.getuser()}@127.0.0.1:{self.port}/{self.there}"
        (folder / "sshd_config").write_text(CONFIG.format(port=self.port, folder=folder))
        (folder / "authorized").write_text("")
        self.new_host_key()

    def new_host_key(self) -> None:
        for one in ("host", "host.pub"):
            (self.folder / one).unlink(missing_ok=True)
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.folder / "host")]
        subprocess.run(made, check=True, timeout=30)

    def start(self) -> None:
        Path("/run/sshd").mkdir(exist_ok=True) if os.getuid() == 0 else None
        command = [SSHD, "-D", "-e", "-f", str(self.folder / "sshd_config")]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 15
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        pytest.skip("sshd does not start here")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def names(self) -> list[str]:
        return sorted(one.name for one in self.there.iterdir())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "server")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with two backups, by their names; sftp does not look inside."""
    folder = tmp_path / "data" / "backups"
    folder.mkdir(parents=True)
    for day in (1, 2):
        (folder / f"venue-2026110{day}-000000-{day}.venuebackup").write_bytes(os.urandom(300_000))
    return folder


def sender(data: Path, server: Server) -> sftp.Sender:
    to = sftp.target(server.url)
    [(_, line)] = sftp.offered(to).items()
    sftp.pin(data, to, line)
    (server.folder / "authorized").write_text(sftp.public_key(data) + "\n")
    return sftp.Sender(data, to)


def test_the_newest_is_sent_once_read_back_and_the_oldest_go(server: Server, source: Path) -> None:
    data = source.parent
    made = sender(data, server)
    assert stat.S_IMODE((data / "sftp" / "key").stat().st_mode) == 0o600
    newest = service.index(source)[0]["name"]
    (server.there / f".{newest}.part").write_bytes(b"of a power cut")
    (server.there / "of-the-owner.txt").write_text("stays")
    for minute in range(5):
        (server.there / f"venue-20260101-0{minute}0000-{minute}.venuebackup").write_bytes(b"old")
    (source / copies.FORGOTTEN).write_text("one\n")
    told = made.bring(source, 2)
    assert (told.name, told.fault) == (newest, "")
    assert (server.there / newest).read_bytes() == (source / newest).read_bytes()
    # The two newest, and the last of January's day.
    assert server.names() == sorted(
        [newest, "venue-20260101-040000-4.venuebackup", "of-the-owner.txt", copies.FORGOTTEN]
    )
    before = (server.there / newest).stat().st_mtime_ns
    assert made.bring(source, 2).fault == ""
    assert (server.there / newest).stat().st_mtime_ns == before


def test_a_server_with_another_key_gets_nothing(server: Server, source: Path) -> None:
    made = sender(source.parent, server)
    server.stop()
    server.new_host_key()
    server.start()
    told = made.bring(source, 2)
    assert "verification failed" in told.fault
    assert server.names() == []


def test_a_box_that_the_server_does_not_know_is_told_so(server: Server, source: Path) -> None:
    made = sender(source.parent, server)
    (server.folder / "authorized").write_text("")
    assert "denied" in made.bring(source, 2).fault.lower()


def test_what_the_server_did_not_keep_is_never_named(
    server: Server, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sender(source.parent, server)
    call = sftp.Sender._call

    def spoiled(self: sftp.Sender, batch: str, **more: object) -> str:
        if batch.startswith("get "):
            part = next(server.there.glob(".*.part"))
            part.write_bytes(b"x" * part.stat().st_size)
        return call(self, batch, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(sftp.Sender, "_call", spoiled)
    assert made.bring(source, 2).fault == "the server did not keep what was sent to it"
    assert server.names() == []


def test_a_silent_server_is_given_up_and_a_stop_ends_the_call(
    server: Server, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sender(source.parent, server)
    server.stop()
    with socket.create_server(("127.0.0.1", server.port)):
        monkeypatch.setattr(sftp, "CALL_S", 1)
        assert made.bring(source, 2).fault == "the server did not finish within 1 s"
        monkeypatch.setattr(sftp, "CALL_S", 60)
        told: list[copies.Copied] = []
        thread = threading.Thread(target=lambda: told.append(made.bring(source, 2)))
        began = time.monotonic()
        thread.start()
        until = began + 10
        while made._running is None and time.monotonic() < until:
            time.sleep(0.01)
        made.stop()
        thread.join(20)
    assert told[0].fault
    assert time.monotonic() - began < sftp.CONNECT_S
    server.start()


def test_by_command_and_by_itself_with_its_state_told(
    server: Server, demo_data: Path, tmp_path: Path
) -> None:
    box = Inside(demo_data, tmp_path / "box", **{"backup.targets": [server.url]})
    run, data = CliRunner().invoke, ["--data", str(box.data)]
    [shown] = sftp.offered(sftp.target(server.url))
    try:
        box.pass_time(61)
        box.pass_time(61)
        [told] = box.staff("Marta").json("/api/v1/status")["backups"]["copies"]
        assert told["fault"]
        kinds = [one["kind"] for one in box.staff("Marta").json("/api/v1/alerts")["items"]]
        assert "backup_copy" in kinds
        add = ["backup", "target", "add", server.url, *data, "--fingerprint"]
        assert run(main, [*add, "SHA256:other"]).exit_code == 1
        done = run(main, [*add, shown])
        assert done.exit_code == 0, done.output
        assert settings_file.load(box.data / "venue.toml").many("backup.targets") == [server.url]
        key = next(line for line in done.output.splitlines() if line.startswith("ssh-ed25519"))
        (server.folder / "authorized").write_text(key + "\n")
        box.pass_time(targets.LONGEST_WAIT_S)
        [told] = box.staff("Marta").json("/api/v1/status")["backups"]["copies"]
        assert (told["fault"], told["folder"]) == ("", server.url)
        service.verify(server.there / told["name"], recovery_key(box.data))
        tried = run(main, ["backup", "target", "try", server.url, *data])
        assert f"is at {server.url}" in tried.output
        run(main, ["backup", "target", "remove", server.url, *data])
        assert settings_file.load(box.data / "venue.toml").many("backup.targets") == []
    finally:
        box.close()


def test_a_server_that_is_down_is_asked_later_and_later(
    demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def bring(self: sftp.Sender, source: Path, keep: int) -> copies.Copied:
        asked.append("")
        return copies.Copied(self.target.url, fault="down")

    monkeypatch.setattr(sftp.Sender, "bring", bring)
    box = Inside(demo_data, tmp_path / "box", **{"backup.targets": ["sftp://a@b/c", "ftp://a"]})
    try:
        for _ in range(24 * 60):
            box.clock.advance(60)
            for job in box.services.jobs._intervals:
                if job.lane.startswith("sftp") or (job.name == "backups" and not asked):
                    job.fn()
        assert 24 <= len(asked) <= 32
        told = box.staff("Marta").json("/api/v1/status")["backups"]["copies"]
        assert {one["folder"]: one["fault"].split(" ")[0] for one in told} == {
            "sftp://a@b/c": "down", "ftp://a": "write"}  # fmt: skip
    finally:
        box.close()


@pytest.mark.parametrize(
    "url",
    ["ftp://a@b/c", "sftp://b/c", "sftp://a@b:0/c", "sftp://a@b:70000/c", "sftp://-oX@b/c",
     "sftp://a@-oProxyCommand=x/c", "sftp://a@b/c d", "sftp://a@b/../c", "sftp://a@b/c\nrm *"],
)  # fmt: skip
def test_an_address_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(Invalid):
        sftp.target(url)
