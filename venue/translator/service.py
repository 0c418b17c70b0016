"""The order of truth: phrasebook, glossary, kept answers, engine, and else the original alone.

Looking up and keeping happen in transactions; the engine is asked outside of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from venue.core.errors import Invalid, NotFound
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.translator import book, glossary, safety, store
from venue.translator.engines import Engine
from venue.translator.engines.order import Order
from venue.translator.model import Mark, Translation, cache_key, normalised

MOST_OWN_PHRASES = 5_000
MOST_TERMS = 2_000


@dataclass(frozen=True)
class Asked:
    """What is left for an engine after the look-up.

    Attributes:
        so_far: The answer without an engine: what is said when none has one.
        cut: The text at the glossary's terms.
        glossary: The glossary's digest for this direction.
    """

    so_far: Translation
    cut: list[glossary.Piece] = field(default_factory=list)
    glossary: str = ""


def translate(
    services: Services, order: Order, *, text: str, source: str, target: str, session_id: str | None
) -> Translation:
    """Translate one text; the original is always in the answer.

    Args:
        session_id: The table session whose words these are: what is kept of them ends with it.
            None for the house's own texts.
    """
    with services.database.read() as tx:
        found = look_up(tx, order, text=text, source=source, target=target)
    if isinstance(found, Translation):
        return found
    answer = order.translate(found.cut, source, target)
    if answer is None:
        return found.so_far
    engine, said, sure = answer
    made = checked(machine(found.so_far, engine, said, sure))
    if made.text is not None:
        key = key_of(found.so_far, engine, found.glossary)
        services.database.write(lambda tx: store.keep(tx, key, said, sure, session_id))
    return made


def look_up(
    tx: ReadTx, order: Order, *, text: str, source: str, target: str
) -> Translation | Asked:
    """Return what is known without an engine, or what an engine is to be asked."""
    plain = Translation(original=text, source=source, target=target)
    if source == target:
        return replace(plain, text=text, quality="same", origin="same", confidence=100)
    words = book_of(tx)
    found = safety.findings(text, source)
    marks = safety.marks(found, words, target)
    if (phrase := words.translate(text, source, target)) is not None:
        return _human(plain, phrase, "phrasebook", marks)
    terms = store.terms(tx, source, target)
    cut = glossary.pieces(normalised(text), terms)
    if glossary.is_whole(cut):
        return _human(plain, glossary.joined(cut), "glossary", marks)
    if (without := _without(plain, words, found, marks, terms)) is not None:
        return without
    if found:
        return plain.withheld("safety", marks)
    if not _dictionaries(source, target):
        # Without a dictionary nobody can tell whether a machine's sentence speaks of an allergen.
        return plain.withheld("no_dictionary", ())
    asked = Asked(replace(plain, warning="no_engine"), cut, glossary.digest(terms))
    return _kept(tx, order, asked) or asked


def machine(so_far: Translation, engine: Engine, said: str, sure: int) -> Translation:
    """Return an engine's answer as a translation."""
    return replace(
        so_far,
        text=said,
        quality="machine",
        origin="engine",
        engine=engine.name,
        version=engine.version(so_far.source, so_far.target),
        confidence=sure,
        warning="",
    )


def checked(made: Translation) -> Translation:
    """Return a machine's answer, or the original alone when the machine brought in an allergen.

    "Nuts" that hold a wheel come back as food or the other way round: an answer that speaks of an
    allergen, a diet or "without" although the original does not is never shown.
    """
    if made.text is None:
        return made
    brought = safety.findings(made.text, made.target)
    return made.withheld("safety", ()) if brought else made


def key_of(asked: Translation, engine: Engine, terms: str) -> str:
    """Return the name under which this engine's answer is kept."""
    return cache_key(
        source=asked.source,
        target=asked.target,
        engine=engine.name,
        version=engine.version(asked.source, asked.target),
        glossary=terms,
        text=asked.original,
    )


def book_of(tx: ReadTx) -> book.Book:
    """Return the phrasebook with the venue's own words over it."""
    return _made(tuple(sorted(store.own_phrases(tx).items())))


def languages() -> list[dict[str, str]]:
    """Return the languages of the phrasebook: code and own name."""
    return [{"code": one.code, "name": one.name} for one in book.shipped().values()]


def require_language(code: str) -> str:
    """Return a language that the phrasebook has.

    Raises:
        Invalid: ``translator.unknown_language``.
    """
    if code not in book.shipped():
        raise Invalid("translator.unknown_language", f"there is no language {code!r}")
    return code


def phrases(tx: ReadTx, source: str, target: str) -> dict[str, Any]:
    """Return ``{items: [{name, section, source, target, own}], seq}`` in the book's order."""
    words, own = book_of(tx), store.own_phrases(tx)
    items = [
        {
            "name": name,
            "section": name.partition(".")[0],
            "source": text,
            "target": words.texts[target].get(name),
            "own": (source, name) in own or (target, name) in own,
        }
        for name, text in words.texts[source].items()
    ]
    return {"items": items, "seq": tx.seq}


