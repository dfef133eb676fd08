"""The day of one warehouse in figures, and what needs a person."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from fulfillment.models import FulfillmentOrder, Parcel
from fulfillment.statuses import LIVE_WORK, ParcelState, WorkState

STARTED = (WorkState.RELEASED, WorkState.PICKING)
AT_THE_BENCH = (WorkState.PICKED, WorkState.PACKING)
# Work that has not left the building; packed work waits for its truck and can be late too.
MAY_BE_LATE = (WorkState.OPEN, *STARTED, *AT_THE_BENCH, WorkState.PACKED)


@dataclass(frozen=True)
class Today:
    """How many works (parcels for ``to_hand_over``) are where; ``late`` counts across."""

    to_release: int
    released: int
    picking: int
    to_pack: int
    to_hand_over: int
    late: int
    label_failed: int
    to_put_back: int


def today(warehouse_id: int, *, now: datetime) -> Today:
    """Two queries."""
    works = FulfillmentOrder.objects.filter(warehouse_id=warehouse_id, state__in=LIVE_WORK).aggregate(
        to_release=Count("pk", filter=Q(state=WorkState.OPEN)),
        released=Count("pk", filter=Q(state=WorkState.RELEASED)),
        picking=Count("pk", filter=Q(state=WorkState.PICKING)),
        to_pack=Count("pk", filter=Q(state__in=AT_THE_BENCH)),
        late=Count("pk", filter=Q(state__in=MAY_BE_LATE, late_at__lt=now)),
        to_put_back=Count("pk", filter=Q(state=WorkState.CANCEL_REQUESTED)),
    )
    parcels = Parcel.objects.filter(fulfillment_order__warehouse_id=warehouse_id).aggregate(
        to_hand_over=Count("pk", filter=Q(state__in=[ParcelState.LABELED, ParcelState.MANIFESTED])),
        label_failed=Count("pk", filter=Q(state=ParcelState.LABEL_FAILED)),
    )
    return Today(**works, **parcels)


def late_work(warehouse_id: int, *, now: datetime) -> QuerySet[FulfillmentOrder]:
    """Work past its cutoff that is still in the house, oldest first."""
    works = FulfillmentOrder.objects.filter(warehouse_id=warehouse_id, state__in=MAY_BE_LATE, late_at__lt=now)
    return works.select_related("order").order_by("late_at", "pk")


def work_to_put_back(warehouse_id: int) -> QuerySet[FulfillmentOrder]:
    works = FulfillmentOrder.objects.filter(warehouse_id=warehouse_id, state=WorkState.CANCEL_REQUESTED)
    return works.select_related("order").prefetch_related("lines__order_line__sku").order_by("pk")


def parcels_without_label(warehouse_id: int) -> QuerySet[Parcel]:
    """Parcels whose label the carrier refused, oldest first."""
    parcels = Parcel.objects.filter(fulfillment_order__warehouse_id=warehouse_id, state=ParcelState.LABEL_FAILED)
    return parcels.select_related("fulfillment_order__order").order_by("pk")
