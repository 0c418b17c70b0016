"""A page shell: a template, for everybody or for staff who may."""

from typing import Any

from flask import Response, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from venue.core.services import Services
from venue.staff.access import credentials


def staff_page(services: Services, template: str, permission: str, **values: Any) -> AnyResponse:
    """Return a page for who has the permission; others are led to where they sign in."""
    actors = services.identify(credentials())
    if not any(actor.may(permission) for actor in actors):
        return redirect("/pair", 303)
    return page(template, **values)


def page(template: str, **values: Any) -> Response:
    """Return a page that no cache keeps."""
    response = make_response(render_template(template, **values))
    response.headers["Cache-Control"] = "no-store"
    return response
