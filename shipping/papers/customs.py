"""What customs want to see: the commercial invoice, and the short declaration CN 22 of the post."""

from decimal import Decimal

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from core.money import quantize
from core.paper import SMALL, SMALL_RIGHT, TITLE, render, table, text
from shipping.carriers.contract import Customs, CustomsItem, Shipment
from shipping.papers.parcel_label import lines_of

REASONS = {"sale": "Sale of goods", "gift": "Gift", "sample": "Commercial sample", "return": "Returned goods"}
HEADS = ("Goods", "HS code", "Origin", "Units", "Weight g", "Unit value", "Value")
NUMBERS = frozenset({3, 4, 5, 6})
WIDTHS = [52 * mm, 26 * mm, 16 * mm, 16 * mm, 20 * mm, 25 * mm, 25 * mm]


def commercial_invoice(shipment: Shipment, *, order: str) -> bytes:
    """Two or three go outside the parcel of an express carrier. PDF."""
    return _paper(shipment, title="Commercial invoice", number=f"{order} / {shipment.reference}")


def cn22(shipment: Shipment, *, order: str) -> bytes:
    """The declaration of the post for parcels of small value. PDF. Source: UPU, form CN 22."""
    return _paper(shipment, title="Customs declaration CN 22", number=f"{order} / {shipment.reference}")


def _paper(shipment: Shipment, *, title: str, number: str) -> bytes:
    customs = shipment.customs
    assert customs is not None
    rows = [_row(item, customs) for item in customs.items]
    parts: list[Flowable] = [
        text(title, TITLE),
        text(f"No. {number} · {REASONS.get(customs.reason, customs.reason)} · DAP", SMALL),
        Spacer(0, 4 * mm),
        text("From:\n" + "\n".join(lines_of(shipment.shipper))),
        Spacer(0, 3 * mm),
        text("To:\n" + "\n".join(lines_of(shipment.recipient))),
        Spacer(0, 5 * mm),
        table(HEADS, rows, WIDTHS, numbers=NUMBERS),
        Spacer(0, 4 * mm),
        text(f"Total value {total_of(customs)} {customs.currency} · parcel {shipment.parcel.weight_grams} g"),
        Spacer(0, 6 * mm),
        text(
            "I certify that what is said here is correct, and that the parcel holds nothing forbidden.",
            SMALL,
        ),
        text("Date and signature: ________________________________", SMALL),
    ]
    return render(parts, f"{title} {shipment.reference}")


def _row(item: CustomsItem, customs: Customs) -> tuple[Flowable, ...]:
    words = (
        f"{item.description}\n{item.sku}", item.hs_code, item.origin, str(item.quantity),
        str(item.weight_grams * item.quantity), f"{quantize(item.value, customs.currency)}",
        f"{quantize(item.value * item.quantity, customs.currency)}",
    )  # fmt: skip
    return tuple(text(one, SMALL_RIGHT if nr in NUMBERS else SMALL) for nr, one in enumerate(words))


def total_of(customs: Customs) -> Decimal:
    return quantize(sum((item.value * item.quantity for item in customs.items), Decimal(0)), customs.currency)
