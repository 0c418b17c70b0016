"""Refresh the vendored browser files: `python scripts/vendor.py`; `--check` only compares hashes.

Files come from the npm registry through `npm pack`, each in one pinned version. Bare imports
become relative paths, the icons in use become one sprite, and the fonts keep the weights and
features that the style sheet uses (needs `pip install fonttools brotli`, for this script alone).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "venue" / "web" / "static"
MANIFEST = STATIC / "vendor" / "MANIFEST.json"
NOTICES = ROOT / "NOTICES.md"

FONT = "inter-{subset}-wght-normal.woff2"
FONT_WEIGHTS = "wght=400:800"
FONT_FEATURES = "kern,mark,mkmk,ccmp,locl,tnum"
SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek")
# Letters with accents apart from the rest of the Latin file: most pages have none, and a Russian
# one needs Latin for its figures alone. The same ranges stand in css/tokens.css.
PARTS = {
    "fonts/inter-latin.woff2": "0-A9,AB-B4,B6-B9,BB-BF,D7,F7,2009-200A,2010-2015,2018-201E,"
    "2020-2022,2026,202F-2030,2039-203A,20AC,2122,2191-2193,2212",
    "fonts/inter-accents.woff2": "AA,B5,BA,C0-D6,D8-F6,F8-FF,131,152-153",
}

ICONS_IN_USE = (
    "arrow-left ban bell beef beer chef-hat check check-check chevron-down chevron-left "
    "chevron-right circle-alert circle-check clock cloud-off coffee concierge-bell credit-card "
    "database delete door-open ellipsis fish flame hand hard-drive history house info key-round "
    "languages layers layout-grid leaf link-2-off list list-checks loader-circle lock log-out "
    "message-square mic mic-off milk-off minus monitor moon party-popper pause pizza play plus "
    "printer qr-code receipt-text rotate-ccw salad search send shopping-bag sliders-horizontal "
    "soup sun tablet-smartphone timer trash-2 triangle-alert undo-2 user users utensils "
    "volume-2 volume-x wheat-off wifi wifi-off wine x"
)

# The menu speaks of food; lucide draws it under other names.
ALIASES = {"dessert": "cake-slice", "glass": "glass-water", "pasta": "utensils", "bread": "wheat"}


@dataclass(frozen=True)
class Package:
    """One npm package: its pinned version, and each file under `static/` with its source there."""

    name: str
    version: str
    files: Mapping[str, str]


PACKAGES = (
    Package(
        "preact",
        "11.2.0",
        {
            "vendor/preact.js": "dist/preact.mjs",
            "vendor/preact-hooks.js": "hooks/dist/hooks.mjs",
        },
    ),
    Package("htm", "3.1.1", {"vendor/htm.js": "dist/htm.mjs"}),
    Package("@preact/signals-core", "1.14.5", {"vendor/signals-core.js": "dist/signals-core.mjs"}),
    Package("@preact/signals", "2.11.4", {"vendor/signals.js": "dist/signals.mjs"}),
    Package("socket.io-client", "4.8.4", {"vendor/socket.io.js": "dist/socket.io.esm.min.js"}),
    Package("idb", "8.0.4", {"vendor/idb.js": "build/umd.js"}),
    Package("lucide-static", "1.62.0", {"icons.svg": "icons/{icon}.svg"}),
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        {f"fonts/inter-{s}.woff2": f"files/{FONT.format(subset=s)}" for s in SUBSETS}
        | {part: f"files/{FONT.format(subset='latin')}" for part in PARTS},
    ),
)

BARE_IMPORTS = {
    "preact": "./preact.js",
    "preact/hooks": "./preact-hooks.js",
    "@preact/signals-core": "./signals-core.js",
}


def sha256(content: bytes) -> str:
    """Return the hex digest that the manifest pins."""
    return hashlib.sha256(content).hexdigest()


def fetch(package: Package, folder: Path) -> Callable[[str], bytes]:
    """Download the package; return a reader of its files by their path inside it.

    Raises:
        SystemExit: npm failed, or the archive is not the one that the registry vouched for.
    """
    spec = f"{package.name}@{package.version}"
    done = subprocess.run(
        ["npm", "pack", "--json", "--silent", spec],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"npm pack {spec} failed: {done.stderr.strip()}")
    answer = json.loads(done.stdout)
    report = answer[0] if isinstance(answer, list) else next(iter(answer.values()))
    archive = folder / report["filename"]
    algorithm, _, expected = report["integrity"].partition("-")
    digest = hashlib.new(algorithm, archive.read_bytes()).digest()
    if base64.b64encode(digest).decode() != expected:
        raise SystemExit(f"{spec}: the archive does not have the hash that npm reported")

    def read(path: str) -> bytes:
        with tarfile.open(archive) as tar:
            try:
                member = tar.extractfile(f"package/{path}")
            except KeyError:
                member = None
            if member is None:
                raise SystemExit(f"{spec} has no file {path}")
            return member.read()

    return read


def relative_imports(source: bytes) -> bytes:
    """Rewrite bare imports for browsers without import maps; drop the source map's address."""
    text = source.decode()
    text = re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text)

    def rewrite(match: re.Match[str]) -> str:
        return f'from"{BARE_IMPORTS[match[1]]}"'

    return re.sub(r'\bfrom ?"([^"./][^"]*)"', rewrite, text).encode()


