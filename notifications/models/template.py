from django.db import models

from notifications.statuses import Locale, MailEvent, Medium


class Template(models.Model):
    """The words for one event in one language. What is left empty comes from the file of that name."""

    event = models.CharField(max_length=40, choices=MailEvent.choices)
    locale = models.CharField(max_length=5, choices=Locale.choices)
    medium = models.CharField(max_length=8, choices=Medium.choices, default=Medium.EMAIL)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, verbose_name="HTML")
    is_active = models.BooleanField(default=True, help_text="Off: customers are not told of this event.")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["event", "locale"]
        constraints = [
            models.UniqueConstraint(fields=["event", "locale", "medium"], name="template_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} ({self.get_locale_display()})"

    @property
    def is_own(self) -> bool:
        """Whether somebody wrote words of the shop's own."""
        return bool(self.subject or self.text or self.html)
