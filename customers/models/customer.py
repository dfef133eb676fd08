from decimal import Decimal

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Lower, Now, Reverse
from phonenumber_field.modelfields import PhoneNumberField

# What a name is found by; queries must say it in the same words as the index.
WORDS = SearchVector("name", "company", config="simple")
# Who leaves out the country, or the town, says how the number ends.
PHONE_BACKWARDS = Reverse(Cast("phone", models.TextField()))


class Customer(models.Model):
    """Somebody who buys. A guest is a customer without a login, like everybody here."""

    number = models.CharField(max_length=24, unique=True)
    external_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    name = models.CharField(max_length=160)
    company = models.CharField(max_length=160, blank=True)
    email = models.EmailField(blank=True)
    phone = PhoneNumberField(blank=True)
    locale = models.CharField(max_length=10, default="en")
    vat_id = models.CharField("VAT id", max_length=20, blank=True)
    is_tax_exempt = models.BooleanField(default=False)
    payment_terms_days = models.PositiveSmallIntegerField(default=0)
    requires_po_number = models.BooleanField(
        "needs an order number of its own", db_default=False, help_text="Orders without one are refused."
    )
    credit_limit = models.DecimalField(max_digits=19, decimal_places=4, default=Decimal(0))
    is_blocked = models.BooleanField(default=False)
    blocked_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="Set by a trigger, whoever changes the row: feeds follow it."
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(credit_limit__gte=0),
                name="customer_credit_not_negative",
                violation_error_message="The credit limit is zero or more; zero grants none.",
            )
        ]
        indexes = [
            models.Index(Lower("email"), name="customer_email_lower"),
            models.Index(fields=["phone"], name="customer_phone"),
            models.Index(OpClass(PHONE_BACKWARDS, name="text_pattern_ops"), name="customer_phone_end"),
            GinIndex(WORDS, name="customer_words"),
            models.Index(fields=["changed_at", "id"], name="customer_changed"),
        ]

    def __str__(self) -> str:
        return self.name
