"""Goods come back into the building, in one box or in several."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.service import service
from core.wording import units_said
from inventory.locks import levels_for_update
from inventory.models import Warehouse
from inventory.services import returning as stock
from inventory.services.opening import open_levels
from orders.locks import lock_lines
from orders.services.recording.returning import record_return_received, record_return_withdrawn
from returns.errors import NotReturnable
from returns.events import BoxReceived, ReturnInspected, ReturnReceived, ReturnRerouted
from returns.lifecycle import ReturnState
from returns.locks import lock_return, lock_return_lines
from returns.models import Reception, Return, ReturnLine, StrayItem
from returns.selectors.policies import terms_of
from returns.selectors.returnable import returnable_units, terms_of_lines
from returns.selectors.rules import broken_rules
from returns.services.moving import move_return
from returns.services.requesting import restocking_of
from returns.services.rules import keep_findings
from returns.services.splitting import split_line

REST_PATIENCE = timedelta(days=21)
Parts = Mapping[int, Sequence[tuple[Reception, int]]]


@service
def receive_return(
    *,
    return_id: int,
    actor: Actor,
    parts: Parts | None = None,
    unannounced: Mapping[int, int] | None = None,
    strays: Mapping[int, int] | None = None,
    warehouse_id: int | None = None,
) -> Return:
    """Book what a box held; units go to inspection and cannot be sold yet.

    ``parts`` tells per return line key how many units were received, short, wrong, lost, or are awaited in another
    box; lines not named came in full. ``unannounced`` are units of other order lines that came along, ``strays`` units
    by SKU of goods that are not of the order. ``warehouse_id`` is where it came in: by that the return moves there.
    A received return takes further boxes until it is inspected. Raises NotPermitted, MoveRefused, UnitsDoNotAddUp,
    NotReturnable.
    """
    ret = lock_return(return_id)
    awaited = [line for line in lock_return_lines(ret) if line.is_awaited]
    _reroute(ret, warehouse_id or ret.warehouse_id, actor=actor)
    _move(ret, is_something=bool(awaited or unannounced or strays), actor=actor)
    booked = _book_parts(awaited, parts or {})
    extra = _book_unannounced(ret, unannounced or {})
    _note_strays(ret, strays or {})
    came = [line for line in booked if line.reception == Reception.RECEIVED]
    missed = [line for line in booked if line.reception not in {Reception.RECEIVED, Reception.AWAITING}]
    _tell_order(ret, came, extra, missed, actor=actor)
    _take_into_stock(ret, [*came, *extra], actor=actor)
    _pass_on_when_empty(ret)
    return ret


def _pass_on_when_empty(ret: Return) -> None:
    """Nothing of it lies here and nothing is to come: there is nothing to look at, and nobody to do it."""
    lines = ReturnLine.objects.filter(rma=ret)  # locked before
    if not any(line.waits_for_inspection or line.is_awaited for line in lines):
        move_return(ret, "inspect", fact=ReturnInspected, actor=SYSTEM, fields=("inspected_at",), now=timezone.now())


def _move(ret: Return, *, is_something: bool, actor: Actor) -> None:
    """The first box moves the return, another one is told; a box that holds nothing of it is a receipt made twice."""
    if ret.state != ReturnState.RECEIVED:
        now = timezone.now()
        # What nobody announced has no time of its own: a box of it that never comes is given up after this.
        ret.expires_at = ret.expires_at or now + REST_PATIENCE
        move_return(ret, "receive", fact=ReturnReceived, actor=actor, fields=("received_at", "expires_at"), now=now)
        return
    ensure_may(actor, "returns.receive_return")
    if not is_something:
        sentence = "everything announced of it was received."
        fix = "Look whether a colleague booked the same box. Goods beside it are scanned as one more box."
        raise MoveRefused("receive", [Blocker("received_already", sentence, fix=fix, turns_on="returns.received")])
    box = BoxReceived(order_id=ret.order_id, return_id=ret.pk)
    publish(box, actor=actor, changes={ret.number: [ret.state, ret.state]})


def _reroute(ret: Return, warehouse_id: int, *, actor: Actor) -> None:
    """The return is looked at where it is; what an earlier box held stays where that came in."""
    if warehouse_id == ret.warehouse_id:
        return
    before, ret.warehouse = ret.warehouse, Warehouse.objects.get(pk=warehouse_id)
    ret.save(update_fields=["warehouse"])
    changes = {f"{ret.number} warehouse": [before.code, ret.warehouse.code]}
    publish(ReturnRerouted(order_id=ret.order_id, return_id=ret.pk), actor=actor, changes=changes)


def _book_parts(lines: Sequence[ReturnLine], parts: Parts) -> list[ReturnLine]:
    unknown = set(parts) - {line.pk for line in lines}
    if unknown:
        raise InvalidInput("One of the lines belongs to another return, or was received before.", field="parts")
    return [
        part
        for line in lines
        for part in split_line(line, "reception", parts.get(line.pk, [(Reception.RECEIVED, line.quantity)]))
    ]


def _book_unannounced(ret: Return, units: Mapping[int, int]) -> list[ReturnLine]:
    if not units:
        return []
    order_lines = lock_lines(ret.order)
    terms = terms_of_lines(ret.order, order_lines.values(), now=timezone.now())
    booked = []
    for line_id, count in units.items():
        order_line = order_lines.get(line_id)
        left = returnable_units(order_line) if order_line else 0
        if order_line is None or not 0 < count <= left:
            raise NotReturnable(
                f"{units_said(count)} nobody announced cannot belong to this order line: {left} can.",
                field="unannounced",
                left=left,
            )
        booked.append(
            ReturnLine(
                rma=ret, order_line=order_line, quantity=count, was_requested=False, reception=Reception.RECEIVED,
                **restocking_of(terms[line_id], ret.reason),
            )
        )  # fmt: skip
    # The goods are here: what they break is written down, and settling asks for the exceptions.
    keep_findings(ret, broken_rules(units, terms))
    if ret.is_blind:
        policies = [terms[key].policy for key in units]
        ret.bonus_percent = terms_of(policies, is_our_fault=False).bonus_percent
        ret.save(update_fields=["bonus_percent"])
    return ReturnLine.objects.bulk_create(booked)


def _note_strays(ret: Return, units: Mapping[int, int]) -> None:
    StrayItem.objects.bulk_create(
        StrayItem(rma=ret, warehouse_id=ret.warehouse_id, sku_id=sku_id, quantity=count)
        for sku_id, count in units.items()
        if count
    )


def _tell_order(
    ret: Return,
    came: Sequence[ReturnLine],
    extra: Sequence[ReturnLine],
    missed: Sequence[ReturnLine],
    *,
    actor: Actor,
) -> None:
    order_id = ret.order_id
    if came:
        record_return_received(order_id=order_id, units=units_of(came), was_requested=True, actor=actor)
    if extra:
        record_return_received(order_id=order_id, units=units_of(extra), was_requested=False, actor=actor)
    if missed:
        record_return_withdrawn(order_id=order_id, units=units_of(missed), actor=actor)


def units_of(lines: Iterable[ReturnLine]) -> dict[int, int]:
    units: Counter[int] = Counter()
    for line in lines:
        units[line.order_line_id] += line.quantity
    return dict(units)


def _take_into_stock(ret: Return, lines: Sequence[ReturnLine], *, actor: Actor) -> None:
    ReturnLine.objects.filter(pk__in=[line.pk for line in lines]).update(warehouse_id=ret.warehouse_id)
    units: Counter[int] = Counter()
    for line in lines:
        line.warehouse_id = ret.warehouse_id
        if line.order_line.track_stock:
            units[line.order_line.sku_id] += line.quantity
    # All by key before the first changes, as whoever sells several of them does.
    levels_for_update(open_levels((sku_id, ret.warehouse_id) for sku_id in units).values())
    for sku_id, quantity in sorted(units.items()):
        stock.receive_return(
            warehouse_id=ret.warehouse_id, sku_id=sku_id, quantity=quantity, cause_reference=ret.number, actor=actor
        )
