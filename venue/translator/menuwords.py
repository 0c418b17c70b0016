"""The menu in the guests' languages: own words over the machine's over the original.

A machine's words of a language come onto the menu in one step, when every text that has no own
words has some: never half a menu, not even by a manager's tap. What speaks of an allergen, a diet
or "without" no machine translates; such a text waits for a person, and the menu with it.
"""

import logging
from dataclasses import dataclass, field
from typing import Any

from venue.core import facts
from venue.core.errors import Conflict, NotFound
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.menu.editor import languages as menu
from venue.menu.editor.languages import Words
from venue.translator import book, service
from venue.translator.engines.order import Order
from venue.translator.model import Translation

log = logging.getLogger(__name__)

LOOK_S = 60
BATCH = 40  # texts of a language in one look: an engine on the box shares it with the kitchen
MOST_TRIES = 3
AGAIN_MS = 3_600_000  # then what was given up has its tries again: an engine may be well by now
MOST_LISTED = 200
SHOWN, HIDDEN = "shown", "hidden"


@dataclass
class Language:
    """How far the menu is in one language.

    Attributes:
        ready: Records whose every text has words now, ``{(kind, key): {field: text}}``.
        withheld: Texts that no machine translates, with why.
        made_from: The texts that the ready words say, by the same keys.
        waiting: Texts that an engine has not translated yet.
    """

    code: str
    texts: int = 0
    own: int = 0
    machine: int = 0
    waiting: list[str] = field(default_factory=list)
    withheld: list[dict[str, str]] = field(default_factory=list)
    ready: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    made_from: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Tell whether no text lacks words."""
        return not self.waiting and not self.withheld


class MenuWords:
    """Translates the menu ahead of its guests."""

    def __init__(self, services: Services, order: Order) -> None:
        self._services, self._order = services, order
        settings = services.settings
        self.source = settings.text("venue.default_language")
        known = book.shipped()
        self.languages = [
            one for one in settings.many("venue.languages") if one != self.source and one in known
        ]
        # Of this hour: a text that an engine cannot do is not asked again and again.
        self._tries: dict[tuple[str, str], int] = {}
        self._tries_since_ms = 0
        services.jobs.every(LOOK_S, "menu words", self.look, lane="menu words")

    def look(self) -> None:
        """Translate some of what waits, and bring what is ready onto the menu."""
        self._forgive()
        for code in self.languages:
            language = self.of(code)
            if language.waiting:
                self._translate(language)
                language = self.of(code)
            if language.ready and _comes(language, self._state(code)):
                self._services.database.write(_by_itself, language)

    def of(self, code: str) -> Language:
        """Return how far the menu is in a language."""
        with self._services.database.read() as tx:
            found = Language(code)
            for words in menu.all_words(tx):
                self._judge(tx, found, words)
            return found

    def require(self, code: str) -> Language:
        """Return how far the menu is in a language that it is offered in.

        Raises:
            NotFound: ``menu.unknown_language``.
        """
        if code not in self.languages:
            raise NotFound("menu.unknown_language", f"the menu is not offered in {code!r}")
        return self.of(code)

    def overview(self) -> dict[str, Any]:
        """Return ``{source, items: [{language, state, texts, own, machine, waiting, …}], seq}``."""
        items = []
        for code in self.languages:
            one = self.of(code)
            tried = sum(self._tries.get((code, text), 0) >= MOST_TRIES for text in one.waiting)
            items.append(
                {
                    "language": code,
                    "state": self._state(code) or "making",
                    "texts": one.texts,
                    "own": one.own,
                    "machine": one.machine + sum(len(words) for words in one.ready.values()),
                    "waiting": len(one.waiting),
                    "has_engine": bool(self._order.of(self.source, code)),
                    "given_up": tried,
                    "withheld": one.withheld[:MOST_LISTED],
                }
            )
        with self._services.database.read() as tx:
            return {"source": self.source, "items": items, "seq": tx.seq}

    def _judge(self, tx: ReadTx, language: Language, words: Words) -> None:
        """Count one record's texts; note what is ready only when the record is so as a whole."""
        own = words.own.get(language.code, {})
        made = words.machine.get(language.code, {})
        new: dict[str, str] = {}
        lacks = False
        for name, text in words.texts.items():
            language.texts += 1
            if own.get(name):
                language.own += 1
            elif made.get(name):
                language.machine += 1
            else:
                found = self._found(tx, language.code, text)
                if isinstance(found, Translation) and found.text:
                    new[name] = _begun_as(text, found.text)
                    continue
                lacks = True
                if isinstance(found, Translation) and found.warning in ("safety", "no_dictionary"):
                    where = {"kind": words.kind, "key": words.key, "field": name}
                    language.withheld.append(where | {"text": text, "why": found.warning})
                else:
                    language.waiting.append(text)
        if new and not lacks:
            language.ready[words.kind, words.key] = new
            language.made_from[words.kind, words.key] = words.texts

    def _found(self, tx: ReadTx, code: str, text: str) -> object:
        return service.look_up(tx, self._order, text=text, source=self.source, target=code)

    def _forgive(self) -> None:
        with self._services.database.read() as tx:
            now_ms = tx.run_ms
        if now_ms - self._tries_since_ms >= AGAIN_MS:
            self._tries.clear()
            self._tries_since_ms = now_ms

    def _translate(self, language: Language) -> None:
        left = BATCH
        for text in dict.fromkeys(language.waiting):
            tries = self._tries.get((language.code, text), 0)
            if tries >= MOST_TRIES or not left:
                continue
            if not self._order.awake(self.source, language.code):
                return  # An engine's outage costs its texts nothing.
            left -= 1
            self._tries[language.code, text] = tries + 1
            service.translate(
                self._services, self._order, text=text, source=self.source,
                target=language.code, session_id=None,
            )  # fmt: skip

    def _state(self, code: str) -> str:
        with self._services.database.read() as tx:
            return facts.get(tx, _fact(code))


