"""Short helps from the phrasebook for guests whose language the pages have no words in."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import request

from venue.core import i18n
from venue.translator import book

TOPICS: Mapping[str, tuple[str, ...]] = {
    "esim": ("esim_wifi", "esim_scan", "esim_roaming", "esim_once", "esim_locked"),
    "form": ("fill_form", "form_names", "form_private"),
}


class Helps(NamedTuple):
    """Lines in a language of the phrasebook."""

    lang: str
    dir: str
    lines: list[str]


def helped(topic: str, lang: str) -> Helps | None:
    """Return a topic's helps in the browser's language; None where the page speaks it already."""
    known = book.shipped()
    wanted = i18n.best(request.headers.get("Accept-Language", ""), list(known), lang)
    if wanted == lang:
        return None
    entries = known[wanted].entries
    lines = [entries[f"phrase.{name}"] for name in TOPICS[topic]]
    return Helps(wanted, "rtl" if wanted in i18n.RIGHT_TO_LEFT else "ltr", lines)
