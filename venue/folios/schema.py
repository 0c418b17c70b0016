"""Tables of folios and their charges.

Names and signatures live in these rows alone and end with them; the journal has numbers.
"""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("folios")


@MIGRATIONS()
def m0200_folios(db: Database) -> None:
    """Make the folio and the charge."""
    db.execute(
        """
        CREATE TABLE folio (
            id INTEGER PRIMARY KEY,
            room TEXT NOT NULL,
            name TEXT NOT NULL,
            limit_minor INTEGER CHECK (limit_minor >= 0),
            no_post INTEGER NOT NULL CHECK (no_post IN (0, 1)),
            opened_at TEXT NOT NULL,
            closed_at TEXT
        ) STRICT
        """
    )
    db.execute("CREATE INDEX folio_in_house ON folio (room) WHERE closed_at IS NULL")
    db.execute(
        """
        CREATE TABLE folio_charge (
            id INTEGER PRIMARY KEY,
            folio_id INTEGER NOT NULL REFERENCES folio (id),
            bill_id TEXT NOT NULL,
            tender_id INTEGER NOT NULL,
            amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
            tip_minor INTEGER NOT NULL,
            bands TEXT NOT NULL,
            signed TEXT NOT NULL CHECK (signed IN ('', 'slip', 'drawing')),
            drawing TEXT NOT NULL DEFAULT '',
            charged_by TEXT NOT NULL,
            charged_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX charge_of_folio ON folio_charge (folio_id)")


@MIGRATIONS()
def m1600_folio_lines(db: Database) -> None:
    """Make the line: what a stay costs, what was paid, and what takes either back.

    ``key`` names the fact, so that a room-night is on the books once whatever posts it again.
    """
    db.execute(
        """
        CREATE TABLE folio_line (
            id INTEGER PRIMARY KEY,
            folio_id INTEGER NOT NULL REFERENCES folio (id),
            kind TEXT NOT NULL CHECK (kind IN (
                'room', 'tax', 'city_tax', 'meal', 'allowance', 'late', 'cancel', 'no_show',
                'minibar', 'service', 'extra', 'payment', 'deposit'
            )),
            amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
            band TEXT NOT NULL,
            night TEXT NOT NULL DEFAULT '',
            label TEXT NOT NULL DEFAULT '',
            method TEXT NOT NULL DEFAULT '',
            reverses INTEGER UNIQUE REFERENCES folio_line (id),
            key TEXT NOT NULL UNIQUE,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX line_of_folio ON folio_line (folio_id)")
    db.execute("CREATE INDEX line_of_night ON folio_line (night, kind)")


@MIGRATIONS()
def m2000_second_folios(db: Database) -> None:
    """Let a stay have folios beside the guest's own, and say which charges go to which."""
    db.execute("ALTER TABLE folio ADD COLUMN beside_id INTEGER REFERENCES folio (id)")
    db.execute("CREATE INDEX folio_beside ON folio (beside_id) WHERE beside_id IS NOT NULL")
    db.execute(
        """
        CREATE TABLE folio_route (
            folio_id INTEGER NOT NULL REFERENCES folio (id),
            kind TEXT NOT NULL,
            to_folio INTEGER NOT NULL REFERENCES folio (id),
            PRIMARY KEY (folio_id, kind)
        ) STRICT, WITHOUT ROWID
        """
    )
