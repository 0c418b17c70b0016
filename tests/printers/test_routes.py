"""Printers over HTTP."""

from dataclasses import replace
from io import BytesIO

import pytest
from conftest import QUICK, AnyPort, Box
from flask import Flask
from PIL import Image

from config.settings import load
from printers import queue
from printers.drivers import connect
from printers.model import Driver
from printers.module import MODULE
from printers.routes import spooler_of
from venue.core.actor import Actor
from venue.core.clock import ManualClock
from venue.core.errors import VenueError
from venue.core.ids import uuid7
from venue.core.jobs import Jobs
from venue.core.realtime import Broadcaster
from venue.core.runtime import ThreadRuntime
from venue.core.services import Services
from venue.core.vault import Vault

MANAGER = frozenset({"printers.view", "printers.manage", "printers.ask"})


class Site:
    """The printing module in an application of its own; ``may`` is what the caller may do."""

    def __init__(self, tmp_path) -> None:
        vault = Vault(tmp_path / "venue.key")
        self.box = Box(tmp_path / "venue.db")
        self.may = MANAGER
        database = self.box.database
        self.services = Services(
            settings=load(None),
            database=database,
            runtime=ThreadRuntime(),
            vault=vault,
            broadcaster=Broadcaster(database.runtime, position=lambda: 0),
            jobs=Jobs(ManualClock(), load(None).zone()),
        )
        self.services.identifiers.append(
            lambda tx, credentials: Actor(kind="staff", role="x", id=1, permissions=self.may)
        )
        app = Flask("venue")
        app.extensions["venue"] = self.services
        app.register_error_handler(VenueError, lambda error: (error.problem(), error.status))
        MODULE.register(app, self.services)
        self.app, self.client = app, app.test_client()
        for starter in self.services.starters:
            starter()

    def post(self, path: str, body=None, key: str | None = None):
        return self.client.post(path, json=body, headers={"Idempotency-Key": key or uuid7()})

    def drivers_to(self, port: int) -> None:
        """Let network printers be reached at one port, whatever theirs is."""
        driver = spooler_of(self.app)._drivers[Driver.TCP]
        driver._connect = lambda printer, limit_s: connect(
            AnyPort(), replace(printer, port=port), limit_s
        )
        driver._timing = QUICK

    def close(self) -> None:
        for stopper in self.services.stoppers:
            stopper()
        self.box.close()


@pytest.fixture
def site(tmp_path):
    made = Site(tmp_path)
    yield made
    made.close()


def test_add_test_and_see_the_paper(site):
    added = site.post("/api/v1/printers", {"name": "Grill", "driver": "virtual"})
    assert (added.status_code, added.json["id"]) == (201, 1)
    key = uuid7()
    first = site.post("/api/v1/printers/1/test", {}, key)
    assert first.status_code == 202
    assert site.post("/api/v1/printers/1/test", {}, key).json == first.json
    site.box.until_states("printed")
    (item,) = site.client.get("/api/v1/printers").json["items"]
    assert item == {
        "id": 1,
        "name": "Grill",
        "driver": "virtual",
        "state": "ready",
        "words": "ready",
        "queued": 0,
        "preview_url": "/printers/Grill/preview",
    }
    page = site.client.get(item["preview_url"]).text
    assert '<meta http-equiv="refresh"' in page
    assert "<script" not in page
    assert "style=" not in page
    picture = site.client.get("/printers/Grill/paper/1.png")
    assert Image.open(BytesIO(picture.data)).width == 576 + 48
    assert "/printers/Grill/paper/1.png" in page
    assert site.client.get("/printers/preview.css").mimetype == "text/css"


