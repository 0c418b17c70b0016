"""Table cards, the test page, and ready-made A4 pages."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TableCard:
    """One table's card; ``wifi_code`` is the whole ``WIFI:`` text, empty: none."""

    venue: str
    table: str
    url: str
    wifi_name: str = ""
    wifi_code: str = ""
    lang: str = "en"


@dataclass(frozen=True, kw_only=True)
class TableSheet:
    """Several cards at once: one after the other with a cut between, or pages of A4."""

    cards: tuple[TableCard, ...]


@dataclass(frozen=True, kw_only=True)
class TestPage:
    """By which a person sees what a printer can do; ``facts`` are what it answered, in words."""

    name: str
    address: str = ""
    at: str = ""
    mac: str = ""
    facts: tuple[str, ...] = ()
    lang: str = "en"


@dataclass(frozen=True, kw_only=True)
class A4Document:
    """Pages that another feature made, for an A4 printer; ``pdf`` in base64."""

    title: str
    pdf: str
