"""Our own parcel labels as PDF and as ZPL, against the least that reportlab does for a page with one bar code."""

from collections.abc import Callable
from io import BytesIO

from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfgen.canvas import Canvas

from bench.measure import Figure, rate
from bench.shop import BenchShop
from shipping.carriers.contract import Place
from shipping.papers.gs1 import sscc_of
from shipping.papers.parcel_label import HEIGHT, WIDTH, ParcelLabel, as_pdf, as_zpl

SECONDS = 4.0
HOUSE = Place(
    name="Berlin", company="Tea House GmbH", line1="Street 1", line2="", city="Berlin", region="", postal_code="10115",
    country="DE", phone="",
)  # fmt: skip
CUSTOMER = Place(
    name="Ada Lovelace", company="", line1="Unter den Linden 77", line2="Back yard", city="Berlin", region="",
    postal_code="10117", country="DE", phone="",
)  # fmt: skip


def papers(_: BenchShop) -> list[Figure]:
    """Labels a second of one core, no two alike."""
    floor = rate(_each(plain_page), processes=1, seconds=SECONDS)
    return [
        Figure("label_pdf", rate(_each(as_pdf), processes=1, seconds=SECONDS), "labels/s", floor),
        Figure("label_zpl", rate(_each(as_zpl), processes=1, seconds=SECONDS), "labels/s", floor),
    ]


def plain_page(label: ParcelLabel) -> bytes:
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=(WIDTH, HEIGHT))
    Code128(label.sscc, barHeight=60).drawOn(canvas, 20, 40)
    canvas.drawString(20, 200, label.order)
    canvas.showPage()
    canvas.save()
    return paper.getvalue()


def _each(make: Callable[[ParcelLabel], bytes]) -> Callable[[], int]:
    serials = iter(range(1, 1_000_000_000))

    def one() -> int:
        serial = next(serials)
        sscc = sscc_of(serial % 10_000_000, prefix="4012345")
        make(
            ParcelLabel(sscc=sscc, parcel=f"PC-{serial}", order=f"O-{serial}", shipper=HOUSE, recipient=CUSTOMER)
        )  # fmt: skip
        return 1

    return one
