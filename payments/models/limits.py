from django.db import models
from django.db.models import Q

from core.money import format_money

WHERE = "Empty: every channel without a line of its own."


class ApprovalLimit(models.Model):
    """Up to this sum one person may both grant and approve refunds of an order, or give credit away.

    A currency without a line: never.
    """

    channel = models.ForeignKey(
        "catalog.Channel", null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text=WHERE
    )
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(
        "second person above", max_digits=19, decimal_places=4, help_text="In the currency; 0: always a second person."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "currency"], name="approval_limit_unique", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="approval_limit_not_negative",
                violation_error_message="“Second person above” is zero or more.",
            ),
        ]

    def __str__(self) -> str:
        return format_money(self.amount, self.currency)


class GoodwillLimit(models.Model):
    """What members of a role may give of goodwill on one order, and each of them on one day.

    A role without a line is bound by its rights alone.
    """

    group = models.ForeignKey("auth.Group", verbose_name="role", on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(
        "catalog.Channel", null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text=WHERE
    )
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=19, decimal_places=4, help_text="In the currency, for one order.")
    daily_amount = models.DecimalField(
        "for one person on one day", max_digits=19, decimal_places=4, null=True, blank=True,
        help_text="In the currency, over all orders; empty: no limit by the day.",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "channel", "currency"], name="goodwill_limit_unique", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="goodwill_limit_not_negative",
                violation_error_message="The amount is zero or more.",
            ),
            models.CheckConstraint(
                condition=Q(daily_amount=None) | Q(daily_amount__gte=0),
                name="goodwill_daily_limit_not_negative",
                violation_error_message="The amount for one day is zero or more, or empty.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {format_money(self.amount, self.currency)}"
