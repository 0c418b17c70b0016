"""The exchange of eSIMs with Airalo, as a module of the appliance."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Flask

from sync import queries
from sync.airalo import signature
from sync.airalo.handlers import handlers
from sync.airalo.provider import PROVIDER
from sync.airalo.pulling import Reader
from sync.provider import Credentials, Provider, Webhook
from sync.routes import engine_of
from venue.core.db import Database
from venue.core.modules import Module
from venue.core.services import Services
from venue.core.tx import Tx
from venue.esim import delivery, service
from venue.esim.terms import Terms


def provider(database: Database, terms: Terms) -> Provider:
    """Return Airalo with everything that is told and polled."""
    reader = Reader(database, terms)

    def hinted(tx: Tx, body: Mapping[str, Any]) -> None:
        delivery.hinted(tx, terms, str(body.get("iccid") or ""))

    return replace(
        PROVIDER,
        open=reader.open,
        handlers=handlers(reader.iccid_of, reader.claim_of),
        pulls=reader.pulls(),
        webhook=Webhook(verify=is_theirs, key=key_of, take=hinted, wakes=("account",)),
    )


def register(app: Flask, services: Services) -> None:
    """Give the engine what is told and polled, and look for an eSIM as soon as one is paid."""
    engine_of(app).add(provider(services.database, Terms.of(services)))
    service.on_paid.append(lambda tx: queries.make_due(tx, PROVIDER.name, "account", 1.0))


def is_theirs(credentials: Credentials, headers: Mapping[str, str], raw: bytes) -> bool:
    """Tell whether a delivery is signed with our secret."""
    said = headers.get(signature.HEADER, "")
    return signature.is_authentic(raw, said, credentials["client_secret"])


def key_of(body: Mapping[str, Any]) -> str:
    """Return what makes two deliveries one: the signature holds no time and no number."""
    if body.get("request_id"):
        return str(body["request_id"])
    return f"{body['iccid']}:{body['level']}" if body.get("iccid") and body.get("level") else ""


MODULE = Module(name="airalo", needs=("sync", "esim"), register=register)
