"""The description over HTTP, and the page on which people read it."""

import threading
from typing import Any

from flask import Flask, Response, make_response, render_template, request

from venue.core.commands import json
from venue.core.services import Services
from venue.gateway.openapi import document
from venue.staff.access import PUBLIC, guard


def register(app: Flask, services: Services) -> None:
    """Add ``/api/openapi.json`` and ``/api/docs``; the document is made when first asked for."""
    made: dict[str, Any] = {}
    making = threading.Lock()

    def whole() -> dict[str, Any]:
        apps = [app, *services.more_apps()]
        with making:
            if made.get("apps") != apps:
                made.update(apps=apps, document=document.build(apps, server="/"))
        found: dict[str, Any] = made["document"]
        return found

    @app.get("/api/openapi.json")
    @guard(PUBLIC)
    def openapi() -> Response:
        """Return the OpenAPI 3.1 document of every route."""
        answer = services.runtime.run(whole)
        return json(answer | {"servers": [{"url": request.host_url.rstrip("/")}]})

    @app.get("/api/docs")
    @guard(PUBLIC)
    def reader() -> Response:
        """Show the document to people."""
        return make_response(render_template("api.html"))
