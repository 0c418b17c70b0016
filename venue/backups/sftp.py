"""Copies of the newest backup on a server of the owner's, by OpenSSH's sftp.

The server is known by a host key that a person confirmed, the box by a key pair of its own. A copy
goes up under another name, is read back whole and only then named. Every call has a limit.
"""

import hashlib
import os
import re
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple

from venue.backups import service
from venue.backups.copies import Copied
from venue.core.erased import FILE as FORGOTTEN
from venue.core.errors import Conflict, Invalid, Unavailable

FOLDER, KEY, KNOWN = "sftp", "key", "known_hosts"
CONNECT_S, CALL_S, LONGEST_S = 15, 60, 4 * 3600
SLOWEST_BYTES_S = 50_000  # a slower line than this does not end within the limit
# Nothing that sftp's batch language, a shell or a pattern reads in a way of its own.
URL = re.compile(
    r"sftp://(?P<user>[A-Za-z0-9_][A-Za-z0-9._-]{0,31})@(?P<host>[A-Za-z0-9][A-Za-z0-9.-]{0,252})"
    r"(?::(?P<port>[0-9]{1,5}))?/(?P<path>[A-Za-z0-9._/-]{0,200})"
)
NAME = re.compile(rf"venue-\d{{8}}-\d{{6}}-\d+{re.escape(service.SUFFIX)}")
LISTED = re.compile(r"^-\S+\s+\S+\s+\S+\s+\S+\s+(\d+)\s.*?([^\s/]+)$")


class Target(NamedTuple):
    """Where copies go; ``folder`` is below the user's own, or absolute with two slashes."""

    url: str
    user: str
    host: str
    port: int
    folder: str


def target(url: str) -> Target:
    """Read ``sftp://user@host:port/folder``.

    Raises:
        Invalid: ``backups.bad_target``.
    """
    found = URL.fullmatch(url)
    port = int(found["port"] or 22) if found else 0
    if found is None or not 0 < port < 65536 or ".." in found["path"]:
        words = "write it as sftp://user@host:port/folder, in plain letters"
        raise Invalid("backups.bad_target", words)
    return Target(url, found["user"], found["host"], port, found["path"] or ".")


def public_key(data: Path) -> str:
    """Return the line for the server's authorized_keys; the pair is made once, mode 0600."""
    path = data / FOLDER / KEY
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "venue", "-f", str(path))
        path.chmod(0o600)
    return path.with_suffix(".pub").read_text().strip()


def offered(to: Target) -> dict[str, str]:
    """Return the host keys that a server shows now: ``{fingerprint: line of known_hosts}``.

    Raises:
        Unavailable: ``backups.no_server``.
    """
    text = _tool("ssh-keyscan", "-T", str(CONNECT_S), "-p", str(to.port), to.host)
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    if not lines:
        raise Unavailable("backups.no_server", f"no SSH server answers at {to.host}:{to.port}")
    return {_tool("ssh-keygen", "-lf", "-", given=line).split()[1]: line for line in lines}


def pin(data: Path, to: Target, line: str) -> None:
    """Know a server by this host key alone from now on."""
    path = data / FOLDER / KNOWN
    path.parent.mkdir(mode=0o700, exist_ok=True)
    kept = path.read_text().splitlines() if path.exists() else []
    host = line.split()[0]
    lines = [one for one in kept if one.split()[0] != host] + [line]
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o600)


