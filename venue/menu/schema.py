"""Tables of the menu. Nothing here is deleted: what is no longer sold becomes inactive.

``key`` is a row's name in import files, by which it keeps its id. Codes such as allergens are
stored as one text, separated by spaces. ``translations`` is JSON, ``{lang: {field: words}}``.
"""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("menu")


@MIGRATIONS()
def m0001_menu(db: Database) -> None:
    """Make stations with their first catch-all, sections, items and modifiers."""
    db.execute(
        """
        CREATE TABLE station (
            id INTEGER PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            prefix TEXT NOT NULL,
            printer_id INTEGER,
            print_mode TEXT NOT NULL CHECK (print_mode IN ('always', 'backup', 'never')),
            target_s INTEGER NOT NULL CHECK (target_s > 0),
            is_catch_all INTEGER NOT NULL CHECK (is_catch_all IN (0, 1)),
            active INTEGER NOT NULL CHECK (active IN (0, 1)),
            CHECK (active >= is_catch_all)
        ) STRICT
        """
    )
    db.execute("CREATE UNIQUE INDEX one_catch_all ON station (is_catch_all) WHERE is_catch_all = 1")
    # No line is ever shown to nobody, not even before the first import.
    db.execute(
        """
        INSERT INTO station
            (id, slug, position, name, prefix, print_mode, target_s, is_catch_all, active)
        VALUES (1, 'kitchen', 1, 'Kitchen', 'K', 'always', 720, 1, 1)
        """
    )
    db.execute(
        """
        CREATE TABLE menu_section (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            translations TEXT NOT NULL,
            active INTEGER NOT NULL CHECK (active IN (0, 1))
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE modifier_group (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            translations TEXT NOT NULL,
            least INTEGER NOT NULL CHECK (least >= 0),
            most INTEGER NOT NULL CHECK (most >= 1 AND most >= least),
            active INTEGER NOT NULL CHECK (active IN (0, 1))
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE modifier (
            id INTEGER PRIMARY KEY,
            group_id INTEGER NOT NULL REFERENCES modifier_group (id),
            key TEXT NOT NULL,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            translations TEXT NOT NULL,
            price_minor INTEGER NOT NULL,
            allergens TEXT NOT NULL,
            active INTEGER NOT NULL CHECK (active IN (0, 1)),
            UNIQUE (group_id, key)
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE item (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            section_id INTEGER NOT NULL REFERENCES menu_section (id),
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            translations TEXT NOT NULL,
            kitchen_name TEXT NOT NULL,
            price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
            tax_class TEXT NOT NULL,
            station_id INTEGER NOT NULL REFERENCES station (id),
            course INTEGER NOT NULL CHECK (course BETWEEN 1 AND 9),
            allergens TEXT NOT NULL,
            diets TEXT NOT NULL,
            icon TEXT NOT NULL,
            hue INTEGER NOT NULL CHECK (hue BETWEEN 0 AND 359),
            days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),
            from_min INTEGER CHECK (from_min BETWEEN 0 AND 1439),
            to_min INTEGER CHECK (to_min BETWEEN 1 AND 1440),
            remaining_qty INTEGER CHECK (remaining_qty >= 0),
            active INTEGER NOT NULL CHECK (active IN (0, 1)),
            CHECK ((from_min IS NULL) = (to_min IS NULL)),
            CHECK (from_min IS NULL OR from_min <> to_min)
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE item_group (
            item_id INTEGER NOT NULL REFERENCES item (id),
            position INTEGER NOT NULL,
            group_id INTEGER NOT NULL REFERENCES modifier_group (id),
            PRIMARY KEY (item_id, position)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX modifier_of_group ON modifier (group_id, position)")


@MIGRATIONS()
def m0500_modifier_kitchen_name(db: Database) -> None:
    """Give modifiers a name in the kitchen's language, as items have."""
    db.execute("ALTER TABLE modifier ADD COLUMN kitchen_name TEXT NOT NULL DEFAULT ''")
