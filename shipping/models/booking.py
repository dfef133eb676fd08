from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from shipping.booking_lifecycle import BookingMoves
from shipping.statuses import LIVE_BOOKINGS, BookingState


class PickupBooking(BookingMoves, StateModel):
    """A carrier's truck asked to come to a warehouse on a day; times are the warehouse's own. One lives at a time."""

    account = models.ForeignKey("shipping.CarrierAccount", on_delete=models.PROTECT, related_name="pickup_bookings")
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="pickup_bookings")
    state = StateField(choices=BookingState.choices, default=BookingState.REQUESTED)
    day = models.DateField()
    ready_at = models.TimeField(help_text="From when on the parcels are ready.")
    close_at = models.TimeField(help_text="Until when somebody is there.")
    request_key = models.UUIDField(unique=True)
    tries = models.PositiveSmallIntegerField(default=1, help_text="How often it was asked for.")
    confirmation = models.CharField(max_length=64, blank=True, help_text="The carrier's number for it.")
    error = models.CharField(max_length=400, blank=True, help_text="The carrier's own words.")
    requested_at = models.DateTimeField(db_default=Now())
    requested_by = models.CharField(max_length=64)
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="It is on its way, and the carrier has not answered it yet."
    )
    booked_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "account", "day"], name="booking_live_unique",
                condition=Q(state__in=[str(state) for state in LIVE_BOOKINGS]),
            ),
            models.CheckConstraint(condition=Q(ready_at__lt=F("close_at")), name="booking_window_opens_first"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["warehouse", "day"], name="booking_warehouse_day")]
        permissions = [
            ("book_pickup", "Can book and cancel a carrier's pickup"),
            ("settle_pickup", "Can say what became of a pickup nobody answered for"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.day:%Y-%m-%d}"
