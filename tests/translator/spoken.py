"""Speech made by espeak-ng, as a phone would send it: it proves plumbing and speed alone."""

import shutil
import struct
import wave
from io import BytesIO
from pathlib import Path

from venue.translator import voice
from venue.translator.speech import RATE

HAS_VOICE = shutil.which(voice.PROGRAM) is not None
SILENCE = bytes(RATE)  # half a second


def wav(text: str, language: str = "en") -> bytes:
    """Return a text read aloud by the box itself."""
    return voice.read(text, language)


def pcm(text: str, language: str = "en") -> bytes:
    """Return a text as the browser sends it: 16 kHz, 16 bits, half a second of silence around."""
    with wave.open(BytesIO(wav(text, language))) as file:
        return SILENCE + resampled(file) + SILENCE


def resampled(file: wave.Wave_read) -> bytes:
    """Return a file's samples at 16 kHz."""
    rate, raw = file.getframerate(), file.readframes(file.getnframes())
    samples = struct.unpack(f"<{len(raw) // 2}h", raw)
    step, made = rate / RATE, []
    for number in range(int((len(samples) - 1) / step)):
        at = number * step
        left, part = int(at), at - int(at)
        made.append(round(samples[left] * (1 - part) + samples[left + 1] * part))
    return struct.pack(f"<{len(made)}h", *made)


def for_a_microphone(path: Path, text: str, before_s: float = 1.0, after_s: float = 2.0) -> Path:
    """Write a WAV file that Chromium plays into its fake microphone."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        silence = bytes(2 * int(RATE * before_s)), bytes(2 * int(RATE * after_s))
        file.writeframes(silence[0] + pcm(text) + silence[1])
    return path
