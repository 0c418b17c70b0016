"""What routes answer is described, and the description is what they answer."""

from typing import Any

import pytest

from tests.gateway import answers as heard
from tests.gateway.shapes import SURE, Shape
from tests.inside import Inside, Person
from venue.gateway.openapi import answers, document, shapes
from venue.gateway.openapi.document import QUIET_METHODS

ASKED = {"station": "all", "name": "mail", "lang": "en", "kind": "sales"}


def routes(box: Inside) -> set[str]:
    app = box.appliance.app
    return {
        f"{method} {shapes.path_of(rule)}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - QUIET_METHODS
    }


def test_the_table_speaks_of_routes_that_are_there(box: Inside) -> None:
    assert set(answers.table()) - routes(box) == set()
    assert len(answers.table()) > 90


def walk(person: Person, box: Inside) -> list[tuple[str, Any]]:
    """Ask every GET whose address needs no more than `ASKED`."""
    told = []
    for name in sorted(routes(box)):
        method, path = name.split()
        for word, value in ASKED.items():
            path = path.replace("{" + word + "}", value)
        if method == "GET" and "{" not in path and path.startswith("/api/v1/"):
            answer = person.get(path)
            if answer.status_code == 200 and answer.mimetype == "application/json":
                told.append((name, answer.json))
    return told


def test_every_list_answers_as_it_is_described(box: Inside) -> None:
    for table in range(3):
        guest = box.guest(table)
        guest.order(2)
        guest.post("/api/v1/calls", {"kind": "bill"})
    told = [one for name in ("Marta", "Anna", "Lena") for one in walk(box.staff(name), box)]
    assert len({name for name, _ in told}) > 60
    assert [fault for fault in (heard.outside(*one) for one in told) if fault] == []


def test_an_order_to_its_payment_answers_as_described(box: Inside) -> None:
    guest, anna = box.guest(), box.staff("Anna")
    asked = [("POST /api/v1/orders", guest.post("/api/v1/orders", {"lines": guest.lines()}).json)]
    order = asked[0][1]
    asked.append(("GET /api/v1/orders/{order_id}", anna.json(f"/api/v1/orders/{order['id']}")))
    [bill] = box.rows("SELECT id FROM bill")
    asked.append(("GET /api/v1/bills/{bill_id}", anna.json(f"/api/v1/bills/{bill['id']}")))
    given = {"method": "card", "amount": order["total"]}
    tender = anna.post(f"/api/v1/bills/{bill['id']}/tenders", given, expect=201).json
    asked.append(("POST /api/v1/bills/{bill_id}/tenders", tender))
    for name, value in asked:
        assert name in answers.table()
        assert heard.outside(name, value) is None
    wrong = {key: value for key, value in order.items() if key != "total"}
    assert "total" in str(heard.outside("POST /api/v1/orders", wrong))


def test_the_document_has_the_answers(box: Inside) -> None:
    made = document.build([box.appliance.app], server="/")
    success = made["paths"]["/api/v1/tables"]["get"]["responses"]["200"]["content"]
    items = success["application/json"]["schema"]["properties"]["items"]
    assert items["items"]["properties"]["number"] == {"type": "string"}
    assert made["components"]["schemas"]["Money"]["required"] == ["amount", "currency"]


@pytest.mark.parametrize(
    ("values", "short"),
    [
        ([{"a": 1}, {"a": 1, "b": "x"}, {"a": None}], {"a": "integer|null", "b?": "string"}),
        ([{"amount": 1, "currency": "EUR"}, None], {"|": ["null", "money"]}),
        ([{"EUR": 1, "2": 2}], {"*": "integer"}),
        ([[1, 2.5]], ["number"]),
        ([[]], []),
        ([None], "any"),
    ],
)
def test_a_shape_is_what_values_have_in_common(values: list[Any], short: Any) -> None:
    shape, other = Shape(), Shape()
    for value in values * SURE:
        shape.hear(value)
    assert Shape.of(shape.told()).short() == short
    other.add(shape)
    assert other.short() == short


def test_what_was_heard_once_is_no_promise() -> None:
    shape = Shape()
    shape.hear({"a": 1})
    assert shape.short() == {"a?": "integer|null"}
