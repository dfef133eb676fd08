"""Trucks that were asked for, and what a carrier is told of one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from fulfillment.statuses import ParcelState
from inventory.models import Warehouse
from shipping.carriers.contract import PickupWish
from shipping.models import PickupBooking, ShippingLabel
from shipping.selectors.instructions import warehouse_place
from shipping.statuses import LIVE_BOOKINGS, BookingState, LabelState


def today_at(warehouse: Warehouse, now: datetime) -> date:
    return now.astimezone(ZoneInfo(warehouse.time_zone)).date()


def bookings_ahead(warehouse: Warehouse, *, now: datetime) -> QuerySet[PickupBooking]:
    """Trucks of today and later that come, may come or were refused, the nearest first. One query."""
    ahead = PickupBooking.objects.filter(warehouse=warehouse, day__gte=today_at(warehouse, now))
    shown = ahead.filter(state__in=[*LIVE_BOOKINGS, BookingState.FAILED])
    return shown.select_related("account").order_by("day", "ready_at", "pk")


def pickup_wish(booking: PickupBooking) -> PickupWish:
    """What the carrier is told: where, when, and how much waits for its truck by now. One query."""
    waiting = ShippingLabel.objects.filter(
        state=LabelState.PURCHASED, account_id=booking.account_id, parcel__state=ParcelState.LABELED,
        parcel__fulfillment_order__warehouse_id=booking.warehouse_id,
    )  # fmt: skip
    told = waiting.aggregate(parcels=Count("pk"), grams=Sum("parcel__weight_grams", filter=Q(parcel__isnull=False)))
    return PickupWish(
        reference=f"pickup-{booking.pk}", place=warehouse_place(booking.warehouse, company=""), day=booking.day,
        ready_at=booking.ready_at, close_at=booking.close_at, parcels=max(1, told["parcels"]),
        weight_grams=max(1, told["grams"] or 0),
    )  # fmt: skip
