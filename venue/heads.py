"""What is answered to a request whose head cannot be read, before any application sees it."""

from venue.core.errors import VenueError
from venue.core.jsonx import encode

URL_LONGEST = 4096


def too_long_address() -> bytes:
    """Return the whole answer to an address that is too long."""
    return _refusal(414, "Too long", f"an address may have {URL_LONGEST} characters")


def too_long_headers() -> bytes:
    """Return the whole answer to headers that are too long or too many."""
    return _refusal(431, "Too many headers", "the headers of a request are too long")


def _refusal(status: int, title: str, words: str) -> bytes:
    problem = VenueError(f"http.{status}", words).problem()
    body = encode(problem | {"title": title, "status": status})
    head = (
        f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
