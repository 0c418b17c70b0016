"""Static files: named by a hash of the whole tree, compressed once, kept by browsers for ever."""

import gzip
import hashlib
import mimetypes
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from venue.core import i18n
from venue.core.jsonx import encode
from venue.staff.access import PUBLIC, guard
from venue.web import bundle, parts

FOLDER = Path(__file__).parent / "static"
TEXT_KINDS = (".js", ".css", ".json", ".svg", ".html")
FOR_EVER = "public, max-age=31536000, immutable"
SMALLEST_COMPRESSED = 200
# Whose words a screen never says; a first view must not wait for those of the whole house.
OTHERS_WORDS = {
    "waiter": (
        "guest.", "kitchen.", "manage.", "desk.", "status.", "pair.", "print.", "printer.",
        "housekeeping.", "esim.", "esims.", "sync.", "precheckin.", "install.", "translator.",
        "checkin.", "checkins.", "nightaudit.", "guests.", "meals.", "wakeups.",
        "shiftlog.",
    ),
    "pickup": (
        "guest.", "kitchen.", "manage.", "desk.", "status.", "pair.", "print.", "printer.",
        "housekeeping.", "esim.", "esims.", "sync.", "precheckin.", "install.", "translator.",
        "waiter.", "checkin.", "checkins.", "nightaudit.", "guests.", "meals.", "wakeups.",
        "shiftlog.",
        "bill.", "alert.", "plan.", "places.", "booking.",
    ),
}  # fmt: skip

# Made from one file for all pages: ``text/en.guest.json``, ``icons.guest.svg``.
PART = re.compile(r"(?:text/(?P<lang>[a-z]+)|icons)\.(?P<entry>[a-z-]+)\.(?:json|svg)")

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


@lru_cache(maxsize=1)
def version() -> str:
    """Return the hash of all static files, so that modules may import each other relatively."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(FOLDER)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def address(path: str) -> str:
    """Return the address of a static file, such as ``js/guest.js``."""
    return f"/static/{version()}/{path}"


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(
        path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()
    )


@lru_cache(maxsize=256)
def _content(path: str) -> tuple[bytes, bytes | None, str, str] | None:
    """Return a file plain, compressed (None when that does not pay), its type and its hash."""
    file = FOLDER / path
    plain = _shipped(file) if path in _names() else _part(path)
    if plain is None:
        return None
    packed = gzip.compress(plain, 9) if file.suffix in TEXT_KINDS else None
    if packed is not None and len(plain) < SMALLEST_COMPRESSED:
        packed = None
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return plain, packed, kind, hashlib.blake2b(plain, digest_size=12).hexdigest()


def _shipped(file: Path) -> bytes:
    """Return an entry with its imports as one file; anything else as it is."""
    folder = file.relative_to(FOLDER).parent.as_posix()
    if folder == "js":
        return bundle.script(file).encode()
    return bundle.style(file).encode() if folder == "css" else file.read_bytes()


def _known(path: str) -> bool:
    """Tell whether such a file can be; invented names must not push the real ones out of memory."""
    part = PART.fullmatch(path)
    spoken = part is not None and (part["lang"] is None or part["lang"] in i18n.languages())
    return path in _names() or spoken


def _part(path: str) -> bytes | None:
    """Return a page's own words or drawings; None when the address names no such part."""
    asked = PART.fullmatch(path)
    if asked is None or not (FOLDER / "js" / f"{asked['entry']}.js").is_file():
        return None
    if asked["lang"] is None:
        return parts.icons(asked["entry"]).encode()
    words = parts.words(asked["lang"], asked["entry"])
    return encode(words) if words else None


def register(app: Flask) -> None:
    """Add the route of static files."""

    @app.get("/static/<tree>/<path:path>")
    @guard(PUBLIC)
    def static_file(tree: str, path: str) -> Response:
        """Return a file; another tree's hash gets the present file, not kept."""
        return answer(tree, path)


def answer(tree: str, path: str) -> Response:
    """Return the response with a static file.

    Raises:
        werkzeug.exceptions.NotFound: There is no such file.
    """
    found = _content(path) if _known(path) else None
    if found is None:
        raise NotFound
    plain, packed, kind, digest = found
    use_packed = packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(packed if use_packed else plain, mimetype=kind)
    if use_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOR_EVER if tree == version() else "no-cache"
    response.set_etag(digest, weak=True)  # weak: the same file may travel compressed
    response.make_conditional(request)
    return response
