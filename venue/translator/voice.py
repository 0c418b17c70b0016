"""Reads a text aloud with espeak-ng, for browsers that have no voice for its language.

One short program per text (about 20 ms of a core). Nothing is kept: a guest's words end with the
answer. https://github.com/espeak-ng/espeak-ng/blob/master/src/espeak-ng.1.ronn
"""

import shutil
import struct
import subprocess
import threading

from venue.core.errors import Invalid, Overloaded, Unavailable

PROGRAM = "espeak-ng"
# espeak-ng's own names where they differ from the phrasebook's codes.
VOICES = {"zh": "cmn", "en": "en-us"}
LONGEST = 500  # characters: about half a minute
LIMIT_S = 5.0
MOST_AT_ONCE = 2
MOST_BYTES = 4 * 1024 * 1024
MEMORY_KB = 300_000
RIFF = struct.Struct("<4sI4s")
DATA_AT = 40  # of the header's 44 bytes: how long the samples are
HEADER = 44

_places = threading.BoundedSemaphore(MOST_AT_ONCE)


def state() -> dict[str, str]:
    """Return ``{state, words}``: whether the box can read aloud."""
    if shutil.which(PROGRAM) is None:
        return {"state": "missing", "words": "not installed (apt install espeak-ng)"}
    return {"state": "running", "words": ""}


def read(text: str, language: str) -> bytes:
    """Return a text as spoken words: WAV, one channel, 16 bits.

    Blocks for some milliseconds, `LIMIT_S` seconds at most; call it off the event loop.

    Raises:
        Unavailable: ``voice.missing`` - espeak-ng is not installed; ``voice.failed``.
        Invalid: ``voice.no_language``. Overloaded: ``voice.busy``.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise Unavailable("voice.missing", "this box cannot read aloud: espeak-ng is missing")
    if not _places.acquire(blocking=False):
        raise Overloaded("voice.busy", "others are being read to")
    try:
        return _spoken(program, text[:LONGEST], VOICES.get(language, language))
    finally:
        _places.release()


def _spoken(program: str, text: str, voice: str) -> bytes:
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", f'ulimit -v {MEMORY_KB}; exec "$0" "$@"',
             program, "-v", voice, "--stdin", "--stdout"],
            input=text.encode(),
            capture_output=True,
            timeout=LIMIT_S,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable("voice.failed", "the text could not be read aloud") from error
    if b"voice does not exist" in done.stderr:
        raise Invalid("voice.no_language", "there is no voice for this language")
    if done.returncode or not HEADER < len(done.stdout) <= MOST_BYTES:
        raise Unavailable("voice.failed", "the text could not be read aloud")
    return _whole(done.stdout)


def _whole(wav: bytes) -> bytes:
    """Return the file with its true lengths: the program writes them before it knows them."""
    kind, _, form = RIFF.unpack_from(wav)
    samples = len(wav) - HEADER
    return (
        RIFF.pack(kind, len(wav) - 8, form)
        + wav[RIFF.size : DATA_AT]
        + struct.pack("<I", samples)
        + wav[HEADER:]
    )