def put_phrase(tx: Tx, *, name: str, language: str, words: str) -> dict[str, Any]:
    """Store the venue's own words for a phrase, shipped or new.

    Raises:
        Invalid: ``translator.unknown_language``, ``translator.fixed_word`` - the safety dictionary
            is not a venue's to change; ``translator.slots`` - other slots than the shipped text.
    """
    require_language(language)
    if name.partition(".")[0] not in ("phrase", "cooking", "own"):
        raise Invalid("translator.fixed_word", "allergens, diets and safety words are fixed")
    base = book.shipped()[book.BASE].entries.get(name, words)
    if set(book.SLOT.findall(base)) != set(book.SLOT.findall(words)):
        raise Invalid("translator.slots", "keep the slots, such as {n}, of the original")
    if store.count_phrases(tx) >= MOST_OWN_PHRASES:
        raise Invalid("translator.too_many", "there are too many own phrases")
    store.put_phrase(tx, language, name, words)
    tx.journal("phrase.changed", {"language": language})
    return {"name": name, "language": language, "words": words}


def drop_phrase(tx: Tx, *, name: str, language: str) -> dict[str, Any]:
    """Return to the shipped words.

    Raises:
        NotFound: ``translator.unknown_phrase`` - the venue has no words of its own for it.
    """
    if not store.drop_phrase(tx, language, name):
        raise NotFound("translator.unknown_phrase", "the venue has no own words for this")
    tx.journal("phrase.restored", {"language": language})
    return {"name": name, "language": language}


def put_term(tx: Tx, term: Mapping[str, str]) -> dict[str, Any]:
    """Store a term of the venue's glossary.

    Raises:
        Invalid: ``translator.fixed_word`` - a term about an allergen or a diet.
    """
    require_language(term["source"])
    require_language(term["target"])
    if safety.is_grave(safety.findings(term["term"], term["source"])):
        raise Invalid("translator.fixed_word", "allergens, diets and safety words are fixed")
    if len(store.glossary(tx)) >= MOST_TERMS:
        raise Invalid("translator.too_many", "there are too many terms")
    term_id = store.put_term(tx, term)
    tx.journal("glossary.changed", {"term": term_id})
    return {"id": term_id, **term}


def drop_term(tx: Tx, term_id: int) -> dict[str, Any]:
    """Delete a term.

    Raises:
        NotFound: ``translator.unknown_term``.
    """
    if not store.drop_term(tx, term_id):
        raise NotFound("translator.unknown_term", "there is no such term")
    tx.journal("glossary.changed", {"term": term_id})
    return {"id": term_id}


def glossary_terms(tx: ReadTx) -> list[dict[str, Any]]:
    """Return the venue's glossary."""
    return store.glossary(tx)


@lru_cache(maxsize=4)
def _made(own: tuple[tuple[tuple[str, str], str], ...]) -> book.Book:
    return book.with_own(dict(own))


def _human(plain: Translation, text: str, origin: str, marks: tuple[Mark, ...]) -> Translation:
    return replace(
        plain, text=text, quality="human", origin=origin, confidence=100, marks=marks
    )  # fmt: skip


def _without(
    plain: Translation,
    words: book.Book,
    found: frozenset[safety.Finding],
    marks: tuple[Mark, ...],
    terms: Mapping[str, str],
) -> Translation | None:
    """Return "no X" in the dictionary's words when people translated X as well."""
    if {kind for kind, _ in found} != {"without"}:
        return None
    for pattern in book.shipped()[plain.source].words["without"] if _known(plain.source) else ():
        lead = pattern.rstrip("*") + " "
        if plain.original.casefold().startswith(lead):
            rest = plain.original[len(lead) :].strip(" .!")
            said = words.translate(rest, plain.source, plain.target) or terms.get(rest)
            if said is not None:
                text = f"{words.say('fixed.without', plain.target, {})}: {said}"
                return _human(plain, text, "phrasebook", marks)
    return None


def _known(language: str) -> bool:
    return language in book.shipped()


def _dictionaries(source: str, target: str) -> bool:
    return _known(source) and _known(target)


def _kept(tx: ReadTx, order: Order, asked: Asked) -> Translation | None:
    engines = order.of(asked.so_far.source, asked.so_far.target)
    keys = {key_of(asked.so_far, engine, asked.glossary): engine for engine in engines}
    answers = store.kept(tx, list(keys)) if keys else {}
    for key, engine in keys.items():
        if key in answers:
            return replace(
                checked(machine(asked.so_far, engine, *answers[key])), origin="cache"
            )  # fmt: skip
    return None
