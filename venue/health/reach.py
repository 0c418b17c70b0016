"""Does the guest Wi-Fi reach the box? A code that any phone scans, and what came of it.

Results are kept in memory alone: a test of an afternoon, whose page the installer prints.
"""

import ipaddress
import secrets
from collections import deque
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from venue.core.commands import json
from venue.core.errors import NotFound
from venue.core.parse import body
from venue.core.services import Services
from venue.process import own_ip
from venue.staff.access import PUBLIC, guard
from venue.tables import qr

MOST_RESULTS = 20
SLOW_MS = 500
SAME_NETWORK_BITS = 24
PHONES = (("iphone", "iPhone"), ("ipad", "iPad"), ("android", "Android"))


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """What a phone measured: milliseconds there and back, and whether live news came through."""

    code: str
    ms: int
    live: bool


class Reach:
    """One test at a time; its code changes with every start of the box."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.code = f"{secrets.randbelow(9000) + 1000}"
        self._results: deque[dict[str, Any]] = deque(maxlen=MOST_RESULTS)

    def note(self, said: Said, *, address: str, host: str, agent: str) -> dict[str, Any]:
        """Keep a phone's result and return it, with what it means as ``verdict``.

        Raises:
            NotFound: ``reach.unknown_code``.
        """
        if not secrets.compare_digest(said.code.encode(), self.code.encode()):
            raise NotFound("reach.unknown_code", "this test is over; scan the code again")
        ms = min(max(said.ms, 0), 60_000)
        with self._services.database.read() as tx:
            at = tx.now
        result = {
            "at": at,
            "phone": next((name for word, name in PHONES if word in agent.lower()), ""),
            "address": address,
            "host": host,
            "ms": ms,
            "live": said.live,
            "same_network": same_network(address, own_ip()),
            "verdict": "no_live" if not said.live else "slow" if ms > SLOW_MS else "well",
        }
        self._results.append(result)
        return result

    def results(self) -> list[dict[str, Any]]:
        """Return the results, newest first."""
        return list(reversed(self._results))

    def sheet(self, url: str) -> dict[str, Any]:
        """Return what the installer's page shows: both codes and the results.

        Args:
            url: The box's address as cards carry it.
        """
        named = f"http://venue.local:{url.rsplit(':', 1)[1]}" if url.count(":") > 1 else url
        ways = [(name, f"{way}/reach?c={self.code}") for name, way in
                (("address", url), ("name", named))]  # fmt: skip
        return {
            "code": self.code,
            "ways": [{"way": name, "url": to, "picture": qr.data_url(to)} for name, to in ways],
            "results": self.results(),
            "wifi": self._services.settings.text("guest.wifi_name"),
            "machine": own_ip(),
        }


def same_network(one: str, other: str) -> bool:
    """Tell whether two addresses look like one LAN; a router between them means another VLAN."""
    try:
        network = ipaddress.ip_network(f"{other}/{SAME_NETWORK_BITS}", strict=False)
        address = ipaddress.ip_address(one)
    except ValueError:
        return False
    return address.is_loopback or address in network


def register(routes: Blueprint, services: Services) -> Reach:
    """Add the routes of the test to the feature's and return the test."""
    reach = Reach(services)

    @routes.post("/api/v1/reach/results")
    @guard(PUBLIC)
    def said() -> Response:
        """Take what a phone measured; it needs the code of the test."""
        result = reach.note(
            body(request, Said),
            address=request.remote_addr or "",
            host=request.host,
            agent=request.headers.get("User-Agent", ""),
        )
        return json({"verdict": result["verdict"]}, 201)

    @routes.get("/api/v1/reach")
    @guard("devices.manage")
    def results() -> Response:
        """Return what phones measured, newest first."""
        return json({"items": reach.results()})

    return reach
