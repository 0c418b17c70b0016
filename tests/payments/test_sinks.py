"""Settled money is told to every connected sink, in the transaction that settles it, once."""

from tests.till import Till
from venue.core.jsonx import loads


def messages(till: Till) -> list[tuple[str, str, str, int]]:
    rows = till.box.rows(
        "SELECT provider, kind, key, body FROM outbox_message ORDER BY provider, id"
    )
    return [
        (row["provider"], row["kind"], row["key"], loads(row["body"])["amount_minor"])
        for row in rows
    ]


def connect(till: Till, *sinks: str) -> None:
    for sink in sinks:
        till.box.services.database.write(
            lambda tx, name=sink: tx.execute("INSERT INTO outbox_sink VALUES (?)", (name,))
        )


def test_a_payment_and_its_refund_go_to_each_sink(till: Till) -> None:
    connect(till, "cloudbeds", "webhook")
    till.order()
    owed = till.owed
    paid = till.pay("card", owed)["tender"]["id"]
    till.do("close")
    till.refund(paid)
    wanted = [("tender_settled", f"tender:{paid}", owed)]
    for sink in ("cloudbeds", "webhook"):
        told = [one[1:] for one in messages(till) if one[0] == sink]
        assert told[:1] == wanted
        assert [(kind, abs(amount)) for kind, _, amount in told] == [
            ("tender_settled", owed),
            ("tender_refunded", owed),
        ]


def test_a_venue_without_sinks_writes_no_messages(till: Till) -> None:
    till.order()
    till.pay("card", till.owed)
    assert messages(till) == []


def test_a_refused_payment_is_told_to_nobody(till: Till) -> None:
    connect(till, "webhook")
    till.order()
    till.pay("cash", till.owed + 100, 409)
    assert messages(till) == []