def module_of_umd(source: bytes) -> bytes:
    """Return the minified UMD build of idb as a module: it is a third of the size of its own."""
    text = relative_imports(source).decode().strip()
    found = re.fullmatch(r"!function\(.*?\}\(this,\((function\(e\)\{.*\})\)\);", text, re.DOTALL)
    if found is None:
        raise SystemExit("idb's UMD build is not wrapped as expected")
    names = "const { deleteDB, openDB, unwrap, wrap } = idb;"
    export = "export { deleteDB, openDB, unwrap, wrap };"
    return f"const idb = {{}};\n({found[1]})(idb);\n{names}\n{export}\n".encode()


def lighter_font(original: bytes, folder: Path, unicodes: str) -> bytes:
    """Return the font with fewer weights and features: latin 48 KB -> 22 KB, its accents 7 KB.

    Args:
        unicodes: The characters to keep, as fontTools wants them.

    Raises:
        SystemExit: fontTools or brotli is not installed.
    """
    source, middle, target = folder / "font.woff2", folder / "font.ttf", folder / "out.woff2"
    source.write_bytes(original)
    instance = ["fontTools.varLib.instancer", source, FONT_WEIGHTS, "-o", middle, "-q"]
    subset = [
        "fontTools.subset",
        middle,
        f"--unicodes={unicodes}",
        f"--layout-features={FONT_FEATURES}",
        "--flavor=woff2",
        f"--output-file={target}",
    ]
    for command in (instance, subset):
        done = subprocess.run(
            [sys.executable, "-m", *map(str, command)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "SOURCE_DATE_EPOCH": "0"},  # the same bytes at every run
        )
        if done.returncode:
            raise SystemExit(f"{command[0]} failed: {done.stderr.strip()[-400:]}")
    return target.read_bytes()


def converted(target: str, original: bytes, folder: Path) -> bytes:
    """Return what is shipped of an upstream file."""
    if target == "vendor/idb.js":
        return module_of_umd(original)
    if target.endswith(".woff2"):
        return lighter_font(original, folder, PARTS.get(target, "*"))
    return relative_imports(original)


def sprite(read: Callable[[str], bytes]) -> bytes:
    """Return one SVG with a symbol for each icon; stroke and fill come from our style sheet."""
    symbols = []
    for name in sorted({*ICONS_IN_USE.split(), *ALIASES}):
        drawing = read(f"icons/{ALIASES.get(name, name)}.svg").decode()
        inside = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        if inside is None:
            raise SystemExit(f"the icon {name} is not the SVG that was expected")
        paths = re.sub(r"\s*\n\s*", "", inside[1]).replace(" />", "/>")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{paths}</symbol>')
    joined = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{joined}\n</svg>\n'.encode()


def licence_text(read: Callable[[str], bytes]) -> str:
    """Return the package's licence as shipped with it."""
    return read("LICENSE").decode().strip()


def take(package: Package, folder: Path) -> tuple[dict[str, object], str]:
    """Write the package's files; return its manifest entry and its licence text."""
    read = fetch(package, folder)
    files: dict[str, dict[str, str]] = {}
    for target, source in package.files.items():
        if target == "icons.svg":
            content, upstream = sprite(read), ""
        else:
            original = read(source)
            content = converted(target, original, folder)
            upstream = sha256(original)
        path = STATIC / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        files[target] = {"source": source, "sha256": sha256(content)}
        if upstream:
            files[target]["upstream_sha256"] = upstream
    licence = json.loads(read("package.json"))["license"]
    entry = {
        "name": package.name,
        "version": package.version,
        "licence": licence,
        "files": files,
    }
    return entry, licence_text(read)


def notices(entries: list[tuple[dict[str, object], str]]) -> str:
    """Return NOTICES.md: a table of what is vendored, then the licences word for word."""
    lines = [
        "# Notices",
        "",
        "The browser files below are other people's work. Changed are: import paths and source-map",
        "addresses; the icons are joined into one sprite; the fonts keep weights 400 to 800 and",
        "the features in use. `venue/web/static/vendor/MANIFEST.json` pins every file by hash;",
        "`python scripts/vendor.py` refreshes them and this page.",
        "",
        "| package | version | licence | files |",
        "|---|---|---|---|",
    ]
    for entry, _ in entries:
        files = entry["files"]
        assert isinstance(files, dict)
        names = ", ".join(f"`{name}`" for name in files)
        lines.append(f"| {entry['name']} | {entry['version']} | {entry['licence']} | {names} |")
    for entry, text in entries:
        lines += ["", f"## {entry['name']} {entry['version']}", "", "```text", text, "```"]
    return "\n".join(lines) + "\n"


def refresh() -> None:
    """Download everything and write the files, the manifest and the notices."""
    entries = []
    with tempfile.TemporaryDirectory() as folder:
        for number, package in enumerate(PACKAGES, 1):
            print(f"[{number}/{len(PACKAGES)}] {package.name} {package.version}")  # noqa: T201
            entries.append(take(package, Path(folder)))
    manifest = {"packages": [entry for entry, _ in entries]}
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n")
    NOTICES.write_text(notices(entries))


def changed_files() -> list[str]:
    """Return the vendored files that are missing or differ from the manifest."""
    wrong = []
    for package in json.loads(MANIFEST.read_text())["packages"]:
        for name, pinned in package["files"].items():
            path = STATIC / name
            if not path.is_file() or sha256(path.read_bytes()) != pinned["sha256"]:
                wrong.append(name)
    return wrong


def main() -> int:
    """Refresh, or with ``--check`` compare; exit 1 when a file differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare hashes, download nothing")
    if not parser.parse_args().check:
        refresh()
        return 0
    wrong = changed_files()
    for name in wrong:
        print(f"{name} is not the file in MANIFEST.json", file=sys.stderr)  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
