"""The way out of eventlet: the same appliance on plain threads, slower, nothing else changed."""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

from werkzeug.serving import make_server

from venue.process import drain, notify, ports


def serve(appliance: Any, stopping: threading.Event, on_ready: Callable[[], None]) -> None:
    """Serve until ``stopping`` is set, then finish what was begun."""
    settings = appliance.services.settings
    front = appliance.front(lambda _seconds: contextlib.nullcontext())
    servers = [
        make_server(
            settings.text("server.host"), port, front, threaded=True,
            ssl_context=appliance.services.tls.context() if secure else None,
        )
        for port, secure in ports(settings)
    ]  # fmt: skip
    for server in servers:
        threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    on_ready()
    notify("READY=1")
    stopping.wait()
    notify("STOPPING=1")
    for server in servers:
        server.shutdown()
    drain(appliance, time.sleep)
    appliance.stop()
