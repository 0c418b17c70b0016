"""An example module: a jar of tips that staff put money into.

It brings a table, two routes, a screen, a job, a figure, news for sockets and a part of GraphQL.
"""

from typing import Annotated, Any

import msgspec
from flask import Flask, Response, request
from sqlite_utils import Database, Migrations

from venue.core.actor import Actor
from venue.core.commands import command, json
from venue.core.figures import Figure
from venue.core.graph import Ask, Graph, Node
from venue.core.modules import Module
from venue.core.parse import Body, body
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.staff.access import guard

KEPT = 10_000
MIGRATIONS = Migrations("tips")


@MIGRATIONS()
def m0001_tips(db: Database) -> None:
    """Make the jar; a module's tables begin with its name."""
    db.execute(
        """
        CREATE TABLE tips_tip (
            id INTEGER PRIMARY KEY, amount_minor INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT
        """
    )


class Tip(Body, frozen=True):
    """Money into the jar, in minor units."""

    amount: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


def add(tx: Tx, amount_minor: int) -> Node:
    """Put money into the jar; journalled and told to the screens that follow it."""
    tx.execute("INSERT INTO tips_tip (amount_minor, at) VALUES (?, ?)", (amount_minor, tx.now))
    tx.journal("tips.added", {"amount": amount_minor})
    tx.tell("tips", "tip", {"amount": amount_minor})
    return jar(tx)


def jar(tx: ReadTx) -> Node:
    """Return ``{id, count, total}``."""
    count, total = tx.execute(
        "SELECT count(*), coalesce(sum(amount_minor), 0) FROM tips_tip"
    ).fetchone()
    return {"id": "jar", "count": count, "total": total}


def forget(tx: Tx) -> None:
    """Keep the jar small."""
    tx.execute("DELETE FROM tips_tip WHERE id <= (SELECT max(id) FROM tips_tip) - ?", (KEPT,))


def register(app: Flask, services: Services) -> None:
    """Add what the module brings; ``app`` and the lists of ``services`` are its own."""
    database = services.database

    @app.get("/api/v1/tips/jar")
    @guard("bills.settle")
    def show() -> Response:
        """Return the jar."""
        with database.read() as tx:
            return json(jar(tx))

    @app.post("/api/v1/tips/jar")
    @guard("bills.settle")
    def put() -> Response:
        """Put money into the jar."""
        amount = body(request, Tip).amount
        return command(services, lambda tx: add(tx, amount), status=201)

    @app.get("/m/tips/")
    @guard("bills.settle")
    def screen() -> str:
        """Show the jar to people."""
        with database.read() as tx:
            return f"<!doctype html><title>Tips</title><p>{jar(tx)['total']}</p>"

    def figures() -> list[Figure]:
        with database.read() as tx:
            return [Figure("tips_total_minor", "Money in the jar", jar(tx)["total"])]

    def room(_tx: ReadTx, actor: Actor, rest: str) -> str | None:
        return "tips" if actor.may("bills.settle") and not rest else None

    services.figures.append(figures)
    services.views["tips"] = room
    services.jobs.every(3600, "old tips", lambda: database.write(forget))


def query(ask: Ask) -> Node:
    """Return the jar."""
    return jar(ask.tx)


def mutate(ask: Ask, key: str, amount: int) -> Any:
    """Put money into the jar, once for each key."""
    return ask.command(key, f"addTip {amount}", lambda tx: add(tx, amount))


GRAPH = Graph(
    sdl="""
    type TipJar @key(fields: "id") { id: ID! count: Int! total: Int! }
    type Query { tipJar: TipJar }
    type Mutation { addTip(key: ID!, amount: Int!): TipJar }
    """,
    roots={"Query.tipJar": query, "Mutation.addTip": mutate},
    entities={"TipJar": lambda ask, ids: {one: jar(ask.tx) for one in ids}},
    needs={"Query.tipJar": "bills.settle", "Mutation.addTip": "bills.settle"},
)

MODULE = Module(
    name="tips", needs=("bills",), migrations=MIGRATIONS, register=register, graph=GRAPH
)
