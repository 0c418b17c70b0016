"""The rules without a database, and the rules under any order of events."""

import contextlib
import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.support import make_app
from tests.tables.conftest import STAFF
from venue.core.actor import Credentials
from venue.core.clock import ManualClock
from venue.core.errors import Conflict, Gone
from venue.core.services import Services
from venue.staff.access import permissions_of
from venue.tables import MODULE, service, sessions, store
from venue.tables.guests import service as guests
from venue.tables.model import HOUR_MS, MOST_HOURS, WAIT_MS, Guest, TableSession, extended
from venue.tables.sessions import House

LIVE, EXPIRED = 2_000, 1_000
NOW = 1_500


def _session(state: str, expires_run_ms: int) -> TableSession:
    return TableSession(
        id="s", table_id=1, table_number="1", area="Room", covers=2, state=state, paused=False,
        bill_requested=False, opened_at="", expires_run_ms=expires_run_ms,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("left", "session", "waited_ms", "joinable", "join"),
    [
        *itertools.product(
            [False, True],
            [
                None,
                *(_session(state, at) for state in ("open", "closed") for at in (LIVE, EXPIRED)),
            ],
            [0, WAIT_MS - 1, WAIT_MS],
            [False, True],
            ["scan", "pin", "staff"],
        )
    ],
)
def test_a_phones_state_over_the_full_product(
    left: bool, session: TableSession | None, waited_ms: int, joinable: bool, join: str
) -> None:
    guest = Guest(
        id=1, table_id=1, table_number="1", number=1 if session else None, left=left,
        waiting_run_ms=NOW - waited_ms, session=session, joinable=joinable,
    )  # fmt: skip
    belongs = session is not None
    lives = belongs and session.state == "open" and session.expires_run_ms == LIVE
    may_wait = not left and not belongs and waited_ms < WAIT_MS
    asks = may_wait and join == "pin" and joinable

    assert {
        "joined": lives and not left,
        "needs_pin": asks,
        "waiting": may_wait and not asks,
        "over": left or (belongs and not lives) or (not belongs and waited_ms >= WAIT_MS),
    } == {
        word: guest.state(NOW, join) == word for word in ("joined", "needs_pin", "waiting", "over")
    }


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(1, MOST_HOURS))
def test_extending_never_shortens_and_never_passes_the_limit(
    left_ms: int, run_ms: int, hours: int
) -> None:
    expires = min(run_ms + left_ms, run_ms + MOST_HOURS * HOUR_MS)
    until = extended(expires, run_ms, hours)
    assert expires <= until <= run_ms + MOST_HOURS * HOUR_MS
    assert until == min(expires + hours * HOUR_MS, run_ms + MOST_HOURS * HOUR_MS)


class Evening(RuleBasedStateMachine):
    """Two tables, some phones, staff and a bad clock, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = ManualClock()
        self._start()
        self.cards = [self._add("1"), self._add("2")]
        self.cookies: list[str] = []
        self.parties: dict[str, set[str]] = {}
        self.ended: set[str] = set()
        self.expected_ms: dict[str, int] = {}

    def _start(self) -> None:
        app = make_app(Path(self.folder.name), [STAFF, MODULE], clock=self.clock)
        self.services: Services = app.extensions["venue"]
        self.database = self.services.database

    def _add(self, number: str) -> str:
        def act(tx):
            view = service.add_table(tx, self.services.vault, number=number, area="Room", seats=2)
            return self.services.vault.open(store.table(tx, view["id"])["card_token_sealed"])

        return self.database.write(act)

    def _house(self, join: str) -> House:
        return House(self.services.vault, self.services.settings.with_changes(guest__join=join))

    def _try(self, fn) -> None:
        with contextlib.suppress(Conflict, Gone):
            self.database.write(fn)

    def _open_sessions(self) -> list[TableSession]:
        with self.database.read() as tx:
            found = [store.open_session_at(tx, table) for table in (1, 2)]
        return [one for one in found if one is not None]

    @rule(table=st.integers(1, 2), join=st.sampled_from(["scan", "pin", "staff"]))
    def opens(self, table: int, join: str) -> None:
        """Staff open a table."""
        house = self._house(join)
        self._try(lambda tx: sessions.open_session(tx, house, table_id=table, covers=2))

    @rule(
        table=st.integers(0, 1),
        join=st.sampled_from(["scan", "pin", "staff"]),
        who=st.integers(0, 4),
    )
    def scans(self, table: int, join: str, who: int) -> None:
        """A known or a new phone scans a card."""
        cookie = self.cookies[who] if who < len(self.cookies) else ""
        house, card = self._house(join), self.cards[table]
        arrival = self.database.write(
            lambda tx: guests.scan_card(tx, house, card=card, cookie=cookie)
        )
        self.cookies += [arrival.secret] if arrival.secret else []
        assert bool(arrival.secret) or bool(cookie)

    @precondition(lambda self: self._open_sessions())
    @rule(which=st.integers(0, 1))
    def closes(self, which: int) -> None:
        """Staff close a table."""
        session = (self._open_sessions() * 2)[which]
        self.database.write(sessions.close_session, session.id)
        self.ended.add(session.id)

    @precondition(lambda self: self._open_sessions())
    @rule(which=st.integers(0, 1), hours=st.integers(1, 5))
    def extends(self, which: int, hours: int) -> None:
        """Staff give a table more time."""
        session = (self._open_sessions() * 2)[which]
        self.database.write(sessions.extend_session, session.id, hours)
        self.expected_ms.pop(session.id, None)

    @precondition(lambda self: self._open_sessions())
    @rule(which=st.integers(0, 1))
    def admits(self, which: int) -> None:
        """Staff let in who waits."""
        session = (self._open_sessions() * 2)[which]
        self._try(lambda tx: sessions.admit(tx, session.id))

    @rule(minutes=st.sampled_from([1, 29, 31, 120, 241]))
    def waits(self, minutes: int) -> None:
        """Time passes."""
        self.clock.advance(minutes * 60)

    @rule(days=st.sampled_from([-4000, -1, 1, 4000]))
    def jumps(self, days: int) -> None:
        """The wall clock jumps."""
        self.clock.jump(days * 86_400)

    @rule()
    def restarts(self) -> None:
        """The power goes and comes back."""
        self.database.write(lambda tx: tx.journal("box.beat", {}))
        self.database.close()
        self._start()

    @invariant()
    def holds(self) -> None:
        """Check what must be true whatever happened."""
        open_now = {session.id: session for session in self._open_sessions()}
        run_ms = self.database.run_ms
        for session in open_now.values():
            expected = self.expected_ms.setdefault(session.id, session.expires_run_ms)
            assert session.expires_run_ms == expected
            assert session.id not in self.ended
        with self.database.read() as tx:
            actors = [guests.identify(tx, Credentials(cookies={"venue_guest": one}), "staff")
                      for one in self.cookies]  # fmt: skip
        for cookie, actor in zip(self.cookies, actors, strict=True):
            assert actor is not None
            party = actor.table_session_id
            joined = party is not None
            assert (actor.permissions == permissions_of("guest")) == joined
            assert not joined or run_ms < open_now[party].expires_run_ms
            assert not joined or actor.table_id == open_now[party].table_id
            parties = self.parties.setdefault(cookie, set())
            parties |= {party} if party else set()
            assert len(parties) <= 1

    def teardown(self) -> None:
        """Throw the box away."""
        self.database.close()
        self.folder.cleanup()


TestEvening = Evening.TestCase
TestEvening.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
