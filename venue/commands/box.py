"""How a command reaches the box: the running server by HTTP, or its files when none runs."""

import fcntl
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from config import settings as settings_file
from config.settings import Settings, SettingsError
from venue import app
from venue.commands.address import base_url
from venue.core import http
from venue.core.errors import VenueError
from venue.core.ids import uuid7
from venue.core.jsonx import encode, loads

SETTINGS_FILE = "venue.toml"
SYSTEM_SETTINGS = Path("/etc/venue/venue.toml")
ADDRESS_FILE = "server.json"
DEFAULT_DATA = Path("/var/lib/venue")


Command = TypeVar("Command", bound=Callable[..., Any])


def takes_box(function: Command) -> Command:
    """Give a command `--data` and `--debug`, and the `Box` they name as its first argument."""

    @click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="VENUE_DATA",
        default=DEFAULT_DATA,
        show_default=True,
        help="The venue's data folder.",
    )
    @click.option("--debug", is_flag=True, help="Show the traceback of a defect.")
    @functools.wraps(function)
    def command(*args: Any, data: Path, debug: bool, **kwargs: Any) -> Any:
        box = Box(data)
        try:
            return function(box, *args, **kwargs)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except VenueError as refusal:
            raise click.ClickException(refusal.message) from refusal
        except OSError as error:
            if debug:
                raise
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error
        except Exception as error:
            if debug:
                raise
            kind = type(error).__name__
            raise click.ClickException(f"{kind}: {error}; --debug shows where") from error
        finally:
            box.close()

    return command  # type: ignore[return-value]


class Box:
    """One venue's data folder, served or not.

    Attributes:
        data: The folder.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self._appliance: app.Appliance | None = None

    @property
    def settings_path(self) -> Path:
        """Return where this venue's settings are."""
        own = self.data / SETTINGS_FILE
        return own if own.exists() or not SYSTEM_SETTINGS.exists() else SYSTEM_SETTINGS

    def settings(self) -> Settings:
        """Return the venue's settings.

        Raises:
            click.ClickException: The file cannot be used; says the line.
        """
        try:
            return settings_file.load(self.settings_path)
        except SettingsError as error:
            raise click.ClickException(str(error)) from error

    def require(self) -> None:
        """Refuse to go on where no venue was made.

        Raises:
            click.ClickException: With what to do next.
        """
        if not (self.data / app.DATABASE_FILE).exists():
            raise click.ClickException(
                f"there is no venue in {self.data}; make one with: venue init --data {self.data}"
            )

    def running(self) -> bool:
        """Tell whether a server holds this folder."""
        lock = self.data / f"{app.DATABASE_FILE}.lock"
        if not lock.exists():
            return False
        with open(lock) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API as the installer and return its JSON (bytes for other content).

        Raises:
            click.ClickException: The refusal's sentence.
        """
        self.require()
        raw = encode({} if body is None else body) if method != "GET" else None
        headers = {"Idempotency-Key": uuid7(), "Content-Type": "application/json"}
        try:
            # Once this process has opened the files itself, the lock it sees is its own.
            if self._appliance is None and self.running():
                reply = self._by_http(method, path, headers, raw)
            else:
                reply = self._in_process(method, path, headers, raw)
        except VenueError as refusal:
            raise click.ClickException(refusal.message) from refusal
        return _understood(reply)

    def close(self) -> None:
        """Close the files when this process had opened them."""
        if self._appliance is not None:
            self._appliance.stop()
            self._appliance = None

    def _by_http(
        self, method: str, path: str, headers: dict[str, str], raw: bytes | None
    ) -> http.Reply:
        address = loads((self.data / ADDRESS_FILE).read_bytes())
        headers["Authorization"] = f"Bearer {(self.data / app.CLI_TOKEN_FILE).read_text().strip()}"
        # Links in the answer must carry the address that phones use, not the loopback.
        headers["Host"] = address["url"].split("://")[1]
        return http.call(
            method,
            address["local_url"] + path,
            headers=headers,
            body=raw,
            verify=address["certificate"] or True,
        )

    def _in_process(
        self, method: str, path: str, headers: dict[str, str], raw: bytes | None
    ) -> http.Reply:
        if self._appliance is None:
            self._appliance = app.build(self.data, self.settings())
            app.give_cli_token(self._appliance.services, self.data)
        headers["Authorization"] = f"Bearer {(self.data / app.CLI_TOKEN_FILE).read_text().strip()}"
        with self._appliance.app.test_client() as client:
            base = base_url(self.settings())
            answer = client.open(path, method=method, headers=headers, data=raw, base_url=base)
            return http.Reply(answer.status_code, answer.data)


def _understood(reply: http.Reply) -> Any:
    try:
        value = loads(reply.body)
    except ValueError:
        value = reply.body
    if reply.status >= 400:
        detail = value.get("detail") if isinstance(value, dict) else f"HTTP {reply.status}"
        raise click.ClickException(str(detail))
    return value
