from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q


class ShipPolicy(models.TextChoices):
    SHIP_COMPLETE = "ship_complete", "Ship complete"
    AS_AVAILABLE = "as_available", "Ship as available"
    MAX_SPLITS = "max_splits", "At most n parcels"


class StockPolicy(models.TextChoices):
    BACKORDER = "backorder", "Backorder what is missing"
    REFUSE = "refuse", "Refuse an order that cannot be covered"


class CapturePolicy(models.TextChoices):
    ON_SHIPMENT = "on_shipment", "Capture per parcel on shipment"
    ON_CONFIRM = "on_confirm", "Capture on confirmation"
    DELAYED = "delayed", "Authorize once the goods are there, capture per parcel"


class ExpiryPolicy(models.TextChoices):
    """What happens to reserved money that runs out before the goods can leave."""

    REAUTHORIZE = "reauthorize", "Authorize again when it runs out"
    CAPTURE = "capture", "Capture before it runs out"
    RELEASE = "release", "Let it go, and authorize once the goods are there"
    HOLD = "hold", "Hold the order for a person"


class InvoicePolicy(models.TextChoices):
    SHIPMENT = "shipment", "When goods ship"
    CAPTURE = "capture", "When the money is there"
    NONE = "none", "Never: another system does it"


class Channel(models.Model):
    """Where orders come from: one currency, one tax mode, its own policies."""

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2, help_text="ISO 3166 code of the seller, for domestic rules and tax.")
    locale = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    prices_include_tax = models.BooleanField(default=False)
    reverse_charge = models.BooleanField(
        default=True, db_default=True,
        help_text="A business with a VAT id of another EU country pays no tax to a seller in the EU.",
    )  # fmt: skip
    max_override_percent = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)],
        help_text="How far a price set by hand may be from the list's, up or down. Empty: any price.",
    )  # fmt: skip
    number_prefix = models.CharField(max_length=6, default="O")
    ship_policy = models.CharField(max_length=16, choices=ShipPolicy.choices, default=ShipPolicy.AS_AVAILABLE)
    max_splits = models.PositiveSmallIntegerField(default=3)
    stock_policy = models.CharField(max_length=12, choices=StockPolicy.choices, default=StockPolicy.BACKORDER)
    capture_policy = models.CharField(max_length=12, choices=CapturePolicy.choices, default=CapturePolicy.ON_SHIPMENT)
    expiry_policy = models.CharField(
        max_length=12, choices=ExpiryPolicy.choices, default=ExpiryPolicy.REAUTHORIZE,
        db_default=ExpiryPolicy.REAUTHORIZE,
        help_text="For reserved money that runs out before the goods can leave. Many card schemes forbid capturing"
        " before shipment.",
    )  # fmt: skip
    expiry_notice_hours = models.PositiveSmallIntegerField(
        default=24, db_default=24, help_text="So long before reserved money runs out the policy is applied."
    )
    review_at_score = models.PositiveSmallIntegerField(default=50, help_text="Risk score that asks for a person.")
    decline_at_score = models.PositiveSmallIntegerField(default=90, help_text="Risk score that holds for decline.")
    unpaid_hours = models.PositiveSmallIntegerField(default=72, help_text="An unpaid placed order expires after this.")
    draft_days = models.PositiveSmallIntegerField(default=30, help_text="An untouched draft expires after this.")
    complete_wait_days = models.PositiveSmallIntegerField(
        default=0, help_text="Days after delivery before an order may complete: the time to send back."
    )
    delivered_after_days = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)],
        help_text="An order without news of delivery counts as delivered so many days after its last parcel left,"
        " for completion alone. Empty: never.",
    )  # fmt: skip
    reopen_wait_days = models.PositiveSmallIntegerField(
        default=3, db_default=3, validators=[MinValueValidator(1)],
        help_text="A reopened order completes by itself so many days later at the earliest.",
    )  # fmt: skip
    archive_after_days = models.PositiveSmallIntegerField(
        null=True, blank=True, default=180, db_default=180, validators=[MinValueValidator(1)],
        help_text="Orders over for so many days leave the lists; search, API and exports still find them."
        " Empty: never.",
    )  # fmt: skip
    timeline_after_days = models.PositiveSmallIntegerField(
        null=True, blank=True, default=365, db_default=365, validators=[MinValueValidator(90)],
        help_text="The timeline of an archived order is packed so many days after the last thing happened to it; its"
        " page shows the same. Empty: never.",
    )  # fmt: skip
    feedback_after_days = models.PositiveSmallIntegerField(
        null=True, blank=True, default=5, db_default=5,
        help_text="So many days after the last delivery the customer is asked how it was. Empty: never asked.",
    )  # fmt: skip
    feedback_edit_days = models.PositiveSmallIntegerField(
        default=14, db_default=14, help_text="So long a customer may change a rating."
    )
    backorder_days = models.PositiveSmallIntegerField(
        default=21, help_text="Days promised for goods without a known supply."
    )
    max_order_total = models.DecimalField(max_digits=19, decimal_places=4, default=Decimal(1_000_000))
    invoice_on = models.CharField(
        max_length=8, choices=InvoicePolicy.choices, default=InvoicePolicy.NONE, db_default=InvoicePolicy.NONE,
        help_text="Goods sold on account are invoiced when they ship in any case.",
    )  # fmt: skip
    invoices_from = models.DateField(
        null=True, blank=True, help_text="Orders placed before this day are never invoiced here."
    )
    invoice_prefix = models.CharField(
        max_length=12, blank=True, default="", db_default="",
        help_text="Begins the numbers of invoices of a new year. Empty: the channel's code.",
    )  # fmt: skip
    seller_name = models.CharField(
        max_length=160, blank=True, default="", db_default="", help_text="The firm that sells, as invoices name it."
    )
    seller_address = models.TextField(
        blank=True, default="", db_default="", help_text="Without the name, line by line."
    )
    seller_vat_id = models.CharField("seller's VAT id", max_length=20, blank=True, default="", db_default="")
    invoice_footer = models.TextField(
        blank=True, default="", db_default="", help_text="Bank account, register, directors: at the foot of each page."
    )
    transfer_details = models.TextField(
        "account for transfers", blank=True, default="", db_default="",
        help_text="Owner, IBAN, BIC, line by line: told to the customer of an order that waits for a transfer.",
    )  # fmt: skip
    sender_email = models.EmailField(default="orders@example.com")
    is_active = models.BooleanField(default=True)
    is_practice = models.BooleanField(
        "for practice", default=False,
        help_text="Orders are for training: served from practice warehouses, paid and carried by simulators, and in"
        " no report. Fixed once the channel is made.",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(invoice_on="none")
                | (Q(invoices_from__isnull=False) & ~Q(seller_name="") & ~Q(seller_address="")),
                name="channel_invoices_name_the_seller",
                violation_error_message="Invoices name the seller: fill in name and address, and from when.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def invoice_series(self) -> str:
        """What the numbers of its invoices begin with."""
        return self.invoice_prefix or self.code.upper()
