"""Which language a request is answered in."""

from typing import Any

from flask import request

from venue.core import i18n
from venue.core.services import Services
from venue.web import parts
from venue.web.helps import Helps, helped

LANG_COOKIE = "venue_lang"
THEME_COOKIE = "theme"


def offered(services: Services) -> list[str]:
    """Return the languages that the venue offers and the box has words for."""
    known = i18n.languages()
    return [one for one in services.settings.many("venue.languages") if one in known]


def language(services: Services) -> str:
    """Return the language chosen by hand, else the browser's, else the venue's."""
    choices = offered(services)
    by_hand = request.args.get("lang") or request.cookies.get(LANG_COOKIE, "")
    if by_hand in choices:
        return by_hand
    default = services.settings.text("venue.default_language")
    return i18n.best(request.headers.get("Accept-Language", ""), choices, default)


def context(services: Services) -> dict[str, Any]:
    """Return what every template may use: lang, dir, t, texts, venue, theme."""
    lang = language(services)

    def t(key: str, **values: object) -> str:
        return i18n.text(lang, key, **values)

    def texts(entry: str) -> dict[str, Any]:
        return parts.words(lang, entry)

    def helps(topic: str) -> Helps | None:
        return helped(topic, lang)

    theme = request.cookies.get(THEME_COOKIE, "")
    return {
        **({"theme": theme} if theme in ("light", "dark") else {}),
        "texts": texts,
        "lang": lang,
        "dir": "rtl" if lang in i18n.RIGHT_TO_LEFT else "ltr",
        "t": t,
        "helps": helps,
        "venue": {"name": services.settings.text("venue.name")},
    }
