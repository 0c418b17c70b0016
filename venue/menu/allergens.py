"""What is in every dish, for the sheet that hangs on the wall."""

from typing import Any

from venue.core.tx import ReadTx, Row
from venue.menu import queries
from venue.menu.model import ALLERGENS
from venue.menu.view import words_of


def rows(tx: ReadTx, lang: str) -> list[dict[str, Any]]:
    """Return ``{section, name, contains, may_contain, choice}`` of every dish on the menu.

    A set has what its components have. A choice is listed where it brings an allergen that its
    dish does not have. What a dish contains is not said again as what it may contain.
    """
    offered = queries.offered(tx)
    by_key = {row["key"]: row for row in offered}
    choices: dict[int, list[Row]] = {}
    for row in queries.offered_choices(tx):
        choices.setdefault(row["item_id"], []).append(row)
    found = []
    for row in offered:
        parts = [by_key[key] for key in row["parts"].split() if key in by_key]
        contains = _codes("allergens", row, *parts)
        may_contain = _codes("may_contain", row, *parts)
        section = words_of(row, lang, "section_").get("name") or row["section_name"]
        name = words_of(row, lang).get("name") or row["name"]
        found.append(_row(section, name, contains, may_contain, choice=False))
        for one in choices.get(row["id"], []):
            dish = [by_key[one["item_key"]]] if one["item_key"] in by_key else []
            more = _codes("allergens", one, *dish) - contains
            maybe = _codes("may_contain", one, *dish) - may_contain - contains
            if more or maybe:
                words = words_of(one, lang).get("name") or one["name"]
                found.append(_row(section, words, more, maybe, choice=True))
    return found


def _codes(field: str, *rows: Row) -> frozenset[str]:
    return frozenset(code for row in rows for code in row[field].split())


def _row(
    section: str,
    name: str,
    contains: frozenset[str],
    may_contain: frozenset[str],
    *,
    choice: bool,
) -> dict[str, Any]:
    return {
        "section": section,
        "name": name,
        "contains": [code for code in ALLERGENS if code in contains],
        "may_contain": [code for code in ALLERGENS if code in may_contain - contains],
        "choice": choice,
    }
