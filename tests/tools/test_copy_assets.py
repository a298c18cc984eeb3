"""The copied style sheets find their fonts and icons, and every package brings its licence."""

from pathlib import Path

import pytest

from tools import copy_assets

needs_assets = pytest.mark.skipif(
    not copy_assets.TARGET.exists(), reason="the front-end files are not there: make setup fetches them"
)


def test_a_style_sheet_brings_what_it_refers_to(tmp_path: Path) -> None:
    sheet = tmp_path / "css/page.css"
    sheet.parent.mkdir()
    sheet.write_text(
        """a{src:url("../fonts/a.woff2?v=1")} b{src:url( 'b.svg#x' )} c{src:url(data:x,y)} d{fill:url(#e)}"""
    )
    assert copy_assets.references(sheet) == {tmp_path / "fonts/a.woff2", tmp_path / "css/b.svg"}


def test_copied_scripts_do_not_mention_their_source_map(tmp_path: Path) -> None:
    script = tmp_path / "a.js"
    script.write_text("let a = 1;\n//# sourceMappingURL=a.js.map\n")
    copy_assets.copy(script, tmp_path / "b.js")
    assert (tmp_path / "b.js").read_text() == "let a = 1;\n"


@needs_assets
def test_every_reference_of_the_copied_style_sheets_resolves() -> None:
    sheets = list(copy_assets.TARGET.rglob("*.css"))
    assert len(sheets) == 5
    assert [file for sheet in sheets for file in copy_assets.references(sheet) if not file.is_file()] == []


@needs_assets
def test_every_package_brings_its_licence() -> None:
    for name in copy_assets.PACKAGES:
        assert any("license" in file.name.lower() for file in (copy_assets.TARGET / name).iterdir())
