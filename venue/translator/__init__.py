"""Guest and staff understand each other, also without the Internet."""

from flask import Flask

from venue.core.modules import RESTAURANT, Module
from venue.core.services import Services
from venue.orders import views
from venue.tables import service as tables
from venue.translator import chat_routes, chats, notes, pages, routes
from venue.translator.desk import Desk
from venue.translator.engines import add, apertium, web
from venue.translator.requests import routes as requests
from venue.translator.schema import MIGRATIONS
from venue.translator.speech import add as add_ear
from venue.translator.speech import engines as ears
from venue.translator.speech import events as speech_events

add("apertium", apertium.make)
add("libretranslate", web.make_libretranslate)
add("deepl", web.make_deepl)
add_ear("pocketsphinx", ears.make_pocketsphinx)
add_ear("vosk", ears.make_vosk)


def register(app: Flask, services: Services) -> None:
    """Add the routes and pages, and tell tables and orders what the translator knows."""
    desk = Desk(services)
    routes.register(app, services, desk)
    chat_routes.register(app, services, desk)
    requests.register(app, services)
    speech_events.register(services, desk)
    pages.register(app, services)
    tables.endings.append(chats.end)
    views.note_helpers.append(notes.helper(services.settings.text("venue.kitchen_language")))
    describe = services.mes["guest"]
    services.mes["guest"] = lambda tx, actor: describe(tx, actor) | {"may_chat": True}


MODULE = Module(
    name="translator",
    needs=("staff", "tables", "orders"),
    kinds=RESTAURANT,
    migrations=MIGRATIONS,
    register=register,
)