def test_a_name_is_shown_as_text(site):
    site.post("/api/v1/printers", {"name": "<b>& Bar", "driver": "virtual"})
    page = site.client.get("/printers/%3Cb%3E&%20Bar/preview").text
    assert "&lt;b&gt;&amp; Bar" in page
    assert "<b>&" not in page


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": ""}, 400, "printing.bad_name"),
        ({"name": "a/b", "driver": "virtual"}, 400, "printing.bad_name"),
        ({"name": "x", "driver": "lpt"}, 400, "request.malformed"),
        ({"name": "x", "width_mm": 72}, 400, "request.malformed"),
        ({"name": "x", "host": "8.8.8.8"}, 400, "printing.bad_address"),
        ({"name": "x", "host": "192.168.1.5", "port": 22}, 400, "printing.bad_address"),
        ({"name": "x", "host": ""}, 400, "printing.bad_address"),
        ({"name": "x", "host": "a\0b"}, 400, "printing.bad_address"),
        ({"name": "x", "host": "a" * 300}, 400, "printing.bad_address"),
        ({"name": "x", "driver": "virtual", "backup_id": 2**70}, 400, "request.malformed"),
        ({"name": "x", "driver": "virtual", "backup_id": 9}, 404, "printing.unknown_printer"),
        ({"name": "Taken", "driver": "virtual"}, 409, "printing.name_taken"),
    ],
)
def test_a_bad_printer_is_refused_and_nothing_is_added(site, body, status, code):
    site.post("/api/v1/printers", {"name": "Taken", "driver": "virtual"})
    refused = site.post("/api/v1/printers", body)
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert len(site.client.get("/api/v1/printers").json["items"]) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/v1/printers"),
        ("post", "/api/v1/printers"),
        ("post", "/api/v1/printers/1/test"),
        ("post", "/api/v1/printers/1/resume"),
        ("post", "/api/v1/printers/1/learn"),
        ("post", "/api/v1/printers/1/probe"),
        ("post", "/api/v1/printers/1/backup"),
        ("post", "/api/v1/printers/1/late"),
        ("post", "/api/v1/printers/discover"),
        ("post", "/api/v1/letterhead"),
        ("post", "/api/v1/letterhead/logo"),
        ("get", "/api/v1/letterhead"),
        ("get", "/api/v1/documents"),
        ("get", "/api/v1/documents/bill.png"),
        ("get", "/api/v1/print-jobs/questions"),
        ("post", "/api/v1/print-jobs/1/came-out"),
        ("post", "/api/v1/print-jobs/1/reprint"),
        ("post", "/api/v1/print-jobs/1/cancel"),
        ("get", "/printers/Grill/preview"),
        ("get", "/printers/preview.css"),
        ("get", "/printers/Grill/paper/1.png"),
    ],
)
def test_others_are_refused(site, method, path):
    site.may = frozenset({"kitchen.view"})
    assert getattr(site.client, method)(path).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("post", "/api/v1/printers/9/test", "printing.unknown_printer"),
        ("post", "/api/v1/printers/9/resume", "printing.unknown_printer"),
        ("get", "/printers/none/preview", "printing.unknown_printer"),
        ("get", "/printers/Grill/paper/9.png", "printing.unknown_job"),
    ],
)
def test_what_is_not_there(site, method, path, code):
    site.post("/api/v1/printers", {"name": "Grill", "driver": "virtual"})
    send = site.post if method == "post" else site.client.get
    answer = send(path)
    assert (answer.status_code, answer.json["code"]) == (404, code)


def test_an_id_beyond_every_row_is_not_found(site):
    site.post("/api/v1/printers", {"name": "Grill", "driver": "virtual"})
    assert site.client.get(f"/printers/Grill/paper/{2**70}.png").status_code == 404
    assert site.post(f"/api/v1/printers/{2**70}/test").status_code == 404


def test_another_printers_paper_is_not_shown(site):
    site.post("/api/v1/printers", {"name": "Grill", "driver": "virtual"})
    site.post("/api/v1/printers", {"name": "Bar", "driver": "virtual"})
    site.post("/api/v1/printers/1/test")
    site.box.until_states("printed")
    assert site.client.get("/printers/Bar/paper/1.png").status_code == 404


def test_resume_lets_a_paused_printer_go_on(site):
    site.post("/api/v1/printers", {"name": "Grill", "driver": "virtual"})
    site.box.database.write(lambda tx: tx.execute("UPDATE printer SET paused = 1"))
    site.box.database.write(
        queue.enqueue,
        printer_id=1,
        kind="kitchen_ticket",
        document={"number": "G-1"},
        dedupe_key="a",
    )
    assert site.post("/api/v1/printers/1/resume").json == {"id": 1, "resumed": True}
    site.box.until_states("printed")


def test_status_and_alerts_are_joined(site):
    site.post("/api/v1/printers", {"name": "Grill", "driver": "virtual"})
    assert site.services.status["printers"]()[0]["name"] == "Grill"
    with site.box.database.read() as tx:
        assert [one for source in site.services.alerts for one in source(tx)] == []
    assert spooler_of(site.app).health.state(1) == "ready"


def test_a_person_answers_cancels_and_copies(site):
    site.post("/api/v1/printers", {"name": "Desk", "driver": "virtual"})
    site.box.database.write(lambda tx: tx.execute("UPDATE printer SET paused = 1"))
    for number in range(3):
        site.box.database.write(
            queue.enqueue,
            printer_id=1,
            kind="table_card",
            document={"venue": "Nonna", "table": str(number), "url": "http://192.168.1.10/t/x"},
            dedupe_key=f"card:{number}",
        )
    assert site.post("/api/v1/print-jobs/1/cancel").json["state"] == "cancelled"
    assert site.post("/api/v1/print-jobs/1/cancel").status_code == 409
    site.post("/api/v1/printers/1/resume")
    site.box.until_states("cancelled", "printed", "printed")
    assert site.post("/api/v1/print-jobs/2/reprint").json["copy"] == 4
    assert site.post("/api/v1/print-jobs/2/reprint").json["copy"] == 5
    site.box.until(lambda: site.box.states()[3:] == ["printed", "printed"], "both copies")
    assert [row["copy_no"] for row in site.box.jobs()] == [0, 0, 0, 1, 2]
    site.box.database.write(
        lambda tx: tx.execute("UPDATE print_job SET state = 'unknown' WHERE id = 3")
    )
    (asked,) = site.client.get("/api/v1/print-jobs/questions").json["items"]
    assert (asked["id"], asked["printer"], asked["words"]) == (3, "Desk", "table card")
    assert site.post("/api/v1/print-jobs/3/came-out", {"yes": True}).json["state"] == "printed"
    assert site.post("/api/v1/print-jobs/3/came-out", {"yes": True}).status_code == 409
    assert site.post("/api/v1/printers/1/late", {"do": "discard"}).json["jobs"] == 0
    assert site.post("/api/v1/print-jobs/99/reprint").status_code == 404
