from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from orders.models import TenderKind
from payments.statuses import PaymentState


class Payment(models.Model):
    """One tender of an order: its amounts and state are the fold of its transactions, written by one function."""

    number = models.CharField(max_length=24, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="payments")
    tender = models.ForeignKey(
        "orders.OrderTender", null=True, blank=True, on_delete=models.PROTECT, related_name="payments"
    )
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=16, choices=TenderKind.choices)
    gateway = models.CharField(max_length=24, blank=True, help_text="Empty for tenders without a wire.")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=19, decimal_places=4, help_text="What this tender is to pay.")
    state = models.CharField(max_length=20, choices=PaymentState.choices, default=PaymentState.PENDING)
    authorized_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    voided_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    captured_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    refunded_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    charged_back_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    # Asked for and not answered yet. The ledger's trigger keeps them, whoever writes the ledger.
    capturing_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0, editable=False)
    voiding_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0, editable=False)
    refunding_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0, editable=False)
    delayed_amount = models.DecimalField(
        max_digits=19, decimal_places=4, default=0, db_default=0,
        help_text="The card is asked for it once the goods are there.",
    )  # fmt: skip
    awaited_amount = models.DecimalField(
        max_digits=19, decimal_places=4, default=0, db_default=0,
        help_text="Goods are coming back for so much of it: credit arrives with them, a card is only held until then.",
    )  # fmt: skip
    token = models.CharField(max_length=120, blank=True)
    gateway_reference = models.CharField(max_length=64, blank=True, help_text="The gateway's latest authorization.")
    expires_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="When an invoice on account is to be paid.")
    card_brand = models.CharField(max_length=24, blank=True)
    card_last4 = models.CharField("card ends in", max_length=4, blank=True)
    card_fingerprint = models.CharField(max_length=64, blank=True)
    card_country = models.CharField(max_length=2, blank=True)
    avs_check = models.CharField("address check", max_length=12, blank=True)
    cvc_check = models.CharField("CVC check", max_length=12, blank=True)
    action_url = models.CharField(max_length=400, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    is_disputed = models.BooleanField(default=False, db_default=False, help_text="A dispute of it is open.")
    refunds_frozen = models.BooleanField(
        default=False, db_default=False, help_text="A dispute or an early fraud warning of it is open."
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(captured_amount__lte=F("authorized_amount") - F("voided_amount")),
                name="payment_captured_was_authorized",
            ),
            models.CheckConstraint(
                condition=Q(
                    captured_amount__lte=F("authorized_amount")
                    - F("voided_amount")
                    - F("capturing_amount")
                    - F("voiding_amount")
                ),
                name="payment_capturing_is_authorized",
            ),
            models.CheckConstraint(
                condition=Q(refunded_amount__lte=F("captured_amount")), name="payment_refunded_was_captured"
            ),
            models.CheckConstraint(
                condition=Q(refunded_amount__lte=F("captured_amount") - F("refunding_amount")),
                name="payment_refunding_is_captured",
            ),
            models.CheckConstraint(
                condition=Q(capturing_amount__gte=0, voiding_amount__gte=0, refunding_amount__gte=0),
                name="payment_under_way_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, voided_amount__gte=0, captured_amount__gte=0, refunded_amount__gte=0)
                & Q(delayed_amount__gte=0, awaited_amount__gte=0),
                name="payment_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["order"], name="payment_order"),
            models.Index(
                fields=["expires_at"],
                name="payment_expiring",
                condition=Q(authorized_amount__gt=F("voided_amount") + F("captured_amount")),
            ),
            models.Index(fields=["due_on"], name="payment_due", condition=Q(kind="on_account")),
            models.Index(fields=["card_fingerprint", "created_at"], name="payment_card"),
        ]
        permissions = [
            ("authorize_payment", "Can authorize a payment again"),
            ("capture_payment", "Can capture a payment"),
            ("void_payment", "Can void a payment"),
            ("receive_payment", "Can write down money that arrived"),
            ("pay_by_link", "Can pay an order by its link"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open_amount(self) -> Decimal:
        """Authorized money that is neither captured nor voided."""
        return self.authorized_amount - self.voided_amount - self.captured_amount
