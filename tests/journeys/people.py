"""What the staff and the carrier do, through the same services as their screens."""

import time
from uuid import uuid4

import httpx

from core.actors import SYSTEM
from core.effects import drain
from core.models import Effect
from fulfillment.models import FulfillmentOrder, Parcel, PickTask
from fulfillment.services.claiming import claim_task
from fulfillment.services.closing import close_parcel
from fulfillment.services.packing import pack_in_full, start_parcel
from fulfillment.services.picking import pick_task_in_full
from fulfillment.services.releasing import release_next
from orders.models import Order
from shipping.models import CarrierAccount, ShippingLabel
from shipping.services.manifests import close_manifest, open_manifest, scan_parcel


def work(seconds: float = 0.0) -> None:
    """Workers at it until nothing is due; ``seconds`` of patience for webhooks on their way."""
    end = time.monotonic() + seconds
    while True:
        drain()
        if time.monotonic() >= end:
            return
        time.sleep(0.05)


def release_and_pick(warehouse_id: int) -> list[FulfillmentOrder]:
    release_next(warehouse_id=warehouse_id, count=20, actor=SYSTEM)
    for task in PickTask.objects.filter(state="open").order_by("pk"):
        claim_task(task_id=task.pk, actor=SYSTEM)
        pick_task_in_full(task_id=task.pk, scan_id=uuid4().hex, actor=SYSTEM)
    return list(FulfillmentOrder.objects.filter(state="picked").order_by("pk"))


def pack(fulfillment_order: FulfillmentOrder) -> Parcel:
    parcel = start_parcel(fulfillment_order_id=fulfillment_order.pk, actor=SYSTEM)
    pack_in_full(parcel_id=parcel.pk, scan_id=uuid4().hex, actor=SYSTEM)
    close_parcel(parcel_id=parcel.pk, weight_grams=1200, actor=SYSTEM)
    return parcel


def hand_over(warehouse_id: int) -> list[ShippingLabel]:
    account = CarrierAccount.objects.get(code="simcarrier")
    manifest = open_manifest(warehouse_id=warehouse_id, account_id=account.pk, actor=SYSTEM)
    labels = list(ShippingLabel.objects.filter(state="purchased", parcel__state="labeled"))
    for label in labels:
        scan_parcel(manifest_id=manifest.pk, code=label.tracking_number, actor=SYSTEM)
    close_manifest(manifest_id=manifest.pk, actor=SYSTEM)
    return labels


def deliver(carrier_url: str) -> None:
    httpx.post(f"{carrier_url}/_control/advance", json={"tracking_numbers": "all", "steps": "delivered"})


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def unfinished() -> list[tuple[str, str, str]]:
    """Effects that did not end well, with their errors: empty when all is right."""
    return list(Effect.objects.exclude(state__in=["done", "withdrawn"]).values_list("task", "state", "last_error"))