class Sender:
    """Brings copies to one server; `stop` ends a call that is under way."""

    def __init__(self, data: Path, to: Target) -> None:
        self._data, self.target = data, to
        self._running: subprocess.Popen[str] | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def bring(self, source: Path, keep: int) -> Copied:
        """Bring the newest backup of ``source`` there; one that is there stays as it is."""
        url = self.target.url
        newest = service.index(source)[:1]
        if not newest:
            return Copied(url, fault="there is no backup yet")
        wanted = source / newest[0]["name"]
        try:
            there = self._list()
            if there.get(wanted.name) != wanted.stat().st_size:
                self._send(wanted)
            self._name_the_forgotten(source, there)
            ours = {wanted.name, *(one for one in there if NAME.fullmatch(one))}
            if gone := service.surplus(ours, keep):
                self._call("".join(f"rm {one}\n" for one in sorted(gone)))
            return Copied(url, name=wanted.name)
        except Unavailable as refusal:
            return Copied(url, fault=refusal.message)
        except OSError as error:
            return Copied(url, fault=str(error.strerror or error))

    def stop(self) -> None:
        """End a call that is under way; none is begun after this."""
        with self._lock:
            self._stopped = True
            if self._running is not None:
                _kill(self._running)

    def _list(self) -> dict[str, int]:
        """Return ``{name: bytes}`` of the files there."""
        found = (LISTED.match(line) for line in self._call("ls -lan\n").splitlines())
        return {one[2]: int(one[1]) for one in found if one}

    def _send(self, wanted: Path) -> None:
        size, part = wanted.stat().st_size, f".{wanted.name}.part"
        self._call(f"-rm {part}\nput {wanted.name} {part}\n", cwd=wanted.parent, size=size)
        with tempfile.TemporaryDirectory(prefix="sftp-", dir=wanted.parent) as room:
            self._call(f"get {part} back\n", cwd=Path(room), size=size)
            if _digest(Path(room) / "back") != _digest(wanted):
                self._call(f"rm {part}\n")
                words = "the server did not keep what was sent to it"
                raise Unavailable("backups.bad_medium", words)
        self._call(f"-rm {wanted.name}\nrename {part} {wanted.name}\n")

    def _name_the_forgotten(self, source: Path, there: dict[str, int]) -> None:
        """Bring the list of the forgotten along; it only grows."""
        known = source / FORGOTTEN
        if known.is_file() and there.get(FORGOTTEN) != known.stat().st_size:
            self._call(f"put {FORGOTTEN} {FORGOTTEN}\n", cwd=source)

    def _call(self, batch: str, *, cwd: Path | None = None, size: int = 0) -> str:
        """Run commands of sftp in the target's folder; return what they print.

        Raises:
            Unavailable: ``backups.no_server`` - with sftp's own last words.
        """
        to, limit_s = self.target, min(CALL_S + size // SLOWEST_BYTES_S, LONGEST_S)
        with self._lock:
            if self._stopped:
                raise Unavailable("backups.no_server", "the box is stopping")
            process = self._running = subprocess.Popen(
                ["sftp", *_options(self._data, to), f"{to.user}@{to.host}"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, errors="replace", cwd=cwd, start_new_session=True,
            )  # fmt: skip
        try:
            said, wrong = process.communicate(f"cd {to.folder}\n{batch}", timeout=limit_s)
        except subprocess.TimeoutExpired as error:
            words = f"the server did not finish within {limit_s} s"
            raise Unavailable("backups.no_server", words) from error
        finally:
            with self._lock:
                self._running = None
            _kill(process)
            process.communicate()
        if process.returncode:
            raise Unavailable("backups.no_server", _last_words(wrong))
        return said


def _options(data: Path, to: Target) -> list[str]:
    """Return sftp's options: no other key, server, password, configuration or question."""
    folder = data.resolve() / FOLDER
    chosen = {
        "BatchMode": "yes",
        "StrictHostKeyChecking": "yes",
        "UserKnownHostsFile": f'"{folder / KNOWN}"',
        "GlobalKnownHostsFile": "/dev/null",
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "IdentityFile": f'"{folder / KEY}"',
        "PreferredAuthentications": "publickey",
        "ConnectionAttempts": "1",
        "ConnectTimeout": str(CONNECT_S),
        "ServerAliveInterval": "15",
        "ServerAliveCountMax": "2",
    }
    options = [part for key, value in chosen.items() for part in ("-o", f"{key}={value}")]
    return ["-F", "/dev/null", *options, "-P", str(to.port), "-b", "-"]


def _kill(process: "subprocess.Popen[str]") -> None:
    """End sftp and the ssh that it began, if they still run."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def _last_words(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    refused = [line for line in lines if "verification failed" in line or "denied" in line]
    words = (refused or lines or ["sftp failed without a word"])[-1]
    return "".join(one for one in words if one.isprintable())[:200]


def _tool(*command: str, given: str = "") -> str:
    """Run one of OpenSSH's small tools.

    Raises:
        Conflict: ``backups.no_ssh``. Unavailable: ``backups.no_server``.
    """
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, timeout=CALL_S, check=False
        )
    except FileNotFoundError as error:
        words = "OpenSSH is not there: apt install openssh-client"
        raise Conflict("backups.no_ssh", words) from error
    except subprocess.TimeoutExpired as error:
        raise Unavailable("backups.no_server", f"{command[0]} did not end in time") from error
    return done.stdout


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
