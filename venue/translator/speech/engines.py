"""The two engines for speech: pocketsphinx with its own English model, and Vosk with a folder's.

Both are optional packages; neither is imported here, so that a missing or broken one costs the
appliance nothing.
"""

from importlib.util import find_spec
from pathlib import Path

from config.settings import Settings
from venue.translator import book
from venue.translator.speech import Probe


class Pocketsphinx:
    """Hears the phrasebook's English sentences, and nothing else."""

    name, by_grammar = "pocketsphinx", True

    def probe(self) -> Probe:
        """Look for the package, which brings its English model along."""
        if find_spec("pocketsphinx") is None:
            return Probe("missing", "not installed (pip install 'venue[speech]')")
        return Probe("running", languages=("en",))

    def model(self, language: str) -> str:
        """Return nothing: the worker takes the package's own model."""
        return ""


class Vosk:
    """Hears any sentence in the languages whose models lie in ``translator.vosk_folder``."""

    name, by_grammar = "vosk", False

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def probe(self) -> Probe:
        """Look for the package and for a folder per language, such as ``es/am/final.mdl``."""
        if find_spec("vosk") is None:
            return Probe("missing", "not installed (pip install vosk)")
        if not self._folder:
            return Probe("missing", "translator.vosk_folder names no folder of models")
        found = tuple(code for code in book.shipped() if (self._of(code) / "am").is_dir())
        if not found:
            return Probe("missing", f"no model such as {self._of('es')} is there")
        return Probe("running", languages=found)

    def model(self, language: str) -> str:
        """Return the language's folder."""
        return str(self._of(language))

    def _of(self, language: str) -> Path:
        return Path(self._folder) / language


def make_pocketsphinx(_settings: Settings) -> Pocketsphinx:
    """Return the engine; it has no settings."""
    return Pocketsphinx()


def make_vosk(settings: Settings) -> Vosk:
    """Return the engine as the venue's settings say."""
    return Vosk(settings.text("translator.vosk_folder"))
