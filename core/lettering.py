"""Letters on our papers: an embedded font for most scripts, the reader's own one for Chinese, Japanese and Korean."""

import unicodedata
from itertools import groupby
from xml.sax.saxutils import escape

from django.conf import settings
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

BOOK, BOLD = "DejaVu Sans", "DejaVu Sans Bold"
# Fonts that readers bring along and nobody embeds; the first that fits the script.
HAN, KANA, HANGUL = "STSong-Light", "HeiseiMin-W3", "HYSMyeongJo-Medium"
# Stands for what no font here can draw: better seen than left out.
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_FOLDER = settings.BASE_DIR / "static" / "fonts"
_SCRIPTS = (("HIRAGANA", KANA), ("KATAKANA", KANA), ("HANGUL", HANGUL), ("CJK", HAN), ("FULLWIDTH", HAN))
# Controls and marks of direction, which would be boxes on paper.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}

pdfmetrics.registerFont(TTFont(BOOK, _FOLDER / "DejaVuSans.ttf"))
pdfmetrics.registerFont(TTFont(BOLD, _FOLDER / "DejaVuSans-Bold.ttf"))
pdfmetrics.registerFontFamily(BOOK, normal=BOOK, bold=BOLD, italic=BOOK, boldItalic=BOLD)
for name in (HAN, KANA, HANGUL):
    pdfmetrics.registerFont(UnicodeCIDFont(name))
_GLYPHS = frozenset(pdfmetrics.getFont(BOOK).face.charToGlyph)


def marked_up(text: str) -> str:
    """The text as reportlab's paragraphs read it, every run in a font that has its letters."""
    lines = [_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "<br/>".join(lines)


def _line(text: str) -> str:
    spaced = (" " if one.isspace() else one for one in text)
    kept = [one for one in spaced if unicodedata.category(one) not in _UNSEEN]
    runs = ((font, "".join(run)) for font, run in groupby(kept, _font_of))
    return "".join(_run(font, run) for font, run in runs)


def _run(font: str, run: str) -> str:
    if font == UNKNOWN:
        return UNKNOWN * len(run)
    return escape(run) if font == BOOK else f'<font face="{font}">{escape(run)}</font>'


def _font_of(letter: str) -> str:
    if ord(letter) in _GLYPHS:
        return BOOK
    name = unicodedata.name(letter, "")
    return next((font for script, font in _SCRIPTS if name.startswith(script)), UNKNOWN)
