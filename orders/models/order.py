from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from catalog.models import ShipPolicy
from core.fsm import StateField, StateModel
from orders.lifecycle import OrderMoves
from orders.statuses import (
    DisplayStatus,
    FulfillmentStatus,
    Intake,
    OrderState,
    PaymentStatus,
    RefundTo,
    ReturnStatus,
    TaxTreatment,
)


def amount_field(help_text: str = "") -> models.DecimalField:
    """An amount in the order's currency, quantized by core.money."""
    return models.DecimalField(max_digits=19, decimal_places=4, default=0, help_text=help_text)


class Order(OrderMoves, StateModel):
    """What was agreed with a customer: the commitment, its totals, and the notice board of what followed.

    Summary and notice-board columns are written by one function under the row's lock; nobody edits them.
    """

    # In memory: what the timeline tells changes of, as it was when the row was locked.
    told_as: Mapping[str, Any] | None = None

    number = models.CharField(max_length=24, unique=True)
    channel = models.ForeignKey("catalog.Channel", on_delete=models.PROTECT, related_name="orders")
    # Null, not empty: unique within the channel only where there is one.
    external_id = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    intake = models.CharField(max_length=8, choices=Intake.choices, default=Intake.DESK)
    state = StateField(choices=OrderState.choices, default=OrderState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    currency = models.CharField(max_length=3)
    prices_include_tax = models.BooleanField(default=False)
    is_historical = models.BooleanField(default=False, help_text="Taken over finished: no stock, mail or gateway.")
    is_practice = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="For training, as its channel is; in no report."
    )
    original_order = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers",
        help_text="The order this one replaces or exchanges.",
    )  # fmt: skip

    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    shipping_address = models.ForeignKey(
        "customers.Address", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    billing_address = models.ForeignKey(
        "customers.Address", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    pickup_warehouse = models.ForeignKey(
        "inventory.Warehouse", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    shipping_method = models.ForeignKey(
        "catalog.ShippingMethod", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ship_policy = models.CharField(max_length=16, choices=ShipPolicy.choices, default=ShipPolicy.AS_AVAILABLE)
    requires_signature = models.BooleanField(default=False)
    leave_at_door = models.BooleanField(default=False)
    delivery_instructions = models.CharField(max_length=300, blank=True)
    po_number = models.CharField(max_length=64, blank=True)
    vat_id = models.CharField("VAT id", max_length=20, blank=True, default="", db_default="")
    tax_treatment = models.CharField(
        max_length=16, choices=TaxTreatment.choices, default=TaxTreatment.TAXED, db_default=TaxTreatment.TAXED
    )
    tax_reason = models.CharField(max_length=160, blank=True, default="", db_default="")
    payment_terms_days = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Agreed with the customer when the order was placed."
    )
    client_ip = models.GenericIPAddressField(
        "IP address", null=True, blank=True, help_text="From where the customer ordered, as the shop says."
    )
    tags = ArrayField(models.CharField(max_length=32), default=list, blank=True)

    lines_total = amount_field()
    discount_total = amount_field()
    charges_total = amount_field()
    tax_total = amount_field()
    total = amount_field()

    promised_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    placed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    processing_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, help_text="Since when it is out of the lists.")
    unarchived_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody took it back into the lists: its time there runs anew."
    )
    packed_away_at = models.DateTimeField(
        null=True, blank=True, help_text="When its timeline was packed; later facts stand beside it."
    )
    reopened_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was reopened last: the time until it completes runs anew."
    )
    last_shipped_at = models.DateTimeField(null=True, blank=True, help_text="When the last parcel left.")

    fulfillment_status = models.CharField(
        max_length=20, choices=FulfillmentStatus.choices, default=FulfillmentStatus.UNFULFILLED
    )
    payment_status = models.CharField(max_length=20, choices=PaymentStatus.choices, default=PaymentStatus.PENDING)
    return_status = models.CharField(max_length=20, choices=ReturnStatus.choices, default=ReturnStatus.NONE)
    display_status = models.CharField(max_length=20, choices=DisplayStatus.choices, default=DisplayStatus.DRAFT)
    is_on_hold = models.BooleanField(default=False)

    authorized_amount = amount_field(help_text="Authorized and neither voided nor expired, captured part included.")
    captured_amount = amount_field()
    refunded_amount = amount_field()
    credited_amount = amount_field(help_text="Value given back by agreement: returned goods, goodwill.")
    refund_to = models.CharField(
        "money goes back", max_length=12, choices=RefundTo.choices, default=RefundTo.TENDERS,
        db_default=RefundTo.TENDERS, help_text="Where money goes that the order no longer costs.",
    )  # fmt: skip
    on_account_amount = amount_field(help_text="To be paid by invoice or on delivery.")
    delayed_amount = models.DecimalField(
        max_digits=19, decimal_places=4, default=0, db_default=0,
        help_text="A card on file is asked for it once the goods are there.",
    )  # fmt: skip
    payment_failed_at = models.DateTimeField(null=True, blank=True)
    is_disputed = models.BooleanField(default=False)
    awaits_review = models.BooleanField(
        default=False, db_default=False, help_text="The review rules have not looked at it yet."
    )
    risk_checked_at = models.DateTimeField(null=True, blank=True)
    risk_score = models.PositiveSmallIntegerField(null=True, blank=True)
    open_returns = models.PositiveSmallIntegerField(default=0)
    open_claims = models.PositiveSmallIntegerField(default=0)
    open_cases = models.PositiveSmallIntegerField(default=0)
    open_exchanges = models.PositiveSmallIntegerField(default=0, db_default=0)
    open_money = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Refunds and tasks of the money inbox that wait for a person."
    )
    open_parcels = models.PositiveSmallIntegerField(default=0)
    missing_signatures = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Parcels delivered without the signature that was asked for."
    )
    delivered_at = models.DateTimeField(null=True, blank=True, help_text="When the last shipped unit arrived.")
    floor_refused_cancel_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="order_channel_external_unique"),
            models.CheckConstraint(
                condition=Q(authorized_amount__gte=0, captured_amount__gte=0, refunded_amount__gte=0)
                & Q(on_account_amount__gte=0, credited_amount__gte=0, total__gte=0),
                name="order_amounts_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="order_state_id"),
            models.Index(fields=["display_status", "-id"], name="order_display_id"),
            models.Index(fields=["channel", "-id"], name="order_channel_id"),
            models.Index(fields=["payment_status", "-id"], name="order_payment_id"),
            models.Index(fields=["fulfillment_status", "-id"], name="order_fulfillment_id"),
            models.Index(fields=["-id"], name="order_on_hold", condition=Q(is_on_hold=True)),
            models.Index(fields=["-id"], name="order_awaits_review", condition=Q(awaits_review=True)),
            models.Index(fields=["placed_at"], name="order_placed_at"),
            models.Index(fields=["delivered_at"], name="order_delivered_at", condition=Q(delivered_at__isnull=False)),
            models.Index(fields=["customer", "-id"], name="order_customer_id"),
            models.Index(
                fields=["channel", "delivered_at"],
                name="order_to_complete",
                condition=Q(state__in=["confirmed", "processing"], delivered_at__isnull=False),
            ),
            models.Index(
                fields=["channel", "last_shipped_at"],
                name="order_silent",
                condition=Q(
                    state__in=["confirmed", "processing"], delivered_at__isnull=True, last_shipped_at__isnull=False
                ),
            ),
            # Lists show what is not archived: an index each, as small as what they show.
            models.Index(fields=["state", "-id"], name="order_listed_state", condition=Q(archived_at=None)),
            # Nearly all orders end here, but not the newest: who looks from there back would walk through those first.
            models.Index(fields=["-id"], name="order_listed_done", condition=Q(archived_at=None, state="completed")),
            models.Index(fields=["-id"], name="order_archived", condition=Q(archived_at__isnull=False)),
            models.Index(
                F("channel"),
                Coalesce("completed_at", "canceled_at", "expired_at"),
                name="order_to_archive",
                condition=Q(archived_at=None, state__in=["completed", "canceled", "expired"]),
            ),
            models.Index(
                fields=["channel", "archived_at"],
                name="order_to_pack",
                condition=Q(archived_at__isnull=False, packed_away_at=None),
            ),
            models.Index(
                fields=["client_ip", "placed_at"], name="order_client_ip", condition=Q(client_ip__isnull=False)
            ),
        ]
        permissions = [
            ("place_order", "Can place an order"),
            ("confirm_order", "Can confirm an order"),
            ("release_order", "Can release an order to the floor"),
            ("complete_order", "Can complete an order"),
            ("cancel_order", "Can cancel an order"),
            ("expire_order", "Can expire an order"),
            ("reinstate_order", "Can reinstate a canceled or expired order"),
            ("reopen_order", "Can reopen a completed order"),
            ("archive_order", "Can archive an order and take it back"),
            ("change_shipping_address", "Can send a placed order to another address"),
            ("swap_allocation", "Can give one order's goods to another"),
            ("override_price", "Can set a price other than the list's"),
            ("give_discount", "Can give a discount"),
            ("change_customerlink", "Can send, renew and take back the customer's link"),
        ]

    def __str__(self) -> str:
        return self.number
