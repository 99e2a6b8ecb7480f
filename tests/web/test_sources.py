"""Rules that every template and style sheet of every room keeps."""

import re
from pathlib import Path

import pytest

import qianqiao

PACKAGE = Path(qianqiao.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
STYLES = sorted((PACKAGE / "web" / "static" / "web" / "css").glob("**/*.css"))
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|href\s*=\s*["']javascript:|<style\b""", re.IGNORECASE
)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not INLINE.search(text)
    for attributes in SCRIPT.findall(text):
        assert "src=" in attributes or 'type="application/' in attributes


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_chinese_lives_in_the_catalogue(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace('lang="zh-Hans">中文', "")
    assert not CHINESE.search(text)


def test_every_style_sheet_is_linked_and_every_variable_is_a_token() -> None:
    linked = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    tokens = set(
        re.findall(r"(--[\w-]+):", (PACKAGE / "web/static/web/css/tokens.css").read_text(encoding="utf-8"))
    )
    for path in STYLES:
        assert f'{path.parent.name}/{path.name}"' in linked, path
        unknown = set(re.findall(r"var\((--[\w-]+)\)", path.read_text(encoding="utf-8"))) - tokens
        assert not unknown, (path.name, unknown)


def test_colours_are_named_once() -> None:
    for path in STYLES:
        if path.name in {"tokens.css", "print.css"}:
            continue
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", path.read_text(encoding="utf-8")), path.name
