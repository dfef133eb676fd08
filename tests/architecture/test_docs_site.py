"""The documentation site is whole, asks no other host for anything, and its pictures stay small."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

MOST_BYTES = 6 * 1024 * 1024
LOADED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*?\bsrc=["']?(?:https?:)?//"""
    r"""|<link\b(?![^>]*\brel=["']?(?:canonical|next|prev))[^>]*?\bhref=["']?(?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//|@import\s+["'](?:https?:)?//|https?://unpkg\.com|https?://cdn\.""",
    re.IGNORECASE,
)


def loads(text: str) -> list[str]:
    return [text[found.start() : found.start() + 120] for found in LOADED.finditer(text)]


def test_the_site_builds_without_a_broken_link_and_loads_nothing_from_elsewhere(tmp_path: Path):
    pytest.importorskip("mkdocs", reason="requirements-docs.txt is not installed")
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path)]

    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)

    assert built.returncode == 0, built.stderr
    pages = [path for path in tmp_path.rglob("*") if path.suffix in {".html", ".css", ".js"}]
    assert {"index.html", "quickstart.html", "rights.html"} <= {path.name for path in pages}
    assert [f"{path}: {one}" for path in pages for one in loads(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("text", [
    '<script src="https://unpkg.com/x.js"></script>', '<link rel="stylesheet" href="//fonts.example/a.css">',
    "body { background: url(https://cdn.example/a.png) }", '@import "https://fonts.example/a.css";',
])  # fmt: skip
def test_what_is_loaded_from_elsewhere_is_noticed(text):
    assert loads(text) != []


def test_the_pictures_of_the_guides_stay_small():
    pictures = list((ROOT / "docs" / "screenshots").glob("*.png"))

    assert sum(picture.stat().st_size for picture in pictures) <= MOST_BYTES
