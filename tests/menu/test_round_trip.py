"""Whatever a menu holds, its file brings it back."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from venue.core.parse import clean_text
from venue.menu.files import exchange, plan
from venue.menu.files.fields import FIELDS, KINDS, NAMED_BY
from venue.menu.files.records import Record
from venue.menu.model import ALLERGENS, DAYS, DIETS, ICONS, PRICINGS, SERVICES

NOTHING: plan.State = {kind: {} for kind in KINDS}


def _clean(text: str) -> str:
    return clean_text(text, field="", longest=1000)[:60].strip()


words = st.one_of(
    st.text(max_size=60), st.from_regex(r"'{0,2}[=+\-@][a-z\"',;\n]{0,9}", fullmatch=True)
).map(_clean)
names = words.filter(bool)
prices = st.integers(0, 10**7)


def _some(codes: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    chosen = st.sets(st.sampled_from(codes))
    return chosen.map(lambda found: tuple(code for code in codes if code in found))


@st.composite
def menus(draw: st.DrawFn) -> list[Record]:
    """Draw a menu in which everything that is named exists."""
    records: list[Record] = []

    def add(kind: str, key: str, **values: Any) -> None:
        defaults = {name: field.default for name, field in FIELDS[kind].items()}
        values |= {"key": key} if "key" in FIELDS[kind] else {}
        full = "/".join(str(values[name]) for name in NAMED_BY.get(kind, ("key",)))
        given = {name: value for name, value in values.items() if value != ""}
        records.append(Record(kind, full, 0, defaults | given))

    stations = [f"st{n}" for n in range(draw(st.integers(1, 3)))]
    sections = [f"se{n}" for n in range(draw(st.integers(1, 3)))]
    groups = [f"g{n}" for n in range(draw(st.integers(0, 2)))]
    for index, key in enumerate(stations):
        add("station", key, name=draw(names)[:40].strip(), prefix="S", catch_all=index == 0)
    outlets = [f"o{n}" for n in range(draw(st.integers(0, 2)))]
    for key in outlets:
        add("outlet", key, name=draw(names)[:40].strip())
    for key in sections:
        served = tuple(draw(st.permutations(outlets)))
        add("section", key, name=draw(names), name_ru=draw(words), outlets=served)
    for key in groups:
        count = draw(st.integers(1, 3))
        least = draw(st.integers(0, count))
        add("group", key, name=draw(names), min=least, max=max(least, 1), name_ar=draw(words))
        for n in range(count):
            fields = {"name": draw(names), "price": draw(prices), "name_ru": draw(words)}
            add("modifier", f"m{n}", group=key, allergens=draw(_some(ALLERGENS)), **fields)
    for n in range(draw(st.integers(0, 4))):
        days = draw(_some(DAYS))
        add(
            "item",
            f"i{n}",
            section=draw(st.sampled_from(sections)),
            station=draw(st.sampled_from(stations)),
            name=draw(names),
            description=draw(words),
            kitchen_name=draw(words),
            price=draw(prices),
            course=draw(st.integers(1, 9)),
            allergens=draw(_some(ALLERGENS)),
            diets=draw(_some(DIETS)),
            groups=tuple(draw(st.permutations(groups))),
            icon=draw(st.sampled_from(("", *ICONS))),
            hue=draw(st.integers(0, 359)),
            days=() if len(days) == len(DAYS) else days,
            active=draw(st.booleans()),
            description_ru=draw(words),
            may_contain=draw(_some(ALLERGENS)),
            parts=tuple(f"i{draw(st.integers(0, 1))}" for _ in range(draw(st.integers(0, 3))))
            if n > 2
            else (),
            pricing="fixed" if n != 2 else draw(st.sampled_from(PRICINGS)),
            price_min=draw(st.none() | st.integers(0, 500)),
            price_max=draw(st.none() | st.integers(500, 10**6)),
            min_age=draw(st.integers(0, 99)),
            photo=draw(st.sampled_from(("", "0123456789abcdef" * 2))),
            **draw(st.sampled_from(({}, {"from": "22:00", "to": "02:30"}))),
        )
    _add_lists(draw, add, sections, outlets, sum(one.kind == "item" for one in records))
    return records


def _add_lists(
    draw: st.DrawFn, add: Any, sections: list[str], outlets: list[str], items: int
) -> None:
    """Add price lists with prices, and opening hours."""
    span = {"from": "17:00", "to": "19:30"}
    for n in range(draw(st.integers(0, 2))):
        areas = draw(st.lists(names.filter(lambda name: ";" not in name), max_size=2, unique=True))
        add(
            "list",
            f"l{n}",
            name=draw(names)[:60].strip(),
            areas=tuple(area[:40].strip() for area in areas),
            services=draw(_some(SERVICES)),
            outlets=tuple(outlets),
            sections=tuple(draw(st.permutations(sections))),
            percent=draw(st.integers(-10_000, 10_000)),
            **draw(st.sampled_from(({}, span))),
        )
        if items:
            add("price", "", list=f"l{n}", item="i0", price=draw(prices))
    for n in range(draw(st.integers(0, 2))):
        date = draw(st.dates()).isoformat() if draw(st.booleans()) else ""
        outlet = draw(st.sampled_from(("", *outlets)))
        add("hours", f"h{n}", outlet=outlet, date=date, last_orders="19:00", **span)


@given(records=menus(), form=st.sampled_from(exchange.FORMATS))
def test_export_then_import_is_the_same_menu(records: list[Record], form: str) -> None:
    text = exchange.write(form, records, currency="EUR")
    read = exchange.read(form, text, currency="EUR")
    assert read.problems == []
    wanted = plan.make(NOTHING, records, replace=True)
    found = plan.make(NOTHING, read.records, replace=True)
    assert found.problems == wanted.problems == []

    def known(made: plan.Plan) -> dict[tuple[str, str], Any]:
        return {(c.entry.kind, c.entry.key): c.entry.values for c in made.changes}

    assert known(found) == known(wanted)
    assert exchange.write(form, read.records, currency="EUR").count("\n") >= len(records)


@given(text=st.text(max_size=300), form=st.sampled_from(exchange.FORMATS))
def test_no_text_whatever_breaks_the_reader(text: str, form: str) -> None:
    read = exchange.read(form, f"key,name\n{text}" if form == "csv" else text, currency="EUR")
    for problem in read.problems:
        assert problem.line >= 1
        assert problem.words
