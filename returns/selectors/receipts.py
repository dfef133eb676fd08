"""The box that is being checked in: what is awaited of it, what was scanned, and what would be booked."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from catalog.models import SKU
from catalog.selectors.codes import read_code, sku_of
from orders.models import Order, OrderLine
from returns.models import Reception, Return, ReturnLine, ReturnReceipt, ReturnState
from returns.selectors.returnable import returnable_units
from shipping.models import LooseLabel, ShippingLabel

TO_COME = (ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.IN_TRANSIT)
TAKES_BOXES = (*TO_COME, ReturnState.RECEIVED)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One SKU: units awaited, units of the order that could come unannounced, units scanned."""

    sku: SKU
    name: str
    awaited: int
    possible: int
    scanned: int

    @property
    def missing(self) -> int:
        return max(0, self.awaited - self.scanned)

    @property
    def extra(self) -> int:
        """Scanned beyond what is awaited, as far as it can be of the order."""
        return min(max(0, self.scanned - self.awaited), self.possible)

    @property
    def stray(self) -> int:
        """Scanned, but not of this order."""
        return max(0, self.scanned - self.awaited - self.possible)


@dataclass(frozen=True, slots=True)
class Sheet:
    receipt: ReturnReceipt
    rows: tuple[SheetRow, ...]

    @property
    def units(self) -> int:
        return sum(row.scanned for row in self.rows)

    @property
    def missing(self) -> int:
        return sum(row.missing for row in self.rows)

    @property
    def strays(self) -> int:
        return sum(row.stray for row in self.rows)

    @property
    def extras(self) -> int:
        return sum(row.extra for row in self.rows)


def receipt_sheet(receipt: ReturnReceipt) -> Sheet:
    """Row by row, awaited goods first. Four queries."""
    awaited: Counter[int] = Counter()
    for line in awaited_lines(receipt.rma_id):
        awaited[line.order_line.sku_id] += line.quantity
    possible: Counter[int] = Counter()
    names: dict[int, str] = {}
    for order_line in OrderLine.objects.filter(order=receipt.order_id).order_by("position"):
        possible[order_line.sku_id] += returnable_units(order_line)
        names.setdefault(order_line.sku_id, order_line.name)
    scans = receipt.scans.filter(taken_back_at=None).values("sku_id").annotate(units=Sum("quantity"))
    scanned = {row["sku_id"]: row["units"] for row in scans}
    skus = SKU.objects.in_bulk([*awaited, *scanned])
    rows = [
        SheetRow(sku, names.get(key, sku.name), awaited[key], possible[key], scanned.get(key, 0))
        for key, sku in skus.items()
    ]
    return Sheet(receipt, tuple(sorted(rows, key=lambda row: (not row.awaited, row.sku.code))))


def awaited_lines(return_id: int | None) -> list[ReturnLine]:
    """What is still to come of a return, in order of key."""
    lines = ReturnLine.objects.filter(rma=return_id, reception=Reception.AWAITING).select_related("order_line")
    return list(lines.order_by("pk")) if return_id is not None else []


def open_receipts(warehouse_id: int) -> QuerySet[ReturnReceipt]:
    """Boxes somebody began to check in here, oldest first."""
    receipts = ReturnReceipt.objects.filter(warehouse=warehouse_id, booked_at=None, given_up_at=None)
    return receipts.select_related("order", "rma").order_by("pk")


def booked_return(receipt_id: int, *, warehouse_id: int) -> int | None:
    """The return a box of this house was booked with, once it was."""
    booked = ReturnReceipt.objects.filter(pk=receipt_id, warehouse=warehouse_id, booked_at__isnull=False)
    return booked.values_list("rma_id", flat=True).first()


def returns_expected(warehouse_id: int) -> QuerySet[Return]:
    """Returns announced for the warehouse whose goods are to come, those on their way first."""
    awaited = Return.objects.filter(warehouse=warehouse_id, lines__reception=Reception.AWAITING)
    found = awaited.filter(state__in=TAKES_BOXES).annotate(awaited=Sum("lines__quantity"))
    return found.select_related("order").order_by("-sent_at", "pk")


def returns_to_inspect(warehouse_id: int) -> QuerySet[Return]:
    """Returns with goods here that nobody looked at, longest waiting first."""
    here = Q(lines__warehouse=warehouse_id, lines__reception=Reception.RECEIVED, lines__disposition="")
    found = Return.objects.filter(here, state=ReturnState.RECEIVED).annotate(waiting=Sum("lines__quantity"))
    return found.select_related("order").order_by("received_at", "pk")


@dataclass(frozen=True, slots=True)
class Found:
    """What a scanned word means at the dock."""

    returns: tuple[Return, ...] = ()
    orders: tuple[Order, ...] = ()


def found_by_word(word: str, *, warehouse_id: int, now: datetime) -> Found:
    """Returns by their number, tracking number or goods; orders by number or parcel label.

    A number finds a return wherever it was announced for; a SKU only those expected here.
    """
    text = word.strip()
    if not text:
        return Found()
    returns = _returns_called(text)
    if returns:
        return Found(returns=tuple(returns))
    orders = _orders_called(text)
    if orders:
        theirs = Return.objects.filter(order__in=orders, state__in=TAKES_BOXES).select_related("order")
        return Found(returns=tuple(theirs.order_by("pk")), orders=tuple(orders))
    sku = sku_of(read_code(text))
    if sku is None:
        return Found()
    expected = returns_expected(warehouse_id).filter(lines__order_line__sku=sku)
    return Found(returns=tuple(expected[:20]))


def _returns_called(text: str) -> list[Return]:
    """What a label is for is read first: each condition then has an index of its own."""
    labels = LooseLabel.objects.filter(tracking_number=text).values_list("cause_reference", flat=True)
    called = Q(number__in={text, text.upper(), *labels}) | Q(tracking_number=text)
    return list(Return.objects.filter(called).select_related("order").order_by("pk")[:20])


def _orders_called(text: str) -> list[Order]:
    """The parcels' orders are read first: one condition over both would read every order there is."""
    keys = list(ShippingLabel.objects.filter(tracking_number=text).values_list("order", flat=True))
    named = Q(number__in={text, text.upper()}) | Q(pk__in=keys)
    return list(Order.objects.filter(named).order_by("pk")[:5])
