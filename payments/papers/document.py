"""An invoice or a credit note on paper, drawn from what was frozen when it was issued. PDF, A4."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from core.lettering import BOLD
from core.money import ZERO, format_money, quantize
from core.paper import MARGIN, SMALL, SMALL_RIGHT, TEXT, TITLE, render, table, text
from payments.models import Document, DocumentLine
from payments.papers.words import words_of
from payments.statuses import DocumentKind, LineKind, SettlementTerms

_WRITTEN = {"en": "en_US", "de": "de_DE"}
RIGHT = ParagraphStyle("Right", parent=TEXT, alignment=TA_RIGHT)
TOTAL = ParagraphStyle("Total", parent=RIGHT, fontName=BOLD, fontSize=12, leading=15)
STRONG = ParagraphStyle("Strong", parent=TEXT, fontName=BOLD)
_TOP = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("RIGHTPADDING", (1, 0), (1, -1), 6)])
_TIGHT = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ]
)
_FOOT_LINES = 6
_SPACE_FOR_FOOT = 32 * mm


class Pen:
    """Writes words, money and dates of one document in its language."""

    def __init__(self, document: Document) -> None:
        self.words: Mapping[str, str] = words_of(document.locale)
        self.locale = _WRITTEN.get(document.locale, "en_US")
        self.currency = document.currency
        self.sign = -1 if document.kind == DocumentKind.CREDIT_NOTE else 1

    def money(self, amount: Decimal) -> str:
        """An amount of the document; what a credit note takes back is negative."""
        return format_money(self.sign * amount, self.currency, locale=self.locale)

    def rate(self, price: Decimal) -> str:
        """A price of one unit; it may be finer than the currency."""
        if quantize(price, self.currency) == price:
            return format_money(price, self.currency, locale=self.locale)
        exact = price.normalize()
        return str(format_currency(exact, self.currency, locale=self.locale, decimal_quantization=False))

    def percent(self, percent: Decimal) -> str:
        return f"{format_decimal(percent.normalize(), format='0.####', locale=self.locale)} %"

    def day(self, day: date) -> str:
        return str(format_date(day, "long", locale=self.locale))


def document_paper(document: Document, *, mark: str = "") -> bytes:
    """The document as a PDF; ``mark`` stands beside its title, such as “Copy”."""
    pen = Pen(document)
    title = f"{pen.words[document.kind]} {document.number}"
    parts: list[Flowable] = [
        _head(document, pen),
        Spacer(0, 10 * mm),
        text(f"{title} · {mark}" if mark else title, TITLE),
        Spacer(0, 3 * mm),
        _lines(document, pen),
        Spacer(0, 4 * mm),
        KeepTogether([_sums(document, pen), Spacer(0, 6 * mm), *_closing(document, pen)]),
    ]
    foot = partial(_foot, document=document, pen=pen)
    return render(parts, title, foot=foot, bottom=_SPACE_FOR_FOOT)


def _head(document: Document, pen: Pen) -> Table:
    """Who sells and who buys on the left, what it is about on the right."""
    seller, buyer = document.seller, document.buyer
    left: list[Flowable] = [
        text(seller["name"], STRONG),
        text(" · ".join(seller["address"]), SMALL),
        Spacer(0, 8 * mm),
        text("\n".join(buyer["address"]) or buyer["name"]),
    ]
    if buyer["ships_to"]:
        left += [Spacer(0, 3 * mm), text(f"{pen.words['ships_to']}: {', '.join(buyer['ships_to'])}", SMALL)]
    facts = [[text(label, SMALL), text(value, SMALL_RIGHT)] for label, value in _facts(document, pen)]
    right = Table(facts, colWidths=[36 * mm, 52 * mm], style=_TIGHT)
    return Table([[left, right]], colWidths=[90 * mm, 90 * mm], style=_TOP)


def _facts(document: Document, pen: Pen) -> Iterable[tuple[str, str]]:
    words, seller, buyer = pen.words, document.seller, document.buyer
    facts = [
        (words["number"], document.number),
        (words["date"], pen.day(document.issued_on)),
        (words["supplied"], pen.day(document.supplied_on)),
        (words["order"], document.order.number),
        (words["ordered"], pen.day(document.ordered_on)),
        (words["po_number"], document.po_number),
        (words["customer"], buyer["customer_number"]),
        (words["your_vat_id"], buyer["vat_id"]),
        (words["vat_id"], seller["vat_id"]),
    ]
    if document.invoice is not None:
        refers = f"{document.invoice.number} {words['of']} {pen.day(document.invoice.issued_on)}"
        facts.insert(1, (words["refers"], refers))
    return [(label, value) for label, value in facts if value]


def _lines(document: Document, pen: Pen) -> Table:
    words = pen.words
    head = ["", words["item"], words["units"], words["price"], words["tax"], words["amount"]]
    widths = [8 * mm, 80 * mm, 16 * mm, 26 * mm, 18 * mm, 32 * mm]
    drawn = table(head, [_row(line, pen) for line in document.lines.all()], widths, numbers=(2, 3, 4, 5))
    drawn.setStyle(TableStyle([("VALIGN", (0, 1), (-1, -1), "TOP")]))
    return drawn


def _row(line: DocumentLine, pen: Pen) -> Sequence[Any]:
    name: list[Flowable] = [text(line.name)]
    note = pen.words["returned"] if line.kind == LineKind.CREDIT and line.units else ""
    below = " · ".join(filter(None, [line.code, note]))
    if below:
        name.append(text(below, SMALL))
    amount = [text(pen.money(line.amount), RIGHT)]
    if line.discount_amount:
        amount.append(text(f"{pen.words['discount']} {pen.money(-line.discount_amount)}", SMALL_RIGHT))
    return [
        text(str(line.position), SMALL), name, text("" if line.units is None else str(line.units), RIGHT),
        text("" if line.unit_price is None or line.units is None else pen.rate(line.unit_price), RIGHT),
        text(pen.percent(line.tax_percent), SMALL_RIGHT), amount,
    ]  # fmt: skip


def _sums(document: Document, pen: Pen) -> Table:
    """What it comes to, with the tax of each rate."""
    rows = []
    if not document.prices_include_tax or document.tax_amount:
        rows.append((pen.words["net"], document.total - document.tax_amount, RIGHT))
    rows += [
        (f"{pen.words['tax_at']} {pen.percent(tax.tax_percent)} {pen.words['on_net']} {pen.money(tax.base_amount)}",
         tax.tax_amount, RIGHT)
        for tax in document.taxes.all()
    ]  # fmt: skip
    rows.append((pen.words["total"], document.total, TOTAL))
    drawn = Table(
        [[text(label, style), text(pen.money(amount), style)] for label, amount, style in rows],
        colWidths=[140 * mm, 40 * mm], style=_TIGHT,
    )  # fmt: skip
    drawn.setStyle(TableStyle([("LINEABOVE", (0, -1), (-1, -1), 0.75, colors.black)]))
    return drawn


def _closing(document: Document, pen: Pen) -> list[Flowable]:
    """How it is settled, and why no tax is charged where none is."""
    words = pen.words
    notes: list[str] = []
    if document.tax_treatment == "reverse_charge":
        notes.append(words["reverse_charge"])
    if document.tax_note:
        notes.append(document.tax_note)
    if document.kind == DocumentKind.CREDIT_NOTE:
        notes.append(words["given_back"])
    elif document.terms == SettlementTerms.ON_ACCOUNT and document.due_on:
        within = f" ({words['within'].format(days=document.terms_days)})" if document.terms_days else ""
        notes.append(
            f"{words['on_account']} {pen.day(document.due_on)}{within}. {words['state_number']} {document.number}"
        )
    elif document.total > ZERO:
        notes.append(words[str(document.terms)])
    return [text(note) for note in notes]


def _foot(canvas: Any, page: Any, *, document: Document, pen: Pen) -> None:
    """The seller's foot and the page's number, at the bottom of every page."""
    lines = [*document.seller["footer"][:_FOOT_LINES], f"{document.number} · {pen.words['page']} {page.page}"]
    block = text("\n".join(lines), SMALL)
    _draw(block, canvas, A4[0] - 2 * MARGIN - 4 * mm)


def _draw(block: Paragraph, canvas: Any, width: float) -> None:
    _, height = block.wrap(width, _SPACE_FOR_FOOT)
    block.drawOn(canvas, MARGIN + 2 * mm, max(6 * mm, _SPACE_FOR_FOOT - 4 * mm - height))
