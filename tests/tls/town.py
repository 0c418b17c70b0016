"""A venue's folder in a small world: a name server, a certificate service, a clock."""

import datetime
from pathlib import Path

import pytest
from cryptography import x509

from tests.tls.authorityserver import AuthorityServer
from tests.tls.nameserver import KEY_NAME, SECRET, ZONE, NameServer
from venue.core.clock import ManualClock
from venue.core.errors import Unavailable
from venue.core.vault import Vault
from venue.tls import folder, plan, public
from venue.tls.plan import Dns, Plan

NAME = f"osteria.{ZONE}"
DAY_S = 86_400


class Town:
    """A venue's folder, a name server and a certificate service, on a clock moved by hand."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.clock = ManualClock(datetime.datetime.now(datetime.UTC))
        self.names = NameServer()
        self.service = AuthorityServer(self.names.address)
        self.service.now = self.clock.now
        self.vault = Vault(data / "venue.key")
        self.paused: list[float] = []

    def close(self) -> None:
        self.service.close()
        self.names.close()

    def agree(self, name: str = NAME, **more: object) -> None:
        way = {
            "kind": "rfc2136", "server": self.names.address, "zone": ZONE, "key_name": KEY_NAME,
            "key": self.vault.seal(SECRET), "ask": (self.names.address,),
        }  # fmt: skip
        made = Dns(**(way | more))  # type: ignore[arg-type]
        directory = f"{self.service.url}/directory"
        public.agree(self.data, Plan(name=name, directory=directory, email="", dns=made))

    def attempt(self) -> None:
        public.attempt(self.data, self.vault, self.clock, self.paused.append)

    def fails(self) -> str:
        with pytest.raises(Unavailable) as failed:
            self.attempt()
        return failed.value.message

    def plan(self) -> Plan:
        found = plan.load(self.data)
        assert found is not None
        return found

    def serial(self) -> int:
        pem = (self.data / folder.FOLDER / folder.PUBLIC).read_bytes()
        return x509.load_pem_x509_certificate(pem).serial_number

    def due(self) -> bool:
        return public.is_time(self.data, self.clock)
