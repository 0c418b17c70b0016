"""The menu's words in other languages: a person's own, and the translator's under them."""

from collections.abc import Mapping
from typing import NamedTuple

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx
from venue.menu import service
from venue.menu.editor import store

ByLanguage = dict[str, dict[str, str]]


class Words(NamedTuple):
    """What one record says.

    Attributes:
        texts: ``{field: text}`` in the venue's language, without empty ones.
        own: ``{lang: {field: text}}`` by a person; ``machine``: by the translator.
    """

    kind: str
    key: str
    texts: dict[str, str]
    own: ByLanguage
    machine: ByLanguage


def all_words(tx: ReadTx) -> list[Words]:
    """Return the words of every active section, group, choice and item, in the menu's order."""
    return [
        Words(
            row["kind"],
            row["key"],
            {name: row[name] for name in ("name", "description") if row[name]},
            loads(row["translations"]),
            loads(row["machine"]),
        )
        for row in store.words(tx)
    ]


def put_machine(
    tx: Tx, language: str, words: Mapping[tuple[str, str], dict[str, str] | None]
) -> int:
    """Keep the translator's words of one language, or take them away; return of how many records.

    They stand under a person's own, and are forgotten when the text they were made from changes.

    Args:
        words: By kind and key ``{field: text}``; None: none any more.
    """
    count = sum(
        store.put_machine(tx, kind, key, dumps({language: some}))
        for (kind, key), some in words.items()
    )
    if count:
        service.changed(tx, "menu.translated", {"language": language, "records": count})
    return count
