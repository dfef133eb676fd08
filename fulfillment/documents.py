"""Papers of the floor, A4, drawn with reportlab: the pick list of a batch and the slip in a parcel."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from core.paper import BIG, PART, SMALL, TEXT, TITLE, render, table, text
from fulfillment.models import Parcel, ParcelItem, PickBatch
from fulfillment.statuses import TaskState
from orders.models import Order


def pick_list(batch: PickBatch, *, copy: int = 1) -> bytes:
    """Where to go, what to take, into which tote: for a walk without a screen; a reprint says so. PDF."""
    tasks = batch.tasks.exclude(state=TaskState.CANCELED).select_related(
        "location", "line__order_line__sku", "line__fulfillment_order__order"
    )
    rows = [
        (
            text(task.location.code if task.location else "—", BIG),
            text(f"{task.line.order_line.sku.code}\n{task.line.order_line.name}"),
            text(task.lot or "", SMALL),
            text(f"{task.tote}\n{task.line.fulfillment_order.order.number}", SMALL),
            text(str(task.quantity), BIG),
        )
        for task in tasks.order_by("sequence", "pk")
    ]
    widths = [35 * mm, 75 * mm, 20 * mm, 35 * mm, 15 * mm]
    parts: list[Flowable] = [
        *practice_mark(batch.warehouse.is_practice),
        text(f"Pick list {batch.number}", TITLE),
        text(f"{batch.warehouse.name} · {len(rows)} stops{_mark(copy)}", SMALL),
        Code128(batch.number, barHeight=10 * mm, barWidth=0.4 * mm, humanReadable=False),
        Spacer(0, 4 * mm),
        table(("Place", "Product", "Lot", "Tote and order", "Units"), rows, widths),
    ]
    return render(parts, f"Pick list {batch.number}")


def packing_slip(parcel: Parcel, *, copy: int = 1) -> bytes:
    """What is in the parcel, for the customer: no prices; a reprint says so. PDF."""
    work = parcel.fulfillment_order
    order = work.order
    items = list(parcel.items.select_related("order_line__sku", "order_line__kit").order_by("order_line__position"))
    parts: list[Flowable] = [
        *practice_mark(order.is_practice),
        text(f"Order {order.number}", TITLE),
        text(f"Parcel {parcel.number} · {order.channel.name}{_mark(copy)}", SMALL),
        Spacer(0, 4 * mm),
        text("\n".join(_address_lines(order.shipping_address))),
        Spacer(0, 6 * mm),
        table(("Code", "Product", "Units"), list(_slip_rows(items)), [40 * mm, 115 * mm, 25 * mm]),
        Spacer(0, 8 * mm),
        Code128(parcel.number, barHeight=10 * mm, barWidth=0.4 * mm, humanReadable=False),
        text(f"Sent from {work.warehouse.name}, {work.warehouse.city}.", SMALL),
    ]
    if order.po_number:
        parts.insert(2 + order.is_practice, text(f"Your reference: {order.po_number}"))
    wishes = _wishes(order)
    if wishes:
        parts.append(text(wishes))
    return render(parts, f"Packing slip {parcel.number}")


def practice_mark(is_practice: bool) -> list[Flowable]:
    """Papers that trainees print say so at the top."""
    return [text("PRACTICE: not to be sent", BIG)] if is_practice else []


def _mark(copy: int) -> str:
    return f" · copy {copy}" if copy > 1 else ""


def _slip_rows(items: Sequence[ParcelItem]) -> Iterator[tuple[Flowable, ...]]:
    """What is in the parcel; components below the kit they were sold in, which has no units of its own."""
    shown: set[int] = set()
    for item in items:
        line, kit = item.order_line, item.order_line.kit
        if kit is not None and kit.pk not in shown:
            shown.add(kit.pk)
            yield text(kit.code, SMALL), text(f"{kit.name}, a kit of:"), text("")
        style = TEXT if kit is None else PART
        yield text(line.sku.code, SMALL), text(line.name, style), text(str(item.quantity), BIG)


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
