from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from core.wording import units_said
from orders.statuses import RefundTo
from returns.exchange_lifecycle import ENDED_EXCHANGES, ExchangeMode, ExchangeMoves, ExchangeState

__all__ = ["Exchange", "ExchangeLine", "ExchangeMode", "ExchangeState"]


class Exchange(ExchangeMoves, StateModel):
    """Goods of one order that come back, and the order that goes out for them. Amounts in the order's currency.

    ``value_amount`` and ``price_amount`` are what was agreed: what the goods coming back are worth and what the
    new ones cost. ``taken_amount`` is what moved from the first order to the second, once the goods were judged.
    """

    number = models.CharField(max_length=24, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="exchanges")
    rma = models.OneToOneField("returns.Return", on_delete=models.PROTECT, related_name="exchange")
    replacement = models.OneToOneField(
        "orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="exchange_of"
    )
    state = StateField(choices=ExchangeState.choices, default=ExchangeState.REQUESTED)
    mode = models.CharField(max_length=8, choices=ExchangeMode.choices, default=ExchangeMode.HELD)
    value_amount = models.DecimalField(max_digits=19, decimal_places=4)
    price_amount = models.DecimalField(max_digits=19, decimal_places=4)
    taken_amount = models.DecimalField(
        max_digits=19, decimal_places=4, null=True, blank=True, help_text="Empty until the returned goods are judged."
    )
    difference_to = models.CharField(
        max_length=12, choices=RefundTo.choices, default=RefundTo.TENDERS,
        help_text="Where the money goes when the new goods cost less.",
    )  # fmt: skip
    decision_note = models.CharField(max_length=400, blank=True, help_text="Told to the customer.")
    failure = models.CharField(max_length=400, blank=True, help_text="Why the new order could not be placed.")
    request_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    requested_by = models.CharField(max_length=64)

    requested_at = models.DateTimeField(db_default=Now())
    approved_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="When the goods have to be back; then a hold on a card is collected."
    )
    released_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value_amount__gt=0, price_amount__gt=0), name="exchange_amounts_positive"
            ),
            models.CheckConstraint(
                condition=Q(taken_amount=None) | Q(taken_amount__gte=0, taken_amount__lte=models.F("value_amount")),
                name="exchange_takes_no_more_than_agreed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_EXCHANGES, ended_at__isnull=False)
                | (~Q(state__in=ENDED_EXCHANGES) & Q(ended_at=None)),
                name="exchange_ended_when_over",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="exchange_state_id"),
            models.Index(fields=["order"], name="exchange_order"),
            models.Index(fields=["id"], name="exchange_open", condition=Q(ended_at=None)),
        ]
        permissions = [
            ("request_exchange", "Can ask for an exchange"),
            ("approve_exchange", "Can approve an exchange"),
            ("deny_exchange", "Can deny an exchange"),
            ("cancel_exchange", "Can cancel an exchange"),
        ]

    def __str__(self) -> str:
        return self.number


class ExchangeLine(models.Model):
    """Goods that go out, at the price agreed on; ``tax_amount`` is of all units."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="lines")
    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=19, decimal_places=6)
    tax_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_price__gte=0, tax_amount__gte=0), name="exchange_line_positive"
            )
        ]

    def __str__(self) -> str:
        return units_said(self.quantity)
