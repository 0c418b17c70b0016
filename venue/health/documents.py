"""Whether the box can read a photo of a guest's document; an extra that a venue may do without."""

from collections.abc import Iterator

from venue.health.model import OK, Finding, Place


def photos(place: Place) -> Iterator[Finding]:
    """Say whether the reader of photos is installed, where there are guests to check in."""
    # Of an optional module: when it is broken, this check alone may fail.
    from venue.checkin import picture

    settings = place.settings
    if settings is None or settings.text("venue.kind") == "restaurant":
        return
    state = picture.state()
    key = "document_photos.ok" if state["state"] == "running" else "document_photos.none"
    yield Finding("document_photos", OK, key, {"why": state["words"]})
