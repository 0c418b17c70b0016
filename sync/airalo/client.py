"""Calls to Airalo: typed reads, and one door for the writes that the outbox keeps.

No SDK: airalo.md, 12 measured why. Every read raises `CallFailed` when it brought nothing to use; a
write answers with a `Result`.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sync.airalo import rows
from sync.airalo.answers import judge
from sync.calls import CallFailed, Page, in_shape
from sync.limits import TokenCache
from sync.model import Outcome, Result
from sync.request import Request
from sync.transport import NoAnswer, Transport

BASE_URL = "https://partners-api.airalo.com/v2"
RATE_PER_S, BURST = 2.0, 2
# The documentation says a day; its sample says a year. A little early, so that none runs out
# on its way.
TOKEN_S, EARLY_S = 86_400.0, 600.0
CATALOGUE_PAGE = 100
MOST_PAGES = 200


class Airalo:
    """The partner's account; threads may share it, and share its one token.

    Args:
        transport: The way to the API's base URL, with the credential's rate.
    """

    def __init__(self, transport: Transport, *, client_id: str, client_secret: str) -> None:
        self.transport = transport
        self._id, self._secret = client_id, client_secret
        self._tokens = TokenCache(self._fetch_token, clock=transport.clock)

    def write(self, request: Request) -> Result:
        """Send one change once; never raises for what the cloud or the line did.

        A refused token is replaced once; a 401 did nothing, so the same bytes may go again.
        """
        token = self._tokens.get()
        if not token.done:
            return token
        result = self._send(request, token.vendor_ref)
        if result.outcome is not Outcome.AUTH or result.code != "http_401":
            return result
        fresh = self._tokens.get(instead_of=token.vendor_ref)
        return self._send(request, fresh.vendor_ref) if fresh.done else fresh

    @in_shape
    def packages(self, *, page: int = 1, language: str = "en") -> Page[rows.Package]:
        """Return a page of the catalogue, top-ups included.

        Drop what is missing only after every page came: a catalogue may not shrink by a fault.
        """
        asked = {"include": "topup", "limit": CATALOGUE_PAGE, "page": page}
        answer = self._read("/packages", asked, {"Accept-Language": language})
        found = rows.packages(answer["data"], answer.get("pricing") or {})
        return Page(found, _more(answer) and page < MOST_PAGES)

    def catalogue(self, *, language: str = "en") -> list[rows.Package]:
        """Return every package, or raise: never a part of them."""
        found: list[rows.Package] = []
        page, number = Page[rows.Package]([], True), 0
        while page.more:
            number += 1
            page = self.packages(page=number, language=language)
            found += page.rows
        return found

    @in_shape
    def orders(
        self,
        *,
        token: str | None = None,
        created: tuple[str, str] | None = None,
        page: int = 1,
    ) -> Page[rows.Order]:
        """Return a page of orders with their eSIMs: the read-back.

        Args:
            token: Our description. The vendor searches by LIKE; only equal ones come back here.
            created: First and last date.
        """
        asked: dict[str, Any] = {"include": "sims,status", "limit": 50, "page": page}
        if token:
            asked["filter[description]"] = token
        if created:
            asked["filter[created_at]"] = " - ".join(created)
        answer = self._read("/orders", asked)
        found = [rows.order(one) for one in answer["data"]]
        return Page([one for one in found if token in (None, one.token)], _more(answer))

    @in_shape
    def order(self, order_id: str) -> rows.Order:
        """Return one order with its eSIMs."""
        return rows.order(self._read(f"/orders/{order_id}", {"include": "sims,status"})["data"])

    @in_shape
    def sims(self, *, iccid: str | None = None, page: int = 1) -> Page[rows.Sim]:
        """Return a page of the eSIMs that were ordered here."""
        asked = {"limit": 50, "page": page} | ({"filter[iccid]": iccid} if iccid else {})
        answer = self._read("/sims", asked)
        return Page([rows.sim(one) for one in answer["data"]], _more(answer))

    @in_shape
    def sim(self, iccid: str) -> rows.Sim:
        """Return one eSIM."""
        return rows.sim(self._read(f"/sims/{iccid}")["data"])

    @in_shape
    def usage(self, iccid: str) -> rows.Usage:
        """Return what is left of an eSIM; the vendor renews it every 20 minutes at most."""
        return rows.usage(self._read(f"/sims/{iccid}/usage")["data"])

    @in_shape
    def topups(self, iccid: str) -> list[rows.Package]:
        """Return what can be bought for an eSIM."""
        answer = self._read(f"/sims/{iccid}/topups")
        return rows.topups(answer["data"], answer.get("pricing") or {})

    @in_shape
    def plans_of(self, iccid: str) -> list[str]:
        """Return the ids of the packages on an eSIM, first bought first."""
        data = self._read(f"/sims/{iccid}/packages")["data"]
        return [str(one["package"]["id"]) for one in data]

    @in_shape
    def instructions(self, iccid: str, *, language: str) -> Mapping[str, Any]:
        """Return the vendor's steps for installing, in a language."""
        headers = {"Accept-Language": language}
        answer = self._read(f"/sims/{iccid}/instructions", headers=headers)
        found: Mapping[str, Any] = answer["data"]["instructions"]
        return found

    @in_shape
    def compatible_devices(self) -> list[tuple[str, str, str]]:
        """Return system, brand and name of each phone that can take an eSIM."""
        data = self._read("/compatible-devices")["data"]
        return [(str(one["os"]), str(one["brand"]), str(one["name"])) for one in data]

    @in_shape
    def balance(self) -> rows.Balance:
        """Return the credit that is left."""
        found = self._read("/balance")["data"]["balances"]["availableBalance"]
        return rows.Balance(rows.cents(found["amount"]), str(found["currency"]))

    def _read(
        self,
        path: str,
        asked: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        query = f"?{urlencode(asked)}" if asked else ""
        result = self.write(Request("GET", f"{path}{query}", dict(headers or {})))
        if not result.done or not isinstance(result.data, Mapping):
            raise CallFailed(result)
        return result.data

    def _send(self, request: Request, token: str) -> Result:
        headers = {"Authorization": f"Bearer {token}", **request.headers}
        return self._call(request, headers)

    def _call(self, request: Request, headers: Mapping[str, str]) -> Result:
        try:
            reply = self.transport.send(
                request.method,
                request.path,
                # Without it a refusal comes as a page of HTML with status 500.
                headers={"Accept": "application/json", **headers},
                body=request.body or None,
                deadline_s=request.deadline_s,
            )
        except NoAnswer as failure:
            return failure.result
        return judge(reply, needs=request.needs, now=self.transport.clock.now())

    def _fetch_token(self) -> tuple[Result, float]:
        fields = {
            "client_id": self._id,
            "client_secret": self._secret,
            "grant_type": "client_credentials",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        request = Request("POST", "/token", headers, urlencode(fields).encode(), ("access_token",))
        result = self._call(request, headers)
        life = result.data["data"].get("expires_in") if result.done else None
        return result, min(float(life or TOKEN_S), TOKEN_S) - EARLY_S


def _more(answer: Mapping[str, Any]) -> bool:
    meta = answer.get("meta") or {}
    return int(meta.get("current_page") or 1) < int(meta.get("last_page") or 1)
