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
        ordering = ["event", "locale", "medium"]
        constraints = [
            models.UniqueConstraint(fields=["event", "locale", "medium"], name="template_unique"),
        ]

    def __str__(self) -> str:
        medium = "" if self.medium == Medium.EMAIL else f", {self.get_medium_display().lower()}"
        return f"{self.get_event_display()} ({self.get_locale_display()}{medium})"

    @property
    def is_own(self) -> bool:
        """Whether somebody wrote words of the shop's own."""
        return bool(self.subject or self.text or self.html)


class TemplateVersion(models.Model):
    """The shop's own words as they were saved once; empty parts were ours."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, verbose_name="HTML")
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d %H:%M}"
