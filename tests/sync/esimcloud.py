"""The fault matrix over Airalo's writes, against the stand-in on a real port.

Each cell buys two eSIMs, more data for the first and asks a refund of it; the fault and the power
cut strike the message of the kind under test. What counts is the stand-in's own list of effects.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sync import inbox, service
from sync.airalo import signature
from sync.airalo.handlers import handlers
from sync.airalo.module import is_theirs, key_of
from sync.airalo.provider import PROVIDER
from sync.provider import Provider, Webhook
from tests.sync.hotelcloud import Stage, _run

PLAN, TOPUP = "elan-7days-1gb", "elan-7days-1gb-topup"
# Kind -> key, aggregate, body, and the path it is posted to.
LIFE: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "order": ("VB01-A", "esim:1", {"package": PLAN}, "orders"),
    "topup": ("VB01-T", "esim:1", {"package": TOPUP, "esim": 1}, "orders/topups"),
    "refund": ("VB01-R", "esim:1", {"claim": 1}, "refund"),
}


@dataclass(frozen=True)
class EsimKind:
    """One kind of write."""

    kind: str


ESIM_KINDS = {f"Airalo {kind}": EsimKind(kind) for kind in LIFE}


class EsimStage(Stage):
    """A stand-in Airalo and a box."""

    vendor, root, method, lagging = "airalo", "/v2/", "POST", ("*/orders",)

    def provider(self) -> Provider:
        made = handlers(lambda _: self.iccid(), lambda _: (self.iccid(), "NO_COVERAGE", ""))
        self.taken: list[str] = []
        webhook = Webhook(
            verify=is_theirs, key=key_of, take=lambda tx, body: self.taken.append(body["level"])
        )
        return replace(PROVIDER, handlers=made, webhook=webhook)

    def credentials(self) -> dict[str, str]:
        return {
            "base_url": f"{self.sandbox.url}/airalo/v2", "client_id": "sandbox-client",
            "client_secret": "sandbox-secret", "mode": "sandbox", "url": "", "key": "",
        }  # fmt: skip

    def iccid(self) -> str:
        """Return the number of the first eSIM bought; empty: there is none."""
        with self.sandbox.clouds.store.change(self.clock.now()) as state:
            bought = [one for one in state.every("al.order") if one["description"] == "VB01-A"]
            return str(bought[0]["sims"][0]) if bought else ""


def esim_cell(
    kind: EsimKind,
    fault: str,
    cut: tuple[int, str] | None,
    folder: Path,
    detour: Callable[[str], str] | None,
) -> str:
    """Run one combination; return ``once`` or ``held``.

    Raises:
        AssertionError: Two eSIMs for one sale, none at all, or nobody would know.
    """
    stage = EsimStage(folder, detour)
    try:
        with stage.line():
            return _live(stage, kind.kind, fault, cut)
    finally:
        stage.close()


def _live(stage: EsimStage, target: str, fault: str, cut: tuple[int, str] | None) -> str:
    box, kinds = stage.box, list(LIFE)
    before, after = kinds[: kinds.index(target)], kinds[kinds.index(target) :]
    _put(stage, before)
    box.run()
    # On a busy machine an answer may miss its real deadline here; then it was looked up.
    assert set(box.states().values()) <= {"accepted", "reconciled"}, box.states()
    stage.aim(LIFE[target][3], fault)
    box._writes, box.cut_at = 0, cut
    _put(stage, after)
    box.put("order", "esim:2", "VB01-B", body={"package": PLAN})
    _run(box)
    held = _decide(stage)
    _check(stage)
    if fault == "duplicate webhook":
        _deliver_twice(stage)
    return "held" if held else "once"


def _deliver_twice(stage: EsimStage) -> None:
    """A low-data notice has neither number nor time; twice the same is one, and buys nothing."""
    raw = b'{"level":"90%","iccid":"8944000000000000001"}'
    secret = stage.credentials()
    headers = {signature.HEADER: signature._sign(raw, secret["client_secret"]).decode()}
    made = stage.box.engine.providers["airalo"]
    for _ in range(2):
        opened = inbox.opened(made, secret, headers, raw)
        assert opened is not None
        stage.box.act(inbox.take, made, *opened)
    assert stage.taken == ["90%"]
    stage.box.run()
    _check(stage)


def _put(stage: EsimStage, kinds: list[str]) -> None:
    for kind in kinds:
        key, aggregate, body, _ = LIFE[kind]
        stage.box.put(kind, aggregate, key, body=body)


def _decide(stage: EsimStage) -> bool:
    """Be the person: enter the key again, look there for each dead letter, decide."""
    box, held = stage.box, False
    for _ in range(12):
        states = box.states()
        if set(states.values()) <= {"accepted", "reconciled", "fixed"}:
            return held
        held = True
        refused = box.channel.health.condition.state == "key_refused"
        assert box.dead() or refused, f"{states}, and nobody would know"
        for letter in box.dead():
            if _is_there(stage, letter["key"]):
                box.act(service.fix, letter["id"], reason="it is there", vendor_ref="seen")
            else:
                box.act(service.retry, letter["id"])
        if refused:
            box.connect()
        _run(box)
    raise AssertionError("deciding never came to an end")


def _is_there(stage: EsimStage, key: str) -> bool:
    if key == "VB01-R":
        return any(one["kind"] == "refund" for one in stage.effects())
    return any(one.get("reference") == key for one in stage.effects())


def _check(stage: EsimStage) -> None:
    found = sorted((one["kind"], one["reference"]) for one in stage.effects())
    due = [
        ("order", "VB01-A"),
        ("order", "VB01-B"),
        ("refund", stage.iccid()),
        ("topup", "VB01-T"),
    ]
    assert found == due, found
