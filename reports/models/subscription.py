from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from reports.statuses import Rhythm, RunOutcome

LAST_HOUR, LAST_WEEKDAY, LAST_DAY = 23, 6, 31


class Subscription(models.Model):
    """A saved view as a file, again and again, for one person; hours and days are in that person's time zone.

    ``next_at`` is when it runs next; empty while it is switched off.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="list_subscriptions")
    view = models.ForeignKey("orders.SavedView", on_delete=models.CASCADE, related_name="subscriptions")
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.DAILY)
    hour = models.PositiveSmallIntegerField(default=7, validators=[MaxValueValidator(LAST_HOUR)])
    weekday = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(LAST_WEEKDAY)], help_text="0 is Monday; for every week."
    )
    day = models.PositiveSmallIntegerField(
        "day of the month", default=1, validators=[MinValueValidator(1), MaxValueValidator(LAST_DAY)],
        help_text="For every month; the last one where it is shorter.",
    )  # fmt: skip
    next_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "view"], name="subscription_once"),
            models.CheckConstraint(
                condition=Q(hour__lte=LAST_HOUR, weekday__lte=LAST_WEEKDAY, day__gte=1, day__lte=LAST_DAY),
                name="subscription_clock",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], name="subscription_due", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.view} {self.get_rhythm_display().lower()}"


class SubscriptionRun(models.Model):
    """What became of one period; there is at most one row for each, however many hands ran it."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="runs")
    period = models.DateField(help_text="The day in the person's zone that it was due on.")
    export = models.OneToOneField(
        "reports.Export", null=True, blank=True, on_delete=models.SET_NULL, related_name="subscription_run"
    )
    outcome = models.CharField(max_length=8, choices=RunOutcome.choices)
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "period"], name="subscription_period_once")]

    def __str__(self) -> str:
        return f"{self.subscription} on {self.period}"
