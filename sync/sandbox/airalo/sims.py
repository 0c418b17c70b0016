"""eSIMs: their data, use, history and instructions (airalo.md, 7)."""

import hashlib

from sync.sandbox.airalo.catalogue import PRICING, package_view
from sync.sandbox.airalo.common import coded, done, invalid, paged, stamp
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Refusal, Routes, reply

SMDP = "lpa.airalo.com"
USAGE_KEPT_S = 3600  # the sandbox's cache of usage; 20 minutes in production
DAY_S = 86_400


def new(state: State, order: Doc, plan: Doc) -> str:
    """Make an eSIM; return its ICCID."""
    number = state.number("al.sim", first=77566)
    spread = hashlib.sha256(str(number).encode()).hexdigest()
    body = f"8900000{int(spread[:12], 16) % 10**11:011}"
    iccid = body + _luhn(body)
    sim = {
        "id": number, "iccid": iccid, "order": order["id"], "at": state.now.timestamp(),
        "matching": f"DUMMY-{state.now:%y%m%d%H%M}-{spread[:5]}-{number}",
        "roaming": False, "recycled": False, "used_mb": 0, "seen": None, "plans": [],
    }  # fmt: skip
    add_plan(state, sim, plan)
    return iccid


def _luhn(digits: str) -> str:
    """Return the check digit that ITU-T E.118 puts behind a card's number."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def add_plan(state: State, sim: Doc, plan: Doc) -> None:
    """Put one more plan on an eSIM."""
    number = state.number("al.plan", first=9901)
    sim["plans"].append({"id": number, "plan": plan, "at": state.now.timestamp()})
    state.put("al.sim", sim["iccid"], sim, parent=str(sim["order"]))


def of(state: State, iccid: str) -> Doc:
    """Return an eSIM.

    Raises:
        Refusal: 404, or code 73 when it was recycled.
    """
    found = state.get("al.sim", iccid)
    if found is None:
        raise Refusal(reply({"data": [], "meta": {"message": "messages.resource_not_found"}}, 404))
    if found["recycled"]:
        raise coded(73, "The eSIM has been recycled.")
    return found


def view(sim: Doc) -> Doc:
    """Return an eSIM as an order shows it."""
    code = f"LPA:1${SMDP}${sim['matching']}"
    return {
        "id": sim["id"],
        "created_at": stamp(sim["at"]),
        "iccid": sim["iccid"],
        "lpa": SMDP,
        "imsis": None,
        "matching_id": sim["matching"],
        "qrcode": code,
        "qrcode_url": f"https://sandbox.airalo.com/qr?expires={int(sim['at']) + DAY_S}",
        "direct_apple_installation_url": (
            f"https://esimsetup.apple.com/esim_qrcode_provisioning?carddata={code}"
        ),
        "airalo_code": None,
        "apn_type": "automatic",
        "apn_value": None,
        "is_roaming": sim["roaming"],
        "confirmation_code": None,
        "msisdn": None,
        "apn": {"ios": {"apn_type": "automatic"}, "android": {"apn_type": "automatic"}},
    }


def _list(state: State, ask: Ask) -> Answer:
    wanted = ask.query.get("filter[iccid]", "")
    found = [
        view(one)
        for one in reversed(state.every("al.sim"))
        if ask.shown(one["at"], state.now) and wanted in one["iccid"]
    ]
    page, beside = paged(found, ask, size=25)
    return reply({"data": page, **beside})


def _one(state: State, ask: Ask) -> Answer:
    found = of(state, ask.places["iccid"])
    order = state.get("al.order", str(found["order"])) or {}
    simable = {"id": order.get("id"), "code": order.get("code"),
               "description": order.get("description"), "type": "sim"}  # fmt: skip
    beside = {"simable": simable, "recycled": False, "recycled_at": None, "sharing": None}
    return done(view(found) | beside)


def _usage(state: State, ask: Ask) -> Answer:
    sim, now_s = of(state, ask.places["iccid"]), state.now.timestamp()
    if sim["seen"] is None or now_s - sim["seen"]["at"] >= USAGE_KEPT_S:
        sim["seen"] = {"at": now_s, "used_mb": sim["used_mb"]}
        state.put("al.sim", sim["iccid"], sim, parent=str(sim["order"]))
    used = sim["seen"]["used_mb"]
    total = sum(row["plan"]["mb"] for row in sim["plans"])
    unlimited = any(row["plan"]["mb"] == 0 for row in sim["plans"])
    ends = max(row["at"] + row["plan"]["days"] * DAY_S for row in sim["plans"])
    left = max(0, total - used)
    return done(
        {
            "remaining": left,
            "total": total,
            "expired_at": stamp(ends) if used else None,
            "is_unlimited": unlimited,
            "status": _status(used, left, over=ends < now_s, unlimited=unlimited),
            "remaining_voice": 0,
            "remaining_text": 0,
            "total_voice": 0,
            "total_text": 0,
        }
    )


def _status(used: int, left: int, *, over: bool, unlimited: bool) -> str:
    if not used:
        return "NOT_ACTIVE"
    if over:
        return "EXPIRED"
    return "ACTIVE" if left or unlimited else "FINISHED"


def _history(state: State, ask: Ask) -> Answer:
    sim = of(state, ask.places["iccid"])
    rows = [
        {
            "id": row["id"],
            "status": "ACTIVE" if sim["used_mb"] else "NOT_ACTIVE",
            "remaining": row["plan"]["mb"],
            "activated_at": stamp(row["at"]) if sim["used_mb"] else None,
            "expired_at": None,
            "finished_at": None,
            "package": package_view(row["plan"]),
        }
        for row in sim["plans"]
        if ask.shown(row["at"], state.now)
    ]
    return reply({"pricing": PRICING, "data": rows})


def _topups(state: State, ask: Ask) -> Answer:
    sim = of(state, ask.places["iccid"])
    slug = sim["plans"][0]["plan"]["slug"]
    plans = [one for one in state.children("al.package", slug) if one["topup"] and one["in_stock"]]
    return reply({"pricing": PRICING, "data": [package_view(one) for one in plans]})


def _instructions(state: State, ask: Ask) -> Answer:
    sim = of(state, ask.places["iccid"])
    language = ask.headers.get("accept-language")
    if not language:
        raise invalid(ask, **{"Accept-Language": "The Accept-Language header is required."})
    code = f"LPA:1${SMDP}${sim['matching']}"
    steps = {"1": "Open Settings.", "2": "Add an eSIM.", "3": "Scan the code."}
    block = {
        "model": None,
        "version": "17.4,18.0",
        "installation_via_qr_code": {"steps": steps, "qr_code_data": code},
        "installation_manual": {
            "steps": steps,
            "smdp_address_and_activation_code": f"{SMDP} {sim['matching']}",
        },
        "network_setup": {"steps": steps, "apn_type": "automatic", "apn_value": None},
    }
    words = {"language": language[:2], "ios": [block], "android": [block]}
    return done({"instructions": words})


ROUTES: Routes = {
    ("GET", "/sims"): _list,
    ("GET", "/sims/{iccid}"): _one,
    ("GET", "/sims/{iccid}/usage"): _usage,
    ("GET", "/sims/{iccid}/packages"): _history,
    ("GET", "/sims/{iccid}/topups"): _topups,
    ("GET", "/sims/{iccid}/instructions"): _instructions,
}
