"""The form that many JSON values have in common."""

import re
from typing import Any, Self

WORD = re.compile(r"^[a-z][A-Za-z0-9_]{0,40}$")
MANY = 60  # an object with more names than that is by ids
FEW = 5  # seen less often than that, "always" would be a guess
SURE = 20  # and "never null"
MONEY = {"amount", "currency"}
DEEPEST = 7
ALWAYS = {"id", "seq"}  # these are never null, however seldom they are heard


class Shape:
    """What was heard at one place.

    Attributes:
        kinds: Names of JSON's plain types, "object" and "array", with how often each came.
        members: Shapes of an object's members by name.
        items: The shape of a list's items.
    """

    def __init__(self) -> None:
        self.kinds: dict[str, int] = {}
        self.members: dict[str, Shape] = {}
        self.items: Shape | None = None

    def hear(self, value: Any) -> None:
        """Take one value in."""
        kind = kind_of(value)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if isinstance(value, dict):
            for name, one in value.items():
                self.members.setdefault(name, Shape()).hear(one)
        if isinstance(value, list):
            self.items = self.items or Shape()
            for one in value:
                self.items.hear(one)

    def add(self, other: "Shape") -> None:
        """Take in what another heard."""
        for kind, count in other.kinds.items():
            self.kinds[kind] = self.kinds.get(kind, 0) + count
        for name, one in other.members.items():
            self.members.setdefault(name, Shape()).add(one)
        if other.items:
            self.items = self.items or Shape()
            self.items.add(other.items)

    def told(self) -> list[Any]:
        """Return it as JSON, for another process."""
        members = {name: one.told() for name, one in self.members.items()}
        return [self.kinds, members, self.items.told() if self.items else None]

    @classmethod
    def of(cls, told: list[Any]) -> Self:
        """Return what `told` gave."""
        made = cls()
        made.kinds = told[0]
        made.members = {name: Shape.of(one) for name, one in told[1].items()}
        made.items = Shape.of(told[2]) if told[2] else None
        return made

    def short(self, depth: int = DEEPEST, *, sure: bool = False) -> Any:
        """Return it in the words of `venue.gateway.openapi.answers`.

        Args:
            sure: It is never null, even if it was heard too seldom to tell.
        """
        sure = sure or "array" in self.kinds or depth == DEEPEST
        rare = not sure and sum(self.kinds.values()) < SURE
        plain = sorted(set(self.kinds) - {"object", "array"} | ({"null"} if rare else set()))
        if set(plain) >= {"integer", "number"}:
            plain.remove("integer")
        if not self.kinds or set(self.kinds) == {"null"} or depth == 0:
            return "any"
        choices: list[Any] = ["|".join(plain)] if plain else []
        if "array" in self.kinds:
            items = self.items.short(depth - 1) if self.items and self.items.kinds else None
            choices.append([] if items is None else [items])
        if "object" in self.kinds:
            choices.append(self._object(depth))
        return choices[0] if len(choices) == 1 else {"|": choices}

    def _object(self, depth: int) -> Any:
        names = set(self.members)
        if names == MONEY and set(self.members["amount"].kinds) == {"integer"}:
            return "money"
        if len(names) > MANY or not all(map(WORD.match, names)):
            each = Shape()
            for one in self.members.values():
                each.add(one)
            return {"*": each.short(depth - 1)}
        count = self.kinds["object"]
        return {
            name + ("" if sum(one.kinds.values()) == count >= FEW else "?"): one.short(
                depth - 1, sure=name in ALWAYS
            )
            for name, one in self.members.items()
        }


def kind_of(value: Any) -> str:
    """Return the JSON type of a value."""
    if isinstance(value, bool):
        return "boolean"
    names = {dict: "object", list: "array", str: "string", int: "integer", float: "number"}
    return names.get(type(value), "null")
