"""The eleven acts on one order, as people do them, and what each leaves impossible."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from types import ModuleType
from typing import Any

from core.actors import Actor
from customers.services.addresses import AddressText
from fulfillment.models import FulfillmentOrder, Parcel, PickTask
from fulfillment.services import closing, releasing, shorting
from orders.models import Order
from orders.services import addressing, canceling, confirming, holding
from payments.services import granting, refunding
from returns.services import requesting
from shipping.models import Manifest, ManifestParcel
from shipping.services import manifests
from shipping.services.leaving import record_departure

ELSEWHERE = AddressText(name="Grace Hopper", line1="Ring 2", city="Potsdam", country="DE", postal_code="14467")
NONE = 0


@dataclass(frozen=True)
class Act:
    """``place.lock`` is the call that takes its first lock; ``words`` are how the one who lost hears of it."""

    place: ModuleType
    lock: str
    words: str
    bars: frozenset[str]


EVERYTHING = frozenset({"confirm", "hold", "cancel", "edit address", "release", "short", "pack", "ship", "expire"})
ACTS = {
    "confirm": Act(confirming, "lock_order", "confirmed", frozenset({"confirm", "expire"})),
    "hold": Act(holding, "lock_order", "held", frozenset({"confirm", "release", "ship"})),
    "cancel": Act(canceling, "lock_order", "canceled", EVERYTHING),
    # Where it goes now is to be checked before it is confirmed.
    "edit address": Act(addressing, "lock_order", "address changed", frozenset({"confirm"})),
    "release": Act(releasing, "lock_for_release", "released", frozenset({"release"})),
    "short": Act(shorting, "lock_task_and_work", "shorted", frozenset({"short"})),
    "pack": Act(closing, "lock_parcel", "packed", frozenset({"pack", "edit address"})),
    # Two who close the same truck want the same: the second one finds it closed.
    "ship": Act(manifests, "lock_orders", "dispatched", frozenset()),
    "expire": Act(canceling, "lock_order", "expired", EVERYTHING),
    "return": Act(requesting, "lock_order", "return requested", frozenset({"return"})),
    "refund": Act(granting, "lock_payments", "refund granted", frozenset({"refund"})),
}
# They begin with a row of the floor or the road; where there is none they are refused before any lock.
ON_A_ROW_OF_ITS_OWN = frozenset({"release", "short", "pack", "ship"})
# What can be done at all at a stage; everything else is refused there whatever the other does.
POSSIBLE = {
    "nothing due": {"confirm", "hold", "cancel", "edit address", "expire"},
    "paid": {"confirm", "hold", "cancel", "edit address"},
    "confirmed": {"hold", "cancel", "edit address", "release"},
    "released": {"hold", "cancel", "edit address", "release", "short"},
    "on the floor": {"hold", "edit address", "release", "short", "pack"},
    "under way": {"hold", "release", "short", "pack", "ship", "return", "refund"},
    "completed": {"return", "refund"},
}


def chance_of(stage: str, first: str, then: str) -> tuple[bool, bool]:
    """Whether each of two acts succeeds when they come one after the other."""
    possible = POSSIBLE[stage]
    is_first_done = first in possible
    return is_first_done, then in possible and not (is_first_done and then in ACTS[first].bars)


def prepare(act: str, order: Order, actor: Actor) -> Callable[[], Any]:
    """The act with everything looked up beforehand: as somebody decided who saw the order as it stands."""
    return DEEDS[act](order, actor)


def _told(order: Order, actor: Actor) -> dict[str, Any]:
    return {"order_id": order.pk, "actor": actor}


def _edit(order: Order, actor: Actor) -> Callable[[], Any]:
    return lambda: addressing.change_shipping_address(**_told(order, actor), address=ELSEWHERE, reason="moved")


def _refund(order: Order, actor: Actor) -> Callable[[], Any]:
    amount = order.captured_amount or Decimal(1)
    return lambda: refunding.grant_refund(**_told(order, actor), amount=amount, reason="kind")


def _release(order: Order, actor: Actor) -> Callable[[], Any]:
    work = FulfillmentOrder.objects.filter(order=order, state="open").first()
    ids, warehouse_id = ([work.pk], work.warehouse_id) if work else ([], NONE)
    return lambda: releasing.release_work(warehouse_id=warehouse_id, work_ids=ids, actor=actor)


def _short(order: Order, actor: Actor) -> Callable[[], Any]:
    task = PickTask.objects.filter(state="open").first()
    units = {"task_id": task.pk, "quantity": task.quantity} if task else {"task_id": NONE, "quantity": 1}
    return lambda: shorting.short_pick(**units, reason="found_less", actor=actor)


def _pack(order: Order, actor: Actor) -> Callable[[], Any]:
    parcel_id = Parcel.objects.filter(state="packing").values_list("pk", flat=True).first() or NONE
    return lambda: closing.close_parcel(parcel_id=parcel_id, weight_grams=900, actor=actor)


def _ship(order: Order, actor: Actor) -> Callable[[], Any]:
    truck = Manifest.objects.filter(state="open").first()
    if truck is None:
        return lambda: manifests.scan_parcel(manifest_id=NONE, code="no label yet", actor=actor)
    on_it = list(ManifestParcel.objects.filter(manifest=truck).values_list("parcel_id", flat=True))

    def ship() -> Any:
        manifests.close_manifest(manifest_id=truck.pk, actor=actor)
        return [record_departure(parcel_id=parcel_id, actor=actor) for parcel_id in on_it]

    return ship


def _send_back(order: Order, actor: Actor) -> Callable[[], Any]:
    line = max(order.lines.all(), key=lambda line: line.shipped)
    units = {line.pk: max(line.shipped, 1)}
    return lambda: requesting.request_return(order_id=order.pk, units=units, reason_code="changed_mind", actor=actor)


DEEDS: dict[str, Callable[[Order, Actor], Callable[[], Any]]] = {
    "confirm": lambda order, actor: lambda: confirming.confirm_order(**_told(order, actor)),
    "hold": lambda order, actor: lambda: holding.hold_order(**_told(order, actor), kind="manual", reason="wait"),
    "cancel": lambda order, actor: lambda: canceling.cancel_order(**_told(order, actor), reason="changed mind"),
    "edit address": _edit,
    "release": _release,
    "short": _short,
    "pack": _pack,
    "ship": _ship,
    "expire": lambda order, actor: lambda: canceling.expire_order(**_told(order, actor)),
    "return": _send_back,
    "refund": _refund,
}
