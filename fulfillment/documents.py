"""Papers of the floor, A4, drawn with reportlab: the pick list of a batch and the slip in a parcel."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from fulfillment.lettering import BOLD, BOOK, marked_up
from fulfillment.models import Parcel, ParcelItem, PickBatch
from fulfillment.statuses import TaskState
from orders.models import Order

_SHEET = getSampleStyleSheet()
TITLE = ParagraphStyle("Title", parent=_SHEET["Heading1"], fontName=BOLD, fontSize=20, leading=24, spaceAfter=2 * mm)
# Words without end are broken where the line is.
TEXT = ParagraphStyle("Text", parent=_SHEET["BodyText"], fontName=BOOK, fontSize=10, leading=13, splitLongWords=1)
SMALL = ParagraphStyle("Small", parent=TEXT, fontSize=8, leading=10, textColor=colors.HexColor("#555555"))
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


def pick_list(batch: PickBatch) -> bytes:
    """Where to go, what to take, into which tote: for a walk without a screen. PDF."""
    tasks = batch.tasks.exclude(state=TaskState.CANCELED).select_related(
        "location", "line__order_line__sku", "line__fulfillment_order__order"
    )
    rows = [
        (
            _text(task.location.code if task.location else "—", BIG),
            _text(f"{task.line.order_line.sku.code}\n{task.line.order_line.name}"),
            _text(task.lot or "", SMALL),
            _text(f"{task.tote}\n{task.line.fulfillment_order.order.number}", SMALL),
            _text(str(task.quantity), BIG),
        )
        for task in tasks.order_by("sequence", "pk")
    ]
    widths = [35 * mm, 75 * mm, 20 * mm, 35 * mm, 15 * mm]
    parts: list[Flowable] = [
        _text(f"Pick list {batch.number}", TITLE),
        _text(f"{batch.warehouse.name} · {len(rows)} stops", SMALL),
        Code128(batch.number, barHeight=10 * mm, barWidth=0.4 * mm, humanReadable=False),
        Spacer(0, 4 * mm),
        _table(("Place", "Product", "Lot", "Tote and order", "Units"), rows, widths),
    ]
    return _render(parts, f"Pick list {batch.number}")


def packing_slip(parcel: Parcel) -> bytes:
    """What is in the parcel, for the customer: no prices. PDF."""
    work = parcel.fulfillment_order
    order = work.order
    items = list(parcel.items.select_related("order_line__sku", "order_line__kit").order_by("order_line__position"))
    parts: list[Flowable] = [
        _text(f"Order {order.number}", TITLE),
        _text(f"Parcel {parcel.number} · {order.channel.name}", SMALL),
        Spacer(0, 4 * mm),
        _text("\n".join(_address_lines(order.shipping_address))),
        Spacer(0, 6 * mm),
        _table(("Code", "Product", "Units"), list(_slip_rows(items)), [40 * mm, 115 * mm, 25 * mm]),
        Spacer(0, 8 * mm),
        Code128(parcel.number, barHeight=10 * mm, barWidth=0.4 * mm, humanReadable=False),
        _text(f"Sent from {work.warehouse.name}, {work.warehouse.city}.", SMALL),
    ]
    if order.po_number:
        parts.insert(2, _text(f"Your reference: {order.po_number}"))
    wishes = _wishes(order)
    if wishes:
        parts.append(_text(wishes))
    return _render(parts, f"Packing slip {parcel.number}")


def _slip_rows(items: Sequence[ParcelItem]) -> Iterator[tuple[Flowable, ...]]:
    """What is in the parcel; components below the kit they were sold in, which has no units of its own."""
    shown: set[int] = set()
    for item in items:
        line, kit = item.order_line, item.order_line.kit
        if kit is not None and kit.pk not in shown:
            shown.add(kit.pk)
            yield _text(kit.code, SMALL), _text(f"{kit.name}, a kit of:"), _text("")
        style = TEXT if kit is None else PART
        yield _text(line.sku.code, SMALL), _text(line.name, style), _text(str(item.quantity), BIG)


def _wishes(order: Order) -> str:
    """How it is handed over, as the customer asked for it; empty without a word."""
    asked = (
        (order.pickup_warehouse_id is not None, "Collected at the counter."),
        (order.requires_signature, "Signature on delivery."),
        (order.leave_at_door, "May be left at the door."),
        (bool(order.delivery_instructions), order.delivery_instructions),
    )
    return " ".join(words for is_asked, words in asked if is_asked)


def _address_lines(address: Any) -> Iterable[str]:
    if address is None:
        return []
    town = f"{address.postal_code} {address.city}".strip()
    lines = (address.name, address.company, address.line1, address.line2, town, address.region, address.country)
    return [line for line in lines if line]


def _text(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    return Paragraph(marked_up(text), style)


def _table(head: Sequence[str], rows: Sequence[Sequence[Flowable]], widths: Sequence[float]) -> Table:
    table = Table([[_text(word, SMALL) for word in head], *rows], colWidths=widths, repeatRows=1)
    table.setStyle(GRID)
    return table


def _render(parts: list[Flowable], title: str) -> bytes:
    paper = BytesIO()
    SimpleDocTemplate(
        paper, pagesize=A4, title=title, leftMargin=15 * mm, rightMargin=15 * mm, topMargin=15 * mm,
        bottomMargin=15 * mm,
    ).build(parts)  # fmt: skip
    return paper.getvalue()
