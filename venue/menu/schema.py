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


@MIGRATIONS()
def m0600_manager(db: Database) -> None:
    """Give items what the manager's editor asks for; make outlets, price lists and hours.

    ``machine`` is JSON like ``translations``: words of the translator, under a person's own.
    ``item_key`` and ``parts`` name component items of a set menu by their keys.
    """
    for table in ("menu_section", "modifier_group", "modifier", "item"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN machine TEXT NOT NULL DEFAULT '{{}}'")
    for table, column in (
        ("menu_section", "outlets TEXT NOT NULL DEFAULT ''"),
        ("modifier_group", "sizes INTEGER NOT NULL DEFAULT 0 CHECK (sizes IN (0, 1))"),
        ("modifier", "may_contain TEXT NOT NULL DEFAULT ''"),
        ("modifier", "item_key TEXT NOT NULL DEFAULT ''"),
        ("item", "may_contain TEXT NOT NULL DEFAULT ''"),
        ("item", "parts TEXT NOT NULL DEFAULT ''"),
        (
            "item",
            "pricing TEXT NOT NULL DEFAULT 'fixed' CHECK (pricing IN ('fixed', 'open', 'weight'))",
        ),
        ("item", "price_min_minor INTEGER CHECK (price_min_minor >= 0)"),
        ("item", "price_max_minor INTEGER CHECK (price_max_minor >= 0)"),
        ("item", "min_age INTEGER NOT NULL DEFAULT 0 CHECK (min_age BETWEEN 0 AND 99)"),
        ("item", "photo TEXT NOT NULL DEFAULT ''"),
    ):
        db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    db.execute(
        """
        CREATE TABLE outlet (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            active INTEGER NOT NULL CHECK (active IN (0, 1))
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE price_list (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),
            from_min INTEGER CHECK (from_min BETWEEN 0 AND 1439),
            to_min INTEGER CHECK (to_min BETWEEN 1 AND 1440),
            areas TEXT NOT NULL,
            services TEXT NOT NULL,
            outlets TEXT NOT NULL,
            sections TEXT NOT NULL,
            percent_bp INTEGER NOT NULL CHECK (percent_bp BETWEEN -10000 AND 10000),
            active INTEGER NOT NULL CHECK (active IN (0, 1)),
            CHECK ((from_min IS NULL) = (to_min IS NULL))
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE list_price (
            list_key TEXT NOT NULL REFERENCES price_list (key),
            item_key TEXT NOT NULL,
            position INTEGER NOT NULL,
            price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
            active INTEGER NOT NULL CHECK (active IN (0, 1)),
            PRIMARY KEY (item_key, list_key)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE opening (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            position INTEGER NOT NULL,
            outlet TEXT NOT NULL,
            on_date TEXT NOT NULL,
            days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),
            from_min INTEGER CHECK (from_min BETWEEN 0 AND 1439),
            to_min INTEGER CHECK (to_min BETWEEN 1 AND 1440),
            last_min INTEGER CHECK (last_min BETWEEN 0 AND 1440),
            active INTEGER NOT NULL CHECK (active IN (0, 1)),
            CHECK ((from_min IS NULL) = (to_min IS NULL))
        ) STRICT
        """
    )


@MIGRATIONS()
def m0601_changes(db: Database) -> None:
    """Make the history of the menu, prices that change at a time, and photos.

    ``before`` and ``after`` are JSON values. Words stand here and not in the journal, so that they
    can be forgotten.
    """
    db.execute(
        """
        CREATE TABLE menu_history (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            seq INTEGER NOT NULL,
            what TEXT NOT NULL,
            field TEXT NOT NULL,
            before TEXT,
            after TEXT
        ) STRICT
        """
    )
    db.execute("CREATE INDEX history_of_record ON menu_history (kind, key, id)")
    db.execute(
        """
        CREATE TABLE price_change (
            id INTEGER PRIMARY KEY,
            item_id INTEGER NOT NULL REFERENCES item (id),
            due_at TEXT NOT NULL,
            price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
            made_at TEXT NOT NULL,
            made_by TEXT NOT NULL,
            settled_at TEXT,
            outcome TEXT CHECK (outcome IN ('applied', 'cancelled')),
            CHECK ((settled_at IS NULL) = (outcome IS NULL))
        ) STRICT
        """
    )
    db.execute(
        "CREATE INDEX price_change_waiting ON price_change (item_id, due_at) "
        "WHERE settled_at IS NULL"
    )
    db.execute(
        """
        CREATE TABLE menu_photo (
            id TEXT PRIMARY KEY,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            made_at TEXT NOT NULL,
            unused_run_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )
