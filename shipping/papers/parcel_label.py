"""Our own label of a parcel, 4 × 6 inches: where it goes, and its SSCC and order as GS1-128. PDF and ZPL."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import inch, mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from core.paper import BIG, SMALL, TEXT, text
from shipping.carriers.contract import Place
from shipping.papers.gs1 import order_symbol, sscc_symbol

WIDTH, HEIGHT, MARGIN = 4 * inch, 6 * inch, 5 * mm


@dataclass(frozen=True, kw_only=True)
class ParcelLabel:
    """What stands on it."""

    sscc: str
    parcel: str
    order: str
    shipper: Place
    recipient: Place
    is_practice: bool = False

    @property
    def says(self) -> str:
        """Order and parcel in one line; on a label of trainees that it is one."""
        return f"{'PRACTICE · ' if self.is_practice else ''}Order {self.order} · parcel {self.parcel}"


def lines_of(place: Place) -> list[str]:
    town = f"{place.postal_code} {place.city}".strip()
    lines = (place.name, place.company, place.line1, place.line2, town, place.region, place.country)
    return [line for line in lines if line]


def as_pdf(label: ParcelLabel) -> bytes:
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=(WIDTH, HEIGHT))
    canvas.setTitle(f"Parcel {label.parcel}")
    y = HEIGHT - MARGIN
    y = write(canvas, [text("From " + ", ".join(lines_of(label.shipper)), SMALL)], y)
    y = write(canvas, [text("\n".join(lines_of(label.recipient)), BIG)], y - 3 * mm)
    write(canvas, [text(label.says, TEXT)], y - 3 * mm)
    draw(canvas, order_symbol(label.order), y=48 * mm, height=14 * mm, words=f"(400) {label.order}")
    draw(canvas, sscc_symbol(label.sscc), y=11 * mm, height=28 * mm, words=f"(00) {label.sscc}")
    canvas.showPage()
    canvas.save()
    return paper.getvalue()


def write(canvas: Canvas, parts: Sequence[Paragraph], y: float) -> float:
    for part in parts:
        _, height = part.wrap(WIDTH - 2 * MARGIN, HEIGHT)
        y -= height
        part.drawOn(canvas, MARGIN, y)
    return y


def draw(canvas: Canvas, symbol: str, *, y: float, height: float, words: str) -> None:
    """A symbol across the label, with quiet zones of ten modules, and what it says below it."""
    widest = 0.5 * mm
    plain = Code128(symbol, barWidth=widest, barHeight=height, humanReadable=False, quiet=False)
    room = WIDTH - 2 * MARGIN
    module = min(widest, widest * room / (plain.width + 20 * widest))
    bars = Code128(symbol, barWidth=module, barHeight=height, humanReadable=False, quiet=False)
    bars.drawOn(canvas, (WIDTH - bars.width) / 2, y)
    canvas.setFont("Helvetica", 10)
    canvas.drawCentredString(WIDTH / 2, y - 4 * mm, words)


def as_zpl(label: ParcelLabel) -> bytes:
    """For a printer of 203 dpi. ``>;`` begins in subset C, ``>8`` is FNC1."""
    rows = [(40, 24, "From " + ", ".join(lines_of(label.shipper)))]
    rows += [(100 + 42 * nr, 36, line) for nr, line in enumerate(lines_of(label.recipient))]
    rows.append((420, 26, label.says))
    fields = "".join(f"^FO40,{y}^A0N,{size},{size}^FB732,1^FH_^FD{hexed(words)}^FS" for y, size, words in rows)
    order = f"^FO60,500^BY2^BCN,110,N,N,N^FH_^FD>:>8400{hexed(label.order)}^FS^FO60,620^A0N,26,26^FD(400) "
    sscc = f"^FO60,760^BY3^BCN,230,N,N,N^FD>;>800{label.sscc}^FS^FO60,1010^A0N,30,30^FD(00) {label.sscc}^FS"
    return f"^XA^CI28^PW812^LL1218{fields}{order}{hexed(label.order)}^FS{sscc}^XZ".encode()


def hexed(words: str) -> str:
    """Nothing anybody wrote is a command: all but letters, digits and spaces goes as hexadecimal."""
    return "".join(
        one if one.isascii() and (one.isalnum() or one in " -.,") else "".join(f"_{byte:02X}" for byte in one.encode())
        for one in words
    )
