"""The box's figures for Prometheus: measured as they happen, or gathered when asked."""

import logging
import resource
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from venue.core.figures import Figure
from venue.core.modules import Loaded
from venue.core.services import Services
from venue.gateway.meters import Meters

log = logging.getLogger(__name__)

THERMAL = Path("/sys/class/thermal")
Family = GaugeMetricFamily | CounterMetricFamily


class Gathered(Collector):
    """Reads the parts of the box each time Prometheus asks."""

    def __init__(self, services: Services, loaded: list[Loaded]) -> None:
        self._services, self._loaded = services, loaded

    def collect(self) -> Iterator[Family]:
        """Yield every figure of this moment, those of one name together."""
        families: dict[str, Family] = {}
        for figure in self._figures():
            kind = CounterMetricFamily if figure.name.endswith("_total") else GaugeMetricFamily
            family = families.get(figure.name)
            if family is None:
                family = kind(figure.name, figure.meaning, labels=list(figure.labels))
                families[figure.name] = family
            family.add_metric(list(figure.labels.values()), figure.value)
        yield from families.values()

    def _figures(self) -> Iterator[Figure]:
        yield from _writer(self._services)
        yield from _machine(self._services.database.path)
        for one in list(self._loaded):
            on = float(one.state == "running")
            yield Figure("venue_module_up", "1: the module runs", on, {"module": one.name})
        for source in self._services.figures:
            yield from _safely(source)


def _safely(source: object) -> Iterable[Figure]:
    """Return a feature's figures; those of one that fails are left out."""
    try:
        return list(source())  # type: ignore[operator]
    except Exception:
        log.exception("a feature's figures cannot be read")
        return []


def _writer(services: Services) -> Iterator[Figure]:
    database, runtime = services.database, services.runtime
    yield Figure("venue_writer_queue", "Commands that wait for the writer", database.writer.queued)
    yield Figure("venue_screens", "Sockets that hear news", services.broadcaster.screens)
    sockets = services.sockets
    yield Figure("venue_sockets", "Live sockets", len(sockets.actors) if sockets else 0)
    lag_ms = float(getattr(runtime, "lag_ms", 0.0))
    yield Figure("venue_loop_lag_seconds", "Lag of the event loop", lag_ms / 1000)
    faults = len(services.jobs.faults())
    yield Figure("venue_job_faults", "Jobs whose last run failed", faults)
    fault = float(bool(database.redo_fault))
    yield Figure("venue_second_medium_failed", "1: the second medium was given up", fault)


def _machine(database: Path) -> Iterator[Figure]:
    disk = shutil.disk_usage(database.parent)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    yield Figure("venue_database_bytes", "Size of the database", database.stat().st_size)
    yield Figure("venue_disk_free_bytes", "Free bytes of the data's disk", disk.free)
    yield Figure("venue_disk_bytes", "Size of the data's disk", disk.total)
    yield Figure("venue_memory_max_bytes", "Largest resident size", usage.ru_maxrss * 1024)
    cpu_s = usage.ru_utime + usage.ru_stime
    yield Figure("venue_cpu_seconds_total", "Processor time used", cpu_s)
    yield Figure("venue_time_seconds", "The box's wall clock", time.time())
    for zone in sorted(THERMAL.glob("thermal_zone*/temp")):
        try:
            degrees = int(zone.read_text()) / 1000
        except (OSError, ValueError):
            continue  # a zone without a sensor says so by failing
        labels = {"zone": zone.parent.name}
        yield Figure("venue_temperature_celsius", "The board's temperature", degrees, labels)


def attach(services: Services, loaded: list[Loaded], meters: Meters) -> None:
    """Let the writer tell its commits, and gather the rest when asked."""
    services.database.writer.on_commit = meters.commit
    meters.registry.register(Gathered(services, loaded))


def text(meters: Meters) -> bytes:
    """Return the Prometheus exposition of this moment."""
    return generate_latest(meters.registry)