def _begun_as(original: str, words: str) -> str:
    """Return words with a capital where their original has one: the phrasebook's have none."""
    return words[:1].upper() + words[1:] if original[:1].isupper() else words


def _fact(code: str) -> str:
    return f"menu.words.{code}"


def check_whole(language: Language) -> None:
    """Refuse a menu of which some texts have no words yet.

    Raises:
        Conflict: ``menu.not_whole`` with how many.
    """
    if not language.is_whole:
        count = len(language.waiting) + len(language.withheld)
        raise Conflict("menu.not_whole", f"{count} texts have no words in {language.code!r} yet")


def bring(tx: Tx, language: Language) -> dict[str, Any]:
    """Put what is ready onto the menu, all at once; return ``{language, state, records}``.

    What somebody changed since the menu was read is left for the next look: a dish must not bear
    the words of the one it was.
    """
    facts.put(tx, _fact(language.code), SHOWN)
    now = {(one.kind, one.key): one.texts for one in menu.all_words(tx)}
    ready: dict[tuple[str, str], dict[str, str] | None] = {
        where: words
        for where, words in language.ready.items()
        if now.get(where) == language.made_from[where]
    }
    count = menu.put_machine(tx, language.code, ready)
    return {"language": language.code, "state": SHOWN, "records": count}


def take_away(tx: Tx, language: Language) -> dict[str, Any]:
    """Take the machine's words off the menu; return ``{language, state, records}``."""
    facts.put(tx, _fact(language.code), HIDDEN)
    there = [one for one in menu.all_words(tx) if language.code in one.machine]
    gone = {(one.kind, one.key): None for one in there}
    count = menu.put_machine(tx, language.code, gone)
    return {"language": language.code, "state": HIDDEN, "records": count}


def _comes(language: Language, state: str) -> bool:
    """Tell whether a language's words come onto the menu without a person's tap."""
    return state == SHOWN or (state != HIDDEN and language.is_whole)


def _by_itself(tx: Tx, language: Language) -> None:
    # Asked again here: a manager may have hidden the language since.
    if _comes(language, facts.get(tx, _fact(language.code))):
        tx.actor = "box"
        bring(tx, language)
