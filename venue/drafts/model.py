"""What a draft line is, what a phone may say about it, and what two phones disagree on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from venue.core.parse import Body
from venue.orders.wish import RowId, WishLine

MOST_IN_ONE_CALL = 60
MOST_OF_A_PARTY = 600  # rows, those sent and taken out included
LineId = Annotated[str, msgspec.Meta(min_length=36, max_length=36)]


class Change(Body, frozen=True):
    """How one line is now on the phone of whom it belongs to; quantity 0: taken out.

    ``revision`` counts up on that phone: what comes late never undoes what came after it.
    """

    id: LineId
    item_id: RowId
    revision: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    quantity: Annotated[int, msgspec.Meta(ge=0, le=99)] = 1
    modifiers: tuple[RowId, ...] = ()
    note: str = ""


class SendLine(WishLine, frozen=True):
    """A wanted dish and the draft line that it was; None: it was never shared."""

    draft_id: LineId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A dish somebody at the table has chosen.

    Attributes:
        guest_id: The phone it belongs to, the only one that may change it.
        order_id: The order it was sent with, at ``position``; None: not sent.
    """

    id: str
    guest_id: int
    item_id: int
    quantity: int
    modifiers: tuple[int, ...]
    note: str
    revision: int
    order_id: str | None = None
    position: int | None = None

    @property
    def state(self) -> str:
        """Return ``open``, ``sent`` or ``removed``."""
        if self.order_id is not None:
            return "sent"
        return "open" if self.quantity else "removed"

    @property
    def view(self) -> dict[str, Any]:
        """Return the line as phones see it; ``line_id`` is that of the order line it became."""
        shown: dict[str, Any] = {
            "id": self.id,
            "guest_id": self.guest_id,
            "item_id": self.item_id,
            "quantity": self.quantity,
            "modifiers": list(self.modifiers),
            "note": self.note,
            "revision": self.revision,
            "state": self.state,
        }
        if self.order_id is not None:
            shown["line_id"] = f"{self.order_id}.{self.position}"
        return shown


def disagreements(
    lines: tuple[SendLine, ...], known: Mapping[str, DraftLine], guest_id: int
) -> list[dict[str, Any]]:
    """Return what the sender did not know: lines sent, taken out or changed by others meanwhile.

    About the sender's own lines the order is right: the phone may have had no time to tell.
    """
    found = []
    for index, line in enumerate(lines):
        draft = known.get(line.draft_id or "")
        if draft is None:
            continue
        reason = _disagreement(line, draft, own=draft.guest_id == guest_id)
        if reason is not None:
            found.append(
                {
                    "line": index,
                    "item_id": line.item_id,
                    "reason": reason,
                    "was": line.quantity,
                    "now": draft.quantity,
                }
            )
    return found


def _disagreement(line: SendLine, draft: DraftLine, *, own: bool) -> str | None:
    if draft.state == "sent":
        return "already_sent"
    if own:
        return None
    if draft.state == "removed":
        return "taken_out"
    there = (draft.item_id, draft.quantity, sorted(draft.modifiers), draft.note)
    here = (line.item_id, line.quantity, sorted(line.modifiers), line.note)
    return None if there == here else "changed"
