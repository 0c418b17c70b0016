"""What Prometheus is told, and that the dashboard and the alerts ask for nothing else."""

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.inside import Inside
from venue.core import outbox
from venue.gateway import metrics
from venue.gateway.logs import Lines

GRAFANA = Path(__file__).parents[2] / "config" / "grafana"
NAME = re.compile(r"\bvenue_[a-z_]+\b")


def told(box: Inside) -> str:
    found = box.staff("Marta").get("/metrics")
    assert found.status_code == 200
    return found.text


@pytest.fixture
def busy(box: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inside:
    """A box on which everything that is measured happened once."""
    zone = tmp_path / "thermal" / "thermal_zone0"
    zone.mkdir(parents=True)
    (zone / "temp").write_text("48312\n")
    monkeypatch.setattr(metrics, "THERMAL", tmp_path / "thermal")
    order = box.guest().order(2)
    kitchen = box.device("kitchen")
    [ticket] = kitchen.json("/api/v1/kitchen/all/tickets")["items"][:1]
    box.pass_time(2)
    kitchen.post("/api/v1/kitchen/all/ack", {"ticket_ids": [ticket["id"]]}, expect=200)
    body = {"to": "ada@x.example"}

    def put(tx: Any) -> None:
        outbox.put(tx, provider="mail", kind="receipt", aggregate="b", key="b:1", body=body)

    box.services.database.write(put)
    box.pass_time(60)
    box.staff("Marta").client.post("/graphql", json={"query": "query Bad { nothing }"})
    assert order["number"]
    return box


def test_what_happened_is_measured(busy: Inside) -> None:
    text = told(busy)
    assert re.search(
        r'venue_http_seconds_count\{method="POST",rule="/api/v1/orders",status="2xx"', text
    )
    assert re.search(r'venue_order_to_screen_seconds_bucket\{le="1.0"\} 0.0', text)
    assert re.search(r'venue_order_to_screen_seconds_bucket\{le="5.0"\} [1-9]', text)
    assert 'venue_temperature_celsius{zone="thermal_zone0"} 48.312' in text
    assert 'venue_outbox_waiting{provider="mail"} 1.0' in text
    oldest = re.search(r'venue_outbox_oldest_seconds\{provider="mail"\} ([\d.]+)', text)
    assert oldest is not None
    assert float(oldest[1]) >= 60
    assert 'venue_module_up{module="orders"} 1.0' in text
    assert re.search(r"venue_commit_seconds_count [1-9]", text)
    assert re.search(r"venue_writer_batch_sum [1-9]", text)
    # Labels are rules and names of parts: never an address with an id, a table or a person.
    assert "/api/v1/orders/0" not in text
    assert "Marta" not in text


def test_the_dashboard_and_the_alerts_ask_for_what_is_there(busy: Inside) -> None:
    text = told(busy)
    there = set(re.findall(r"^# TYPE (\S+)", text, re.M)) | set(re.findall(r"^(\w+)", text, re.M))
    # Those of a connected cloud and of printers at work are not here: read where they are made.
    root = GRAFANA.parents[1]
    for source in ("sync/figures.py", "printers/health.py"):
        there |= set(re.findall(r'"(venue_\w+)"', (root / source).read_text()))
    dashboard = json.loads((GRAFANA / "venue.json").read_text())
    asked = [one["expr"] for panel in dashboard["panels"] for one in panel["targets"]]
    rules = yaml.safe_load((GRAFANA / "alerts.yaml").read_text())["groups"][0]["rules"]
    asked += [rule["expr"] for rule in rules]
    names = {name for expression in asked for name in NAME.findall(expression)}
    assert len(names) > 25
    assert names - there == set()


def test_a_part_whose_figures_fail_does_not_take_the_others_along(box: Inside) -> None:
    def fail() -> list[Any]:
        raise RuntimeError("no figures")

    box.services.figures.append(fail)
    assert "venue_writer_queue" in told(box)


def test_a_log_line_is_one_json_object() -> None:
    record = logging.LogRecord("venue", logging.WARNING, "x", 1, "answered %d\n", (500,), None)
    record.request_id, record.rule = "0199", "/api/v1/orders/<order_id>"
    line = Lines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["level"], told["event"], told["request_id"]) == (
        "warning",
        "answered 500\n",
        "0199",
    )
    assert told["rule"] == "/api/v1/orders/<order_id>"
