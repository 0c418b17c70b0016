"""The links by which guests open their receipts on a phone."""

import hashlib
import hmac
from typing import NamedTuple

from venue.core.errors import NotFound

MAC_BYTES = 16


class Links(NamedTuple):
    """Makes and reads the links of receipts, by the box's own key; nothing of them is stored."""

    key: bytes

    def token(self, receipt_id: int) -> str:
        """Return what stands in a receipt's address."""
        return f"{receipt_id}-{self._mac(receipt_id)}"

    def receipt_id(self, token: str) -> int:
        """Return the receipt of a link.

        Raises:
            NotFound: ``receipts.unknown``.
        """
        number, _, mac = token.partition("-")
        is_number = number.isdecimal() and len(number) <= 15
        if is_number and hmac.compare_digest(mac.encode(), self._mac(int(number)).encode()):
            return int(number)
        raise NotFound("receipts.unknown", "there is no such receipt")

    def _mac(self, receipt_id: int) -> str:
        digest = hmac.new(self.key, str(receipt_id).encode(), hashlib.sha256).digest()
        return digest[:MAC_BYTES].hex()
