from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


def known_time_zone(name: str) -> None:
    """Raises ValidationError for a zone the house's clock does not know."""
    if name not in available_timezones():
        raise ValidationError("Name a time zone as Europe/Berlin or America/New_York.")


class SupportCalendar(models.Model):
    """When people answer: hours per weekday and days nobody works, in a time zone."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[known_time_zone])

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """A stretch of one weekday, local time; a day may have several, a day without one is closed."""

    calendar = models.ForeignKey(SupportCalendar, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens_at = models.TimeField()
    closes_at = models.TimeField(help_text="00:00 is midnight, the end of the day.")

    class Meta:
        verbose_name_plural = "opening hours"
        ordering = ["weekday", "opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "weekday", "opens_at"], name="opening_hours_unique"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")) | models.Q(closes_at="00:00"),
                name="opening_hours_end_after_start", violation_error_message="It closes after it opens.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M} to {self.closes_at:%H:%M}"


class Holiday(models.Model):
    """A day nobody answers."""

    calendar = models.ForeignKey(SupportCalendar, on_delete=models.CASCADE, related_name="holidays")
    on = models.DateField()
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="holiday_unique")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.name}".strip()
