"""What papers of the house are made of: A4, drawn with reportlab, in letters for every script."""

from collections.abc import Callable, Collection, Sequence
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from core.lettering import BOLD, BOOK, marked_up

_SHEET = getSampleStyleSheet()
TITLE = ParagraphStyle("Title", parent=_SHEET["Heading1"], fontName=BOLD, fontSize=20, leading=24, spaceAfter=2 * mm)
# Words without end are broken where the line is.
TEXT = ParagraphStyle("Text", parent=_SHEET["BodyText"], fontName=BOOK, fontSize=10, leading=13, splitLongWords=1)
SMALL = ParagraphStyle("Small", parent=TEXT, fontSize=8, leading=10, textColor=colors.HexColor("#555555"))
SMALL_RIGHT = ParagraphStyle("SmallRight", parent=SMALL, alignment=TA_RIGHT)
PART = ParagraphStyle("Part", parent=TEXT, leftIndent=6 * mm)
BIG = ParagraphStyle("Big", parent=TEXT, fontName=BOLD, fontSize=13, leading=16)
GRID = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.HexColor("#bbbbbb")),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("ALIGN", (-1, 0), (-1, -1), "RIGHT"),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
)
MARGIN = 15 * mm
PageDrawer = Callable[[Any, Any], None]


def text(words: str, style: ParagraphStyle = TEXT) -> Paragraph:
    """A paragraph of anybody's words: nothing in them is markup."""
    return Paragraph(marked_up(words), style)


def table(
    head: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float], *, numbers: Collection[int] = ()
) -> Table:
    """Rows under a head that is repeated on every page; heads of the columns ``numbers`` stand at the right."""
    heads = [text(word, SMALL_RIGHT if nr in numbers else SMALL) for nr, word in enumerate(head)]
    drawn = Table([heads, *rows], colWidths=widths, repeatRows=1)
    drawn.setStyle(GRID)
    return drawn


def render(parts: list[Flowable], title: str, *, foot: PageDrawer | None = None, bottom: float = MARGIN) -> bytes:
    """The parts as a PDF; ``foot`` draws on every page, into the ``bottom`` points that are kept free for it."""
    paper = BytesIO()
    each_page = {"onFirstPage": foot, "onLaterPages": foot} if foot else {}
    SimpleDocTemplate(
        paper, pagesize=A4, title=title, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=bottom
    ).build(parts, **each_page)
    return paper.getvalue()
