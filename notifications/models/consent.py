from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class TextConsent(models.Model):
    """A customer's yes to texts on a phone: when it was given and by whom; no row, no text.

    With an order it is a yes for that order alone: who holds its link proves to be its customer no further than that.
    """

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="text_consents")
    order = models.ForeignKey(
        "orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="text_consents",
        help_text="For this order alone; empty: for all of the customer's.",
    )  # fmt: skip
    phone = models.CharField(max_length=16, help_text="E.164: + and up to fifteen digits.")
    given_by = models.CharField(max_length=64)
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                name="text_consent_once",
                violation_error_message="This customer agreed to texts already.",
                condition=Q(withdrawn_at__isnull=True, order__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["order"],
                name="text_consent_once_per_order",
                violation_error_message="Texts about this order go to a phone already.",
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="text_consent_e164",
                violation_error_message="Write the phone with + and its country, such as +4915123456789.",
            ),
        ]
        permissions = [("record_textconsent", "Can record a customer's yes or no to texts")]

    def __str__(self) -> str:
        # The office's log keeps what this says.
        return f"consent {self.pk}"

    @property
    def ending(self) -> str:
        """Tells its owner which phone it is, and nobody else the number."""
        return f"…{self.phone[-2:]}"
