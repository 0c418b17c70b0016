"""Liveness, readiness, who am I, status and alerts."""

from typing import Any

from flask import Flask, Response, request

from config.settings import Settings
from venue import __version__
from venue.core import facts, i18n
from venue.core.actor import Actor
from venue.core.clock import rfc3339
from venue.core.commands import current_actor, json
from venue.core.modules import Loaded
from venue.core.money import exponent
from venue.core.services import Services
from venue.core.tx import LOWEST_FREE_BYTES, ReadTx
from venue.gateway import metrics
from venue.gateway.meters import Meters
from venue.staff.access import PUBLIC, credentials, guard


def register(app: Flask, services: Services, loaded: list[Loaded], meters: Meters) -> None:
    """Add the probes and the pages' first questions."""
    started_at = rfc3339(services.database.clock.now())

    @app.get("/healthz")
    @guard(PUBLIC)
    def healthz() -> Response:
        """Answer while the process lives."""
        return json({"ok": True})

    @app.get("/readyz")
    @guard(PUBLIC)
    def readyz() -> Response:
        """Answer 200 when orders can be taken, 503 with the reason otherwise."""
        report = readiness(services, loaded)
        return json(report, 200 if report["ready"] else 503)

    @app.get("/metrics")
    @guard("metrics.view")
    def prometheus() -> Response:
        """Return the box's figures as Prometheus text."""
        return Response(metrics.text(meters), mimetype="text/plain; version=0.0.4")

    @app.get("/api/v1/me")
    @guard(PUBLIC)
    def me() -> Response:
        """Say who is asking, what they may do, and what this venue is."""
        actors = services.identify(credentials())
        actor = chosen(actors, request.args.get("as", ""))
        with services.database.read() as tx:
            return json(me_view(tx, services, actor))

    @app.get("/api/v1/status")
    @guard("status.view")
    def status() -> Response:
        """Return the state of every part in words."""
        parts = {name: part() for name, part in services.status.items()}
        database, clock = services.database, services.database.clock
        with database.read() as tx:
            seq = tx.seq
        return json(
            {
                "venue": {
                    "name": services.settings.text("venue.name"),
                    "kind": services.settings.text("venue.kind"),
                    "version": __version__,
                },
                "started_at": started_at,
                "clock": {"trusted": clock.trusted(), "now": rfc3339(clock.now())},
                "modules": [
                    {"name": one.name, "state": one.state, "words": one.words} for one in loaded
                ],
                "printers": [],
                "screens": [],
                "database": {"bytes": database.path.stat().st_size, "journal_seq": seq},
                "writer": {"queue": database.writer.queued, "batch": database.writer.last_batch},
                "disk_free_bytes": database.disk_usage().free,
                "jobs": services.jobs.faults(),
                "readiness": readiness(services, loaded)["ready"],
                "seq": seq,
            }
            | parts
        )

    @app.get("/api/v1/alerts")
    @guard("alerts.view")
    def alerts() -> Response:
        """Return what staff should look at now, oldest first."""
        actor = current_actor()
        with services.database.read() as tx:
            found = [one for source in services.alerts for one in source(tx)]
            seen = [one for one in found if actor.may(one.get("permission", "alerts.view"))]
            seen.sort(key=lambda one: -one["age_s"])
            return json({"items": seen, "seq": tx.seq})

    def status_room(tx: ReadTx, actor: Actor, rest: str) -> str | None:
        return "status" if actor.may("status.view") and not rest else None

    services.views["status"] = status_room


def readiness(services: Services, loaded: list[Loaded]) -> dict[str, Any]:
    """Return ``{ready, reasons, modules, providers}``; only what stops orders is a reason.

    ``providers`` are the connected clouds with their state, such as ``offline``.
    """
    reasons = []
    free = services.database.disk_usage().free
    if free < LOWEST_FREE_BYTES:
        reasons.append("the disk is almost full")
    if services.database.redo_fault:
        reasons.append(services.database.redo_fault)
    for name, fault in services.jobs.faults().items():
        reasons.append(f"the job {name} fails: {fault}")
    return {
        "ready": free >= LOWEST_FREE_BYTES,
        "reasons": reasons,
        "modules": {one.name: one.words for one in loaded},
        "providers": _providers(services),
    }


def _providers(services: Services) -> dict[str, str]:
    if "sync" not in services.status:
        return {}
    known = services.status["sync"]()["providers"]
    return {one["name"]: one["state"] for one in known if one["mode"] is not None}


def chosen(actors: list[Actor], wanted: str) -> Actor:
    """Return the actor that a page speaks for: ``as=guest`` or ``as=staff``, else the first."""
    kinds = {"guest": ("guest",), "staff": ("staff", "device", "api")}.get(wanted)
    for actor in actors:
        if kinds is None or actor.kind in kinds:
            return actor
    return Actor()


def me_view(tx: ReadTx, services: Services, actor: Actor) -> dict[str, Any]:
    """Return the answer of ``GET /api/v1/me``."""
    return {
        "kind": actor.kind,
        "role": actor.role,
        "name": actor.name,
        "permissions": sorted(actor.permissions),
        "venue": venue_facts(tx, services.settings),
        "seq": tx.seq,
        "lang": request.accept_languages.best_match(services.settings.many("venue.languages"))
        or services.settings.text("venue.default_language"),
        **services.me(tx, actor),
    }


def venue_facts(tx: ReadTx, settings: Settings) -> dict[str, Any]:
    """Return what every screen needs to know of the venue."""
    offered = [lang for lang in settings.many("venue.languages") if lang in i18n.languages()]
    return {
        "id": facts.get(tx, facts.VENUE_ID),
        "name": settings.text("venue.name"),
        "kind": settings.text("venue.kind"),
        "currency": settings.text("venue.currency"),
        "exponent": exponent(settings.text("venue.currency")),
        "languages": offered,
        "default_language": settings.text("venue.default_language"),
        "kitchen_language": settings.text("venue.kitchen_language"),
    }
