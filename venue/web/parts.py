"""What of the words and drawings one page needs, found by reading the page's own script.

One file holds all words of a language and one all drawings; a guest's phone gets its own few alone.
A word belongs to a page when the first part of its key stands in the page's script:
``t("guest.send")`` brings all of ``guest.``; ``common.`` comes along always.
"""

import re
from functools import lru_cache
from pathlib import Path

from venue.core import i18n
from venue.menu.model import ICONS
from venue.web import bundle

FOLDER = Path(__file__).parent / "static"
MENTIONED = re.compile(r"""["'`]([a-z_]+)\.[a-z0-9_$.]""")
SYMBOL = re.compile(r"<symbol.*?</symbol>", re.DOTALL)
QUOTED = re.compile(r"""["'`]([a-z0-9-]+)["'`]""")
# A refusal's words are found by its code, so that no script names them. Guests meet these.
GUESTS_ERRORS = (
    "error.unknown", "error.internal", "error.network.", "error.box.", "error.request.",
    "error.access.", "error.orders.", "error.menu.", "error.tables.", "error.drafts.",
    "error.bills.", "error.ton.", "error.staff.locked",
)  # fmt: skip
# The floor's first view is small; it never meets these refusals of the desk and the office.
NOT_WAITERS_ERRORS = tuple(
    f"error.{area}."
    for area in (
        "backups", "bookings", "breakfast", "checkin", "lodging", "modules", "privacy", "profiles",
        "reports", "rooms", "settings", "setup", "shift_log", "sync", "wakeups",
    )
)  # fmt: skip


@lru_cache(maxsize=128)
def words(lang: str, entry: str) -> dict[str, i18n.Text]:
    """Return the texts that the screen of ``js/<entry>.js`` may show, English where one lacks.

    Empty when there is no such language or script.
    """
    own = i18n.texts(lang)
    script = FOLDER / "js" / f"{entry}.js"
    if not own or not script.is_file():
        return {}
    wanted = {"common", *MENTIONED.findall(_source(script))}
    merged = {**i18n.texts(i18n.FALLBACK), **own}
    errors = GUESTS_ERRORS if entry == "guest" else ("error.",)
    return {
        key: value
        for key, value in merged.items()
        if key.split(".")[0] in wanted
        and (not key.startswith("error.") or key.startswith(errors))
        and not (entry == "waiter" and key.startswith(NOT_WAITERS_ERRORS))
    }


@lru_cache(maxsize=32)
def icons(entry: str) -> str:
    """Return the sprite with the drawings that a script names, and those of dishes."""
    whole = (FOLDER / "icons.svg").read_text()
    wanted = {*QUOTED.findall(_source(FOLDER / "js" / f"{entry}.js")), *ICONS}

    def kept(match: re.Match[str]) -> str:
        found = re.search(r'id="([^"]+)"', match[0])
        return match[0] if found and found[1] in wanted else ""

    return re.sub(r"\n+", "\n", SYMBOL.sub(kept, whole))


def _source(script: Path) -> str:
    return "".join(bundle.script(one) for one in (script, *bundle.parts_of(script)))
