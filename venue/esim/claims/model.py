"""The states of a refund asked of the vendor. Pure."""

from collections.abc import Mapping

from venue.core.errors import Conflict

# People at the vendor decide; no call tells what they decided, only the order's own status does
# when they grant it (airalo.md, 9). A refusal comes by mail, and a person enters it.
MOVES: Mapping[str, frozenset[str]] = {
    "asked": frozenset({"sent", "failed"}),
    "failed": frozenset({"sent"}),
    "sent": frozenset({"granted", "refused"}),
    "granted": frozenset(),
    "refused": frozenset(),
}
OPEN = ("asked", "sent", "granted")  # no second one beside these
REASONS = (
    "INSTALLATION_FAILURE", "NO_COVERAGE", "APN_FAILURE", "TRIP_CANCELLATION",
    "INTERMITTENT_CONNECTION", "BLOCKED_NETWORK", "CHANGE_OF_PLAN", "DELETED_ESIM", "EARLY_EXPIRY",
    "HOTSPOT_NOT_WORKING", "INCOMPATIBLE_DEVICE", "LOCKED_DEVICE", "SLOW_SPEED", "WRONG_PURCHASE",
    "OTHERS",
)  # fmt: skip
LOOK_MS = 3_600_000


def moved(state: str, to: str) -> str:
    """Return ``to`` when a claim may go there.

    Raises:
        Conflict: ``esim.illegal_move``.
    """
    if to not in MOVES[state]:
        raise Conflict(
            "esim.illegal_move",
            f"a refund request that is {state} cannot become {to}",
            state=state,
            action=to,
            allowed=sorted(MOVES[state]),
        )
    return to


def of_message(state: str, message: str) -> str:
    """Return the state a claim has by its message to the vendor."""
    if message in ("accepted", "reconciled", "fixed"):
        return "sent"
    return "failed" if message in ("dead_letter", "waived", "rejected", "") else state
