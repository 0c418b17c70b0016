"""What is known of devices without asking the database."""

CODE_DIGITS = 8
SCREENS = frozenset({"kitchen", "pickup"})  # they work without anybody signed in
LARGEST_ID = 2**53  # the largest number that every JSON reader keeps exact


def code_from(secret: bytes) -> str:
    """Return the pairing code that a secret makes."""
    return f"{int.from_bytes(secret[:16], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def home_of(role: str, station: str | None) -> str:
    """Return where a device goes once paired."""
    if role == "kitchen":
        return f"/kitchen/{station or 'all'}"
    if role == "pickup":
        return "/pickup"
    # Anybody else signs in first; the sign-in answers with the person's own page.
    return "/pair"
