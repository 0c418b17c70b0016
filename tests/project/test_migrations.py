"""A released migration is never changed, only followed: boxes in venues have run it.

tests/project/released.json holds the hash of each released one; a new migration is added to it when
its version is released (`python -m tests.project.released`).
"""

import json

from tests.project.released import FILE, present


def test_released_migrations_are_as_they_were() -> None:
    now = present()
    for name, digest in json.loads(FILE.read_text()).items():
        assert now.get(name) == digest, f"{name} was released and must not change"


def test_names_are_in_order_and_unique() -> None:
    by_set: dict[str, list[str]] = {}
    for name in present():
        owner, _, step = name.partition(".")
        by_set.setdefault(owner, []).append(step)
    for owner, steps in by_set.items():
        numbers = [int(step[1:5]) for step in steps]
        assert numbers == sorted(set(numbers)), owner
