"""Engines behind HTTP: a LibreTranslate server in the house or beyond, and DeepL.

Requests: https://docs.libretranslate.com/api/operations/translate and
https://developers.deepl.com/docs/api-reference/translate .
"""

import html
import re
from collections.abc import Sequence
from typing import Any

from config.settings import Settings
from venue.core import http
from venue.core.jsonx import encode, loads
from venue.translator.engines import EngineFailure
from venue.translator.glossary import Piece

SURE = 80
TAGS = re.compile(r"</?(?:span|x)\b[^>]*>")


class LibreTranslate:
    """A LibreTranslate server; glossary words are marked as not to be translated."""

    name = "libretranslate"

    def __init__(self, url: str, key: str, *, local: bool) -> None:
        self._url, self._key, self.local = url.rstrip("/"), key, local
        self._pairs: set[tuple[str, str]] | None = None

    def version(self, source: str, target: str) -> str:
        """Return the address: another server may have other models."""
        return self._url

    def pairs(self) -> set[tuple[str, str]] | None:
        """Return nothing known: the server is asked and may refuse."""
        return None

    def translate(
        self, cut: Sequence[Piece], source: str, target: str, limit_s: float
    ) -> tuple[str, int]:
        """Translate one text.

        Raises:
            EngineFailure: ``http``, ``timeout``, ``empty``, ``glossary``.
        """
        wish = {
            "q": _marked(cut, '<span translate="no">', "</span>"),
            "source": source,
            "target": target,
            "format": "html",
        } | ({"api_key": self._key} if self._key else {})
        answer = _post(f"{self._url}/translate", wish, {}, limit_s)
        return _checked(answer.get("translatedText"), cut), SURE

    def close(self) -> None:
        """Nothing is kept open."""


class DeepL:
    """DeepL's web service: the text leaves the house."""

    name, local = "deepl", False

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = url.rstrip("/"), key

    def version(self, source: str, target: str) -> str:
        """Return the interface's version."""
        return "v2"

    def pairs(self) -> set[tuple[str, str]] | None:
        """Return nothing known: the service is asked and may refuse."""
        return None

    def translate(
        self, cut: Sequence[Piece], source: str, target: str, limit_s: float
    ) -> tuple[str, int]:
        """Translate one text.

        Raises:
            EngineFailure: ``http``, ``timeout``, ``empty``, ``glossary``.
        """
        wish = {
            "text": [_marked(cut, "<x>", "</x>")],
            "source_lang": source.upper(),
            "target_lang": {"en": "EN-GB", "pt": "PT-PT"}.get(target, target.upper()),
            "tag_handling": "xml",
            "ignore_tags": ["x"],
        }
        headers = {"Authorization": f"DeepL-Auth-Key {self._key}"}
        answer = _post(f"{self._url}/v2/translate", wish, headers, limit_s)
        found = answer.get("translations")
        first: Any = found[0] if isinstance(found, list) and found else {}
        return _checked(first.get("text"), cut), SURE

    def close(self) -> None:
        """Nothing is kept open."""


def make_libretranslate(settings: Settings) -> LibreTranslate:
    """Return the engine as the venue's settings say."""
    return LibreTranslate(
        settings.text("translator.libretranslate_url"),
        settings.text("translator.libretranslate_key"),
        local=settings.flag("translator.libretranslate_in_house"),
    )


def make_deepl(settings: Settings) -> DeepL:
    """Return the engine as the venue's settings say."""
    return DeepL(settings.text("translator.deepl_url"), settings.text("translator.deepl_key"))


def _marked(cut: Sequence[Piece], before: str, after: str) -> str:
    return "".join(
        f"{before}{html.escape(piece.text, quote=False)}{after}"
        if piece.fixed
        else html.escape(piece.text, quote=False)
        for piece in cut
    )


def _checked(answer: Any, cut: Sequence[Piece]) -> str:
    text = html.unescape(TAGS.sub("", answer)).strip() if isinstance(answer, str) else ""
    if not text:
        raise EngineFailure("empty", "the service answered nothing")
    if any(piece.fixed and piece.text not in text for piece in cut):
        raise EngineFailure("glossary", "the service changed one of the venue's own words")
    return text


def _post(url: str, wish: dict[str, Any], headers: dict[str, str], limit_s: float) -> Any:
    if not url.startswith(("http://", "https://")):
        raise EngineFailure("http", "no address is set")
    try:
        reply = http.exchange(
            "POST",
            url,
            headers={"Content-Type": "application/json", **headers},
            body=encode(wish),
            deadline_s=limit_s,
        )
    except http.Failure as error:
        code = "timeout" if error.cause is http.Cause.TIMEOUT else "http"
        raise EngineFailure(code, str(error)) from error
    if reply.status != 200:
        raise EngineFailure("http", f"the service answered {reply.status}")
    try:
        answer = loads(reply.body)
    except ValueError as error:
        raise EngineFailure("http", "the service answered something else than JSON") from error
    if not isinstance(answer, dict):
        raise EngineFailure("http", "the service answered something unexpected")
    return answer
