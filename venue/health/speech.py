"""Whether the box can listen and read aloud; both are extras that a venue may do without."""

from collections.abc import Iterator

from venue.health.model import OK, WARN, Finding, Place


def speech(place: Place) -> Iterator[Finding]:
    """Name each engine of ``translator.speech`` and how it is, and the voice."""
    # Of an optional module: when it is broken, this check alone may fail.
    from venue.translator import voice
    from venue.translator.speech import ears_of

    settings = place.settings
    if settings is None or settings.text("venue.kind") == "hotel":
        return
    wanted = settings.text("translator.vosk_folder")
    for ear in ears_of(settings):
        probe = ear.probe()
        if probe.state == "running":
            values = {"name": ear.name, "languages": ", ".join(probe.languages)}
            yield Finding("speech", OK, "speech.ok", values)
        else:
            # Nobody chose the engine of the defaults; who gives a folder of models wants it used.
            level = WARN if ear.name == "vosk" and wanted else OK
            yield Finding("speech", level, "speech.none", {"name": ear.name, "why": probe.words})
    state = voice.state()
    key = "speech.voice" if state["state"] == "running" else "speech.mute"
    yield Finding("speech", OK, key, {"why": state["words"]})
