from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class ReservationEnd(models.TextChoices):
    USED = "used", "Ordered"
    RELEASED = "released", "Released"
    EXPIRED = "expired", "Expired"


class Reservation(models.Model):
    """Units of one level held for somebody until ``expires_at``; one token may hold several levels.

    Counted in the level's ``reserved`` until ``ended_at``. Rows are written only under their level's
    lock. ``holder`` says what it is for (a cart, a quote), never who.
    """

    token = models.CharField(max_length=64)
    level = models.ForeignKey("inventory.StockLevel", on_delete=models.PROTECT, related_name="reservations")
    quantity = models.PositiveIntegerField()
    holder = models.CharField(max_length=80)
    reserved_by = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=8, choices=ReservationEnd.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "level"], name="reservation_unique"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_positive"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="reservation_lasts"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="reservation_ended_somehow",
            ),
        ]
        indexes = [
            models.Index(fields=["level"], name="reservation_active_level", condition=Q(ended_at=None)),
            models.Index(fields=["expires_at"], name="reservation_active_until", condition=Q(ended_at=None)),
        ]
        permissions = [
            ("reserve_stock", "Can reserve stock"),
            ("release_reservation", "Can release a reservation"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.holder}"
