"""The page from which a staff tablet installs the box's own authority."""

from flask import Flask, Response, make_response, redirect, render_template, request

from venue.core.errors import NotFound
from venue.core.services import Services
from venue.staff.access import PUBLIC, guard
from venue.tls import authority, folder


def attach(app: Flask, services: Services) -> None:
    """Add the page and the file; both are public, as an authority's certificate is."""
    data = services.database.path.parent

    @app.get("/tls")
    @guard(PUBLIC)
    def tls_page() -> Response:
        """Say how to trust this box, with the fingerprint to compare."""
        name = request.host if request.host.endswith("]") else request.host.partition(":")[0]
        port = services.settings.number("server.tls_port")
        secure_url = f"https://{services.tls.known_as(name)}:{port}/pair" if port else "/pair"
        if port and folder.own(data) is None and folder.kind_of(data, services.settings):
            return redirect(secure_url, 307)  # type: ignore[return-value]
        facts = authority.facts_of(_authority())
        page = render_template("tls.html", facts=facts, secure_url=secure_url)
        response = make_response(page)
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.get("/tls/authority.crt")
    @guard(PUBLIC)
    def tls_file() -> Response:
        """Return the authority's certificate, as phones and tablets install it."""
        return Response(_authority(), mimetype="application/x-x509-ca-cert")

    def _authority() -> bytes:
        pem = folder.own_authority(data)
        if pem is None:
            raise NotFound("tls.none", "this box has no certificate authority of its own")
        return pem
