"""One table over what Airalo may answer: its behaviour (airalo.md, 4) and a clerk's words."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.esim.house import House


@dataclass(frozen=True, kw_only=True)
class Case:
    """A fault of the vendor, where the order stands then, and how it ends once the fault is over.

    Attributes:
        words: What the clerk reads meanwhile, a part of it; empty: nothing needs saying.
        end: ``fulfilled`` with one eSIM bought, or ``refund_due`` with none.
        hides: The plan is not offered again until a complete pass shows it.
    """

    name: str
    fault: dict[str, Any] = field(default_factory=dict)
    state: str = "submitted"
    words: str
    end: str = "fulfilled"
    hides: bool = False


def refused(code: int, **more: Any) -> dict[str, Any]:
    return {"kind": "refuse", "code": code, "message": "No", "when": "before"} | more


LOST = {"state": "unknown", "words": "looking whether the eSIM was bought"}
GONE: dict[str, Any] = {"state": "refund_due", "end": "refund_due"}
TABLE = (
    Case(name="11", fault=refused(11), words="top the credit up"),
    Case(name="13", fault=refused(13), words="under maintenance"),
    Case(name="33", fault=refused(33), words="not enough of this plan", hides=True, **GONE),
    Case(name="34", fault=refused(34), words="sold out", hides=True, **GONE),
    Case(name="53", fault=refused(53), **LOST),
    Case(name="53 after it was bought", fault=refused(53, when="after"), **LOST),
    Case(name="73", fault=refused(73), words="taken back by the network", **GONE),
    Case(name="89", fault=refused(89, times=None), words="this line's address"),
    Case(name="429", fault={"kind": "throttle", "times": 2}, words="asked for a pause"),
    Case(name="HTML 500", fault={"kind": "error"}, **LOST),
    Case(name="HTML 500 after it was bought", fault={"kind": "error", "when": "after"}, **LOST),
    Case(name="a login page", fault={"kind": "portal"}, **LOST),
    Case(name="half an answer", fault={"kind": "cut_body"}, **LOST),
    Case(name="an answer without number", fault={"kind": "no_id"}, **LOST),
    Case(name="token over", fault={"kind": "token_expired"}, state="fulfilled", words=""),
    Case(name="key refused", fault={"kind": "token_expired", "times": None}, words="venue's key"),
)


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
def test_each_answer_has_its_behaviour_and_a_clerks_words(house: House, case: Case) -> None:
    house.cloud.control(add=[{"path": "*orders", "method": "POST"} | case.fault])
    quoted = house.sell()
    house.work(3 if case.state == "fulfilled" else 1)
    seen = house.order(quoted)
    assert seen["state"] == case.state, seen
    assert case.words in seen["words"]
    assert bool(case.words) == bool(seen["words"])
    house.cloud.control(faults=[])
    house.later(60 if case.end == "refund_due" else 2 * 3600)
    assert house.order(quoted)["state"] == case.end
    assert house.bought() == (1 if case.end == "fulfilled" else 0)
    if case.hides:
        assert house.quote(expect=404)["code"] == "esim.unknown_plan"
