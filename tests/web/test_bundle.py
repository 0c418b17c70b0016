"""Bundling: one module that does what its parts do."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from venue.web import bundle
from venue.web.static_files import FOLDER

NODE = shutil.which("node")


def _write(folder: Path, **files: str) -> None:
    for name, source in files.items():
        (folder / f"{name}.js").write_text(source)


def _run(source: str) -> object:
    assert NODE is not None
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", source], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_bundle_of_every_kind_of_import_runs(tmp_path: Path) -> None:
    _write(
        tmp_path,
        entry='import { a, b as c } from "./one.js";\nimport two from "./two.js";\n'
        'import * as all from "./one.js";\nconsole.log(JSON.stringify([a, c(), two(), all.d]));\n',
        one="/** Comment with import { x } from nowhere. */\nexport const a = 1;\n"
        'export function b() {\n  return "b";\n}\nexport { three as d } from "./three.js";\n',
        two="const f=function(){return 2};export default f",
        three="const x = 3;\nexport { x as three };\n",
    )
    assert _run(bundle.script(tmp_path / "entry.js")) == [1, "b", 2, 3]


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_a_part_uses_the_modules_that_run_already(tmp_path: Path) -> None:
    """A counter that both know counts once; what only the part knows comes with it."""
    folder = tmp_path / "js"
    folder.mkdir()
    _write(
        folder,
        shared="export const counter = { n: 0 };\n",
        extra='import { counter } from "./shared.js";\n'
        "export const add = () => (counter.n += 1);\n",
        page='import { counter } from "./shared.js";\ncounter.n = 5;\n',
    )
    (folder / "page-more.js").write_text('export { add } from "./extra.js";\n')
    served = tmp_path / "served"
    served.mkdir()
    (served / "package.json").write_text('{"type": "module"}')
    for name in ("page.js", "page-more.js"):
        (served / name).write_text(bundle.script(folder / name))
    assert "n: 0" not in (served / "page-more.js").read_text()
    loads = f'const part = await import("{served}/page-more.js");'
    assert _run(f"{loads}\nconsole.log(part.add());") == 6


def test_bundle_of_a_circle_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, a='import { b } from "./b.js";\n', b='import { a } from "./a.js";\n')
    with pytest.raises(ValueError, match="import each other"):
        bundle.script(tmp_path / "a.js")


@pytest.mark.parametrize("entry", sorted((FOLDER / "js").glob("*.js")), ids=lambda path: path.name)
@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_every_entry_bundles_to_a_module_that_parses(entry: Path, tmp_path: Path) -> None:
    assert NODE is not None
    whole = tmp_path / "whole.mjs"
    whole.write_text(bundle.script(entry))
    subprocess.run([NODE, "--check", whole], check=True, capture_output=True)


def test_a_style_sheet_has_its_imports_inside() -> None:
    whole = bundle.style(FOLDER / "css" / "guest.css")
    assert "@import" not in whole
    assert whole.startswith("@layer reset, tokens, base, kit, screens;")
    assert whole.count("{") == whole.count("}")
