"""What is measured as it happens, for Prometheus; a box has its own registry."""

from prometheus_client import CollectorRegistry, Counter, Histogram

HTTP_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
COMMIT_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
BATCH = (1, 2, 4, 8, 16, 32, 64)
PAINT_S = (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60)
OPERATION_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)


class Meters:
    """The counters and histograms; labels are rules and names, never addresses or people."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._http = Histogram(
            "venue_http_seconds", "Duration of requests by rule",
            ("rule", "method", "status"), buckets=HTTP_S, registry=registry,
        )  # fmt: skip
        self._commit = Histogram(
            "venue_commit_seconds", "Duration of commits with their fsync",
            buckets=COMMIT_S, registry=registry,
        )  # fmt: skip
        self._batch = Histogram(
            "venue_writer_batch", "Commands in a commit", buckets=BATCH, registry=registry
        )
        self._painted = Histogram(
            "venue_order_to_screen_seconds", "From a ticket's sending to its first sight",
            buckets=PAINT_S, registry=registry,
        )  # fmt: skip
        self._operations = Histogram(
            "venue_graphql_seconds", "Duration of GraphQL operations",
            ("schema", "operation"), buckets=OPERATION_S, registry=registry,
        )  # fmt: skip
        self._refusals = Counter(
            "venue_graphql_errors", "GraphQL operations with errors, by the first error's code",
            ("schema", "operation", "code"), registry=registry,
        )  # fmt: skip

    def http(self, rule: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._http.labels(rule, method, f"{status // 100}xx").observe(seconds)

    def commit(self, commands: int, milliseconds: float) -> None:
        """Count a commit; called on the writer's thread."""
        self._commit.observe(milliseconds / 1000)
        self._batch.observe(commands)

    def painted(self, age_ms: int) -> None:
        """Count a ticket's first sight."""
        self._painted.observe(age_ms / 1000)

    def operation(self, schema: str, name: str, seconds: float, code: str | None) -> None:
        """Count a GraphQL operation; ``code`` is its first error's."""
        self._operations.labels(schema, name).observe(seconds)
        if code is not None:
            self._refusals.labels(schema, name, code).inc()
