"""The box's figures for Prometheus, gathered when asked."""

import resource

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from venue.core.services import Services


def text(services: Services) -> bytes:
    """Return the Prometheus exposition of this moment."""
    registry = CollectorRegistry()

    def gauge(name: str, meaning: str, value: float) -> None:
        Gauge(name, meaning, registry=registry).set(value)

    database = services.database
    gauge("venue_writer_queue", "Commands that wait for the writer", database.writer.queued)
    gauge("venue_writer_last_batch", "Commands in the last commit", database.writer.last_batch)
    gauge("venue_commit_ms", "Duration of the last commit", database.writer.last_commit_ms)
    gauge("venue_screens", "Sockets that hear news", services.broadcaster.screens)
    gauge("venue_loop_lag_ms", "Lag of the event loop", getattr(services.runtime, "lag_ms", 0.0))
    gauge("venue_database_bytes", "Size of the database", database.path.stat().st_size)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    gauge("venue_memory_max_kib", "Largest resident size", usage.ru_maxrss)
    gauge("venue_cpu_seconds", "Processor time used", usage.ru_utime + usage.ru_stime)
    gauge("venue_job_faults", "Jobs whose last run failed", len(services.jobs.faults()))
    return generate_latest(registry)
