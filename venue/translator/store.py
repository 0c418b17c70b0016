"""All SQL of the translator's words: own phrases, glossary, kept answers."""

from collections.abc import Mapping

from venue.core.tx import ReadTx, Row, Tx


def own_phrases(tx: ReadTx) -> dict[tuple[str, str], str]:
    """Return the venue's own texts by language and name."""
    cursor = tx.execute("SELECT language, name, words FROM own_phrase")
    return {(language, name): words for language, name, words in cursor}


def put_phrase(tx: Tx, language: str, name: str, words: str) -> None:
    """Store one own text."""
    tx.execute(
        """
        INSERT INTO own_phrase (language, name, words) VALUES (?, ?, ?)
        ON CONFLICT (language, name) DO UPDATE SET words = excluded.words
        """,
        (language, name, words),
    )


def drop_phrase(tx: Tx, language: str, name: str) -> int:
    """Delete one own text; return how many went."""
    return tx.execute(
        "DELETE FROM own_phrase WHERE language = ? AND name = ?", (language, name)
    ).rowcount


def count_phrases(tx: ReadTx) -> int:
    """Return how many own texts there are."""
    return int(tx.value("SELECT count(*) FROM own_phrase"))


def terms(tx: ReadTx, source: str, target: str) -> dict[str, str]:
    """Return the glossary of a direction: the word by the term."""
    cursor = tx.execute(
        "SELECT term, word FROM glossary_term WHERE source = ? AND target = ?", (source, target)
    )
    return dict(cursor.fetchall())


def glossary(tx: ReadTx) -> list[Row]:
    """Return every term, by direction."""
    return tx.rows(
        "SELECT id, source, target, term, word FROM glossary_term ORDER BY source, target, term"
    )


def put_term(tx: Tx, term: Mapping[str, str]) -> int:
    """Store a term; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO glossary_term (source, target, term, word)
        VALUES (:source, :target, :term, :word)
        ON CONFLICT (source, target, term) DO UPDATE SET word = excluded.word RETURNING id
        """,
        dict(term),
    )
    return int(cursor.fetchone()[0])


def drop_term(tx: Tx, term_id: int) -> int:
    """Delete a term; return how many went."""
    return tx.execute("DELETE FROM glossary_term WHERE id = ?", (term_id,)).rowcount


def kept(tx: ReadTx, keys: list[str]) -> dict[str, tuple[str, int]]:
    """Return the kept answers of these keys: text and confidence."""
    places = ",".join("?" * len(keys))
    cursor = tx.execute(
        f"SELECT key, text, confidence FROM kept_translation WHERE key IN ({places})", keys
    )
    return {key: (text, confidence) for key, text, confidence in cursor}


def keep(tx: Tx, key: str, text: str, confidence: int, table_session_id: str | None) -> None:
    """Keep an engine's answer, for as long as the session when it belongs to one."""
    tx.execute(
        """
        INSERT INTO kept_translation (key, text, confidence, table_session_id, used_run_ms)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET used_run_ms = excluded.used_run_ms
        """,
        (key, text, confidence, table_session_id, tx.run_ms),
    )


def trim(tx: Tx, most: int) -> int:
    """Delete the answers not used for longest, beyond ``most``; return how many went."""
    return tx.execute(
        """
        DELETE FROM kept_translation WHERE key IN (
            SELECT key FROM kept_translation ORDER BY used_run_ms DESC LIMIT -1 OFFSET ?
        )
        """,
        (most,),
    ).rowcount


def forget_session(tx: Tx, table_session_id: str) -> None:
    """Delete the kept answers of a party's own words."""
    tx.execute("DELETE FROM kept_translation WHERE table_session_id = ?", (table_session_id,))
