"""Translations, the phrasebook, the glossary and the engines over HTTP."""

from typing import Annotated

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.commands import command, current_actor, json
from venue.core.errors import Invalid
from venue.core.parse import Body, Nothing, body, clean_text
from venue.core.services import Services
from venue.staff.access import guard
from venue.translator import book, menuwords, service, voice
from venue.translator.desk import Desk
from venue.translator.menuwords import MenuWords
from venue.translator.model import TEXT_LONGEST

Code = Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")]
PHRASE_LONGEST = 300


class Wish(Body, frozen=True):
    """A text to translate."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4 * TEXT_LONGEST)]
    source: Code
    target: Code


class Aloud(Body, frozen=True):
    """A text to be read aloud."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4 * TEXT_LONGEST)]
    language: Code


class OwnPhrase(Body, frozen=True):
    """The venue's own words for a phrase in a language."""

    language: Code
    words: Annotated[str, msgspec.Meta(min_length=1, max_length=PHRASE_LONGEST)]


class Term(Body, frozen=True):
    """A word of the venue's glossary."""

    source: Code
    target: Code
    term: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    word: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


def register(app: Flask, services: Services, desk: Desk) -> None:
    """Add the routes."""
    routes = Blueprint("translator", __name__)
    _asking(routes, services, desk)
    _words(routes, services)
    _menu(routes, services, MenuWords(services, desk.order))
    app.register_blueprint(routes)


def _menu(routes: Blueprint, services: Services, menu: MenuWords) -> None:
    @routes.get("/api/v1/menu/languages")
    @guard("menu.manage")
    def languages() -> Response:
        """Tell how far the menu is in each language it is offered in."""
        return json(services.runtime.run(menu.overview))

    @routes.post("/api/v1/menu/languages/<code>/show")
    @guard("menu.manage")
    def show(code: str) -> Response:
        """Show the machine's words to guests again after they were hidden."""
        body(request, Nothing)
        language = services.runtime.run(lambda: menu.require(code))
        menuwords.check_whole(language)
        return command(services, lambda tx: menuwords.bring(tx, language))

    @routes.post("/api/v1/menu/languages/<code>/hide")
    @guard("menu.manage")
    def hide(code: str) -> Response:
        """Take the machine's words off the menu."""
        body(request, Nothing)
        language = services.runtime.run(lambda: menu.require(code))
        return command(services, lambda tx: menuwords.take_away(tx, language))


def _asking(routes: Blueprint, services: Services, desk: Desk) -> None:
    @routes.post("/api/v1/translate")
    @guard("translator.use")
    def translate() -> Response:
        """Translate a text; the same text gives the same answer, so no key is needed."""
        actor, wish = current_actor(), body(request, Wish)
        desk.check_rate(actor.scope)
        text = clean_text(wish.text, field="text", longest=TEXT_LONGEST)
        if not text:
            raise Invalid("translator.empty", "there is nothing to translate")
        made = services.runtime.run(
            lambda: service.translate(
                services,
                desk.order,
                text=text,
                source=wish.source,
                target=wish.target,
                session_id=actor.table_session_id,
            )
        )
        return json(made.view())

    @routes.post("/api/v1/voice")
    @guard("translator.use")
    def read_aloud() -> Response:
        """Read a text aloud: WAV. Nothing changes, so no key is needed; nothing is kept."""
        wish = body(request, Aloud)
        desk.check_rate(current_actor().scope)
        text = clean_text(wish.text, field="text", longest=voice.LONGEST)
        spoken = services.runtime.run(lambda: voice.read(text, wish.language))
        return Response(spoken, mimetype="audio/wav", headers={"Cache-Control": "no-store"})

    @routes.get("/api/v1/translator")
    @guard("translator.use")
    def about() -> Response:
        """Say which languages and engines there are, and whether texts may leave the house."""
        return json(
            {
                "languages": service.languages(),
                "engines": desk.order.states(),
                "leaves_house": desk.order.leaves_house,
                "kitchen_language": services.settings.text("venue.kitchen_language"),
                "speech": {"engines": desk.ears.states(), "languages": desk.ears.languages()},
                "voice": voice.state(),
                "secure": _secure(services),
            }
        )


def _secure(services: Services) -> dict[str, object]:
    """Say where the secure page is, which a browser's microphone needs: ``{port, trust}``.

    ``port`` 0: none beside this one; ``trust``: the box's own authority has a page, ``/tls``.
    """
    settings = services.settings
    port = settings.number("server.tls_port")
    own = bool(port) and not settings.text("server.tls_certificate")
    return {"port": port, "trust": "/tls" if own else None}


def _words(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/phrases")
    @guard("translator.use")
    def phrases() -> Response:
        """List the phrasebook in two languages."""
        source = service.require_language(request.args.get("source", book.BASE))
        target = service.require_language(request.args.get("target", book.BASE))
        with services.database.read() as tx:
            return json(service.phrases(tx, source, target))

    @routes.put("/api/v1/phrases/<name>")
    @guard("translator.manage")
    def put_phrase(name: str) -> Response:
        """Store the venue's own words."""
        wish = body(request, OwnPhrase)
        words = clean_text(wish.words, field="words", longest=PHRASE_LONGEST)
        return command(
            services,
            lambda tx: service.put_phrase(tx, name=name, language=wish.language, words=words),
        )

    @routes.delete("/api/v1/phrases/<name>/<language>")
    @guard("translator.manage")
    def drop_phrase(name: str, language: str) -> Response:
        """Return to the shipped words."""
        return command(
            services, lambda tx: service.drop_phrase(tx, name=name, language=language)
        )  # fmt: skip

    @routes.get("/api/v1/glossary")
    @guard("translator.manage")
    def glossary() -> Response:
        """List the glossary."""
        with services.database.read() as tx:
            return json({"items": service.glossary_terms(tx), "seq": tx.seq})

    @routes.post("/api/v1/glossary")
    @guard("translator.manage")
    def put_term() -> Response:
        """Store a term."""
        wish = body(request, Term)
        term = {name: str(getattr(wish, name)).strip() for name in wish.__struct_fields__}
        return command(services, lambda tx: service.put_term(tx, term), status=201)

    @routes.delete("/api/v1/glossary/<int:term_id>")
    @guard("translator.manage")
    def drop_term(term_id: int) -> Response:
        """Delete a term."""
        return command(services, lambda tx: service.drop_term(tx, term_id))
