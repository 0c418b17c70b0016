"""What stands at the head and the foot of a venue's documents."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """A venue's head and foot.

    Attributes:
        name: The legal name.
        lines: Address, telephone and the like, a line each.
        tax_id: As the tax office writes it.
        footer: Thanks, opening hours, ..., a line each.
        logo: Which uploaded picture, by its SHA-256; empty: none.
    """

    name: str = ""
    lines: tuple[str, ...] = ()
    tax_id: str = ""
    footer: tuple[str, ...] = ()
    logo: str = ""
