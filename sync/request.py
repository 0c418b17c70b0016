"""A request to a cloud as the outbox keeps it: exactly these bytes leave, at every attempt."""

from typing import Self

import msgspec


class Request(msgspec.Struct, frozen=True):
    """A request without base URL and credential.

    Attributes:
        path: Under the provider's base URL, with its query.
        needs: Fields of which one must be in the answer, else nobody knows whether it worked.
        deadline_s: Seconds for the whole of it.
    """

    method: str
    path: str
    headers: dict[str, str] = {}
    body: bytes = b""
    needs: tuple[str, ...] = ()
    deadline_s: float = 25.0

    def pack(self) -> bytes:
        """Return the request as bytes to store."""
        return msgspec.json.encode(self)

    @classmethod
    def unpack(cls, stored: bytes) -> Self:
        """Return the request that `pack` stored."""
        return msgspec.json.decode(stored, type=cls)
