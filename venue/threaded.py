"""The way out of eventlet: the same appliance on plain threads, slower, nothing else changed."""

import contextlib
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

from werkzeug.serving import make_server

from venue.process import drain, notify


def serve(appliance: Any, stopping: threading.Event, on_ready: Callable[[], None]) -> None:
    """Serve until ``stopping`` is set, then finish what was begun."""
    settings = appliance.services.settings
    server = make_server(
        settings.text("server.host"),
        settings.number("server.port"),
        appliance.front(lambda _seconds: contextlib.nullcontext()),
        threaded=True,
        ssl_context=_tls(settings),
    )
    thread = threading.Thread(target=server.serve_forever, name="http", daemon=True)
    thread.start()
    on_ready()
    notify("READY=1")
    stopping.wait()
    notify("STOPPING=1")
    server.shutdown()
    drain(appliance, time.sleep)
    appliance.stop()


def _tls(settings: Any) -> ssl.SSLContext | None:
    certificate, key = settings.text("server.tls_certificate"), settings.text("server.tls_key")
    if not certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key or None)
    return context
