"""Questions to JetStream: its wire API of ``$JS.API.…`` subjects, JSON in and out."""

import base64
import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from sync.headoffice.nats import Down, Message, Nats
from venue.core.ids import uuid7

NS = 1_000_000_000
ACK_WAIT_S = 10.0
WRONG_LAST = 10071  # the server's err_code for an expected place that is not the newest


class Moved(Exception):
    """Something else was stored on the subject since."""


class Stored(NamedTuple):
    """A message as a stream keeps it."""

    seq: int
    subject: str
    payload: bytes


def api(nats: Nats, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for something and return the answer, which may be ``{error}``.

    Raises:
        Down: Nobody answers, or JetStream is off. Refused.
    """
    return read(nats.ask(f"$JS.API.{path}", json.dumps(body).encode() if body else b""))


def ensure(nats: Nats, config: Mapping[str, Any]) -> None:
    """Make the stream of that name where it is not there yet.

    Raises:
        Down, Refused.
    """
    if "error" in api(nats, f"STREAM.INFO.{config['name']}", {}):
        must(api(nats, f"STREAM.CREATE.{config['name']}", config))


def last(nats: Nats, stream: str, subject: str) -> Stored | None:
    """Return the newest message on a subject; None: there is none.

    Raises:
        Down, Refused.
    """
    return _stored(api(nats, f"STREAM.MSG.GET.{stream}", {"last_by_subj": subject}))


def at(nats: Nats, stream: str, seq: int) -> Stored | None:
    """Return a stream's message by its place; None: it is not kept.

    Raises:
        Down, Refused.
    """
    return _stored(api(nats, f"STREAM.MSG.GET.{stream}", {"seq": seq}))


def put(
    nats: Nats, subject: str, payload: bytes, *, key: str = "", after: int | None = None
) -> int:
    """Store one message and return its place in the stream.

    Args:
        after: The place of the subject's newest message, 0: it has none.

    Raises:
        Moved: ``after`` is not the newest. Down: It may have been stored. Refused.
    """
    reply = f"{nats.inbox}.{uuid7()}"
    nats.publish(subject, payload, reply=reply, key=key, after=after)
    ends = time.monotonic() + ACK_WAIT_S
    while (left_s := ends - time.monotonic()) > 0:
        heard = nats.hear(left_s)
        if heard is not None and heard.subject == reply:
            found = read(heard)
            if found.get("error", {}).get("err_code") == WRONG_LAST:
                raise Moved
            return int(must(found)["seq"])
    raise Down("the stream does not confirm")


def read(heard: Message) -> dict[str, Any]:
    """Return an answer's JSON.

    Raises:
        Down: It is none.
    """
    if heard.status == 503:
        raise Down("this server keeps no streams: JetStream is off, or still starting")
    try:
        found: dict[str, Any] = json.loads(heard.payload)
    except ValueError as error:
        raise Down("the server's answer cannot be read") from error
    return found


def must(found: dict[str, Any]) -> dict[str, Any]:
    """Return an answer that is no error.

    Raises:
        Down: It is one; with the server's words.
    """
    if "error" in found:
        words = str(found["error"].get("description", found["error"]))[:200]
        raise Down(f"the stream refuses: {words}")
    return found


def _stored(found: dict[str, Any]) -> Stored | None:
    if found.get("error", {}).get("code") == 404:
        return None
    message = must(found)["message"]
    return Stored(message["seq"], message["subject"], base64.b64decode(message.get("data", "")))
