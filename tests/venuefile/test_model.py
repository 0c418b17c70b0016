"""Reading a venue file: its own parts, the menu's, and where the faults are."""

import pytest

from venue.venuefile import model

FILE = """[settings]
"guest.join" = "scan"

[[area]]
name = "Garden"
tables = [["91", 4], ["92", 2]]

[[item]]
key = "water"
name = "Water"

[[printer]]
name = "Grill"
stations = ["hot"]

[[section]]
key = "drinks"
"""


def test_the_menus_lines_stay_where_they_were() -> None:
    found = model.read(FILE)
    assert found.problems == []
    assert [(one.number, one.seats) for one in found.own.area[0].tables] == [("91", 4), ("92", 2)]
    assert found.menu is not None
    lines = found.menu.splitlines()
    assert len(lines) == len(FILE.splitlines())
    assert [n for n, line in enumerate(lines, start=1) if line] == [8, 9, 10, 16, 17]


def test_without_a_dish_there_is_no_menu_to_take() -> None:
    assert model.read('[settings]\n"guest.join" = "pin"\n').menu is None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[settings]\n=", 2, "not TOML"),
        ("\n[[area]]\ntables = [['1', 2]]\n", 2, "name"),
        ("[[area]]\nname = 'A'\ntables = [['1', 0]]\n", 1, "`int` >= 1"),
        ("[[printer]]\nname = 'A'\ncolour = 'red'\n", 1, "colour"),
        ("[[area]]\nname = 'A'\ntables = [['1', 2], ['1', 2]]\n", 1, "1 is there twice"),
        ("[[printer]]\nname='A'\n[[printer]]\nname='A'\n", 1, "A is there twice"),
    ],
)
def test_a_fault_has_its_line(text: str, line: int, words: str) -> None:
    problem = model.read(text).problems[0]
    assert (problem.line, words in problem.words) == (line, True), problem
