"""Goods come back into the building."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from core.actors import Actor
from core.errors import InvalidInput
from core.service import service
from inventory.services import returning as stock
from orders.locks import lock_lines
from orders.services.recording.returning import record_return_received, record_return_withdrawn
from returns.errors import NotReturnable
from returns.events import ReturnReceived
from returns.locks import lock_return, lock_return_lines
from returns.models import Reception, Return, ReturnLine
from returns.selectors.returnable import returnable_units
from returns.services.moving import move_return
from returns.services.splitting import split_line

Parts = Mapping[int, Sequence[tuple[Reception, int]]]


@service
def receive_return(
    *, return_id: int, actor: Actor, parts: Parts | None = None, unannounced: Mapping[int, int] | None = None
) -> Return:
    """Book what the parcel held; units go to inspection and cannot be sold yet.

    ``parts`` tells per return line key how many units were received, short, wrong or lost; lines not
    named came in full. ``unannounced`` are units of other order lines that came along. Raises
    NotPermitted, MoveRefused, UnitsDoNotAddUp, NotReturnable.
    """
    ret = lock_return(return_id)
    awaited = lock_return_lines(ret)
    move_return(ret, "receive", fact=ReturnReceived, actor=actor, fields=("received_at",), now=timezone.now())
    booked = _book_parts(awaited, parts or {})
    extra = _book_unannounced(ret, unannounced or {})
    came = [line for line in booked if line.reception == Reception.RECEIVED]
    missed = [line for line in booked if line.reception != Reception.RECEIVED]
    order_id = ret.order_id
    if came:
        record_return_received(order_id=order_id, units=_units(came), was_requested=True, actor=actor)
    if extra:
        record_return_received(order_id=order_id, units=_units(extra), was_requested=False, actor=actor)
    if missed:
        record_return_withdrawn(order_id=order_id, units=_units(missed), actor=actor)
    _take_into_stock(ret, [*came, *extra], actor=actor)
    return ret


def _book_parts(lines: Sequence[ReturnLine], parts: Parts) -> list[ReturnLine]:
    unknown = set(parts) - {line.pk for line in lines}
    if unknown:
        raise InvalidInput("One of the lines belongs to another return.", field="parts")
    return [
        part
        for line in lines
        for part in split_line(line, "reception", parts.get(line.pk, [(Reception.RECEIVED, line.quantity)]))
    ]


def _book_unannounced(ret: Return, units: Mapping[int, int]) -> list[ReturnLine]:
    if not units:
        return []
    order_lines = lock_lines(ret.order)
    booked = []
    for line_id, count in units.items():
        order_line = order_lines.get(line_id)
        left = returnable_units(order_line) if order_line else 0
        if order_line is None or not 0 < count <= left:
            raise NotReturnable(
                f"{count} unannounced units cannot belong to this order line: {left} can.",
                field="unannounced",
                left=left,
            )
        booked.append(
            ReturnLine(
                rma=ret, order_line=order_line, quantity=count, was_requested=False, reception=Reception.RECEIVED
            )
        )
    return ReturnLine.objects.bulk_create(booked)


def _units(lines: Iterable[ReturnLine]) -> dict[int, int]:
    units: Counter[int] = Counter()
    for line in lines:
        units[line.order_line_id] += line.quantity
    return dict(units)


def _take_into_stock(ret: Return, lines: Sequence[ReturnLine], *, actor: Actor) -> None:
    units: Counter[int] = Counter()
    for line in lines:
        if line.order_line.track_stock:
            units[line.order_line.sku_id] += line.quantity
    for sku_id, quantity in sorted(units.items()):
        stock.receive_return(
            warehouse_id=ret.warehouse_id, sku_id=sku_id, quantity=quantity, cause_reference=ret.number, actor=actor
        )
