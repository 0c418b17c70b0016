"""Around every request: origins before, headers after, and one form for every refusal."""

import gzip
import hashlib
import logging
import time
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from config.settings import Settings
from venue.core import jsonx
from venue.core.commands import PROBLEM
from venue.core.errors import Invalid, Throttled, Unavailable, VenueError
from venue.core.ids import uuid7
from venue.gateway.meters import Meters
from venue.staff.access import check_line, check_origin

log = logging.getLogger(__name__)

CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
)
# Helmet's set by name, without Strict-Transport-Security: a browser that once heard it refuses
# plain http, the way in for guests, and a box with a certificate of its own could not take it back.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Download-Options": "noopen",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-XSS-Protection": "0",
}
CROSS_ORIGIN_METHODS = "GET, POST, PUT, PATCH, DELETE"
CROSS_ORIGIN_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-None-Match"
CROSS_ORIGIN_SHOWN = "ETag, Retry-After, X-Request-Id"
PREFLIGHT_S = "600"
PACKED_KINDS = frozenset({"text/html", "application/json"})
SMALLEST_PACKED = 1024
QUERY_LONGEST = 200


def frame(app: Flask, settings: Settings, meters: Meters) -> None:
    """Put an application's requests into the frame."""
    allowed = allowed_origins(settings)

    @app.before_request
    def before() -> AnyResponse | None:
        g.began, g.request_id = time.perf_counter(), uuid7()
        check_origin(allowed)
        if request.query_string:
            _check_query()
        elsewhere = check_line()
        return redirect(elsewhere, 307) if elsewhere else None

    @app.after_request
    def after(response: Response) -> Response:
        headers = response.headers
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers["X-Request-Id"] = g.get("request_id", "")
        _let_in(response, allowed)
        if request.path.startswith(("/api/", "/graphql")):
            headers.setdefault("Cache-Control", "no-store")
            _tag(response)
        _measure(response, meters)
        return packed(response)

    @app.errorhandler(VenueError)
    def refused(refusal: VenueError) -> AnyResponse:
        return _refused(refusal)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        return _http_error(error)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        request_id = g.get("request_id", "")
        log.exception("%s %s failed (request %s)", request.method, request.path, request_id)
        g.broken = error
        internal = Unavailable("internal", f"something broke; tell staff: {request_id}")
        return problem(internal.problem() | {"status": 500, "title": "Internal error"}, 500)


def allowed_origins(settings: Settings) -> frozenset[str]:
    """Return the other sites whose pages may call; ``*`` is never one of them."""
    given = (one.rstrip("/").lower() for one in settings.many("server.allowed_origins"))
    return frozenset(one for one in given if one.startswith(("http://", "https://")))


def packed(response: Response) -> Response:
    """Compress a page or a list for who takes it so; what answers a change never waits for it."""
    takes = "gzip" in request.headers.get("Accept-Encoding", "") and request.method == "GET"
    if (
        not takes
        or response.mimetype not in PACKED_KINDS
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
        or len(response.get_data()) < SMALLEST_PACKED
    ):
        return response
    response.set_data(gzip.compress(response.get_data(), 5))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.add("Vary", "Accept-Encoding")
    return response


def problem(document: dict[str, Any], status: int) -> Response:
    """Return a problem document as a response."""
    return Response(jsonx.encode(document), status, mimetype=PROBLEM)


def _check_query() -> None:
    """Refuse words in an address that are longer than any door reads.

    Raises:
        Invalid: ``request.malformed``.
    """
    for name, value in request.args.items(multi=True):
        if len(value) > QUERY_LONGEST:
            raise Invalid("request.malformed", f"{name[:40]} may have {QUERY_LONGEST} characters")


def _tag(response: Response) -> None:
    """Name an answer's content, so that a program that polls is told "as you have it"."""
    if request.method != "GET" or response.status_code != 200 or response.direct_passthrough:
        return
    digest = hashlib.blake2b(response.get_data(), digest_size=12).hexdigest()
    response.set_etag(digest, weak=True)  # weak: the same words may travel compressed
    response.make_conditional(request)


def _let_in(response: Response, allowed: frozenset[str]) -> None:
    if not allowed:
        return
    response.headers.add("Vary", "Origin")
    origin = request.headers.get("Origin", "").lower()
    if origin not in allowed:
        return
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Allow-Credentials"] = "true"
    headers["Access-Control-Expose-Headers"] = CROSS_ORIGIN_SHOWN
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = CROSS_ORIGIN_METHODS
        headers["Access-Control-Allow-Headers"] = CROSS_ORIGIN_HEADERS
        headers["Access-Control-Max-Age"] = PREFLIGHT_S


def _measure(response: Response, meters: Meters) -> None:
    rule = request.url_rule.rule if request.url_rule else "none"
    spent_s = time.perf_counter() - g.get("began", time.perf_counter())
    meters.http(rule, request.method, response.status_code, spent_s)
    if response.status_code >= 500:
        log.warning(
            "answered %d", response.status_code,
            extra={"request_id": g.get("request_id", ""), "rule": rule, "method": request.method},
        )  # fmt: skip


def _refused(refusal: VenueError) -> AnyResponse:
    if _is_page() and refusal.status in (401, 403):
        return redirect("/pair", 303)
    if _is_page():
        return _gone(refusal.code, refusal.status)
    response = problem(refusal.problem(), refusal.status)
    if isinstance(refusal, Throttled) and "retry_after_s" in refusal.details:
        response.headers["Retry-After"] = str(refusal.details["retry_after_s"])
    if refusal.status == 503:
        response.headers["Retry-After"] = str(refusal.details.get("retry_after_s", 2))
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if _is_page():
        return _gone(f"http.{status}", status)
    response = problem(
        {
            "type": f"/problems/http.{status}",
            "title": error.name,
            "status": status,
            "code": f"http.{status}",
            "detail": error.description or error.name,
            "details": {},
        },
        status,
    )
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response


def _is_page() -> bool:
    """Tell whether a person's browser asks for a page, not a program for data."""
    return request.method == "GET" and not request.path.startswith("/api/") and (
        request.accept_mimetypes.best_match([PROBLEM, "application/json", "text/html"])
        == "text/html"
    )  # fmt: skip


def _gone(code: str, status: int) -> Response:
    return make_response(render_template("gone.html", code=code), status)
