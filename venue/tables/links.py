"""The addresses on cards and slips: made from sealed secrets whenever they are shown or printed."""

from typing import Any

from venue.core.tx import ReadTx, Tx
from venue.core.vault import Vault
from venue.tables import qr, service, store
from venue.tables.cards import Card


def card(tx: ReadTx, vault: Vault, table_id: int, base: str) -> Card:
    """Return a table's card.

    Args:
        base: Such as ``http://192.168.1.10``, without a slash at its end.

    Raises:
        NotFound: ``tables.unknown_table``.
    """
    row = service.require_table(tx, table_id)
    return _card(row, vault, base)


def cards(tx: ReadTx, vault: Vault, base: str, *, area: str | None = None) -> list[Card]:
    """Return the cards of all tables, or of one area by name, in the tables' order."""
    rows = [row for row in store.tables(tx) if area is None or row["area"] == area]
    return [_card(row, vault, base) for row in rows]


def room_card(tx: ReadTx, vault: Vault, place_id: int, number: str, base: str) -> Card:
    """Return the card that lies in a hotel room.

    Raises:
        NotFound: ``tables.unknown_table``.
    """
    row = service.require_table(tx, place_id)
    url = f"{base}/room/{vault.open(row['card_token_sealed'])}"
    return Card(number, "", url, word="print.room")


def opened(tx: ReadTx, vault: Vault, session_id: str, base: str) -> dict[str, Any]:
    """Return a session's secrets for staff: ``{token, pin, url, restaurantId, sessionId}``."""
    token_sealed, pin_sealed = store.secrets(tx, session_id)
    token = vault.open(token_sealed)
    return {
        "token": token,
        "pin": vault.open(pin_sealed),
        "url": f"{base}/s/{token}",
        "restaurantId": store.venue_id(tx),
        # The seed's name; its clients put it after /scan/.
        "sessionId": token,
    }


def with_codes(secrets: dict[str, Any]) -> dict[str, Any]:
    """Return the secrets with their address as ``qr_svg`` and as the seed's ``qr_image``."""
    url = secrets["url"]
    return secrets | {"qr_svg": qr.svg(url, margin=qr.SCREEN_MARGIN), "qr_image": qr.data_url(url)}


def remember_printed(tx: Tx, base: str) -> None:
    """Note the address on the cards that were just made; ``venue doctor`` compares it later."""
    store.set_cards_address(tx, base)
    tx.journal("table.cards_made", {})


def printed_with(tx: ReadTx) -> str | None:
    """Return the address on the venue's printed cards; None before the first."""
    return store.cards_address(tx)


def _card(row: dict[str, Any], vault: Vault, base: str) -> Card:
    url = f"{base}/t/{vault.open(row['card_token_sealed'])}"
    return Card(row["number"], row["area"], url)
