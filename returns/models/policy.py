from django.db import models


class ReturnPolicy(models.Model):
    """What a channel grants; a channel without a policy has the defaults."""

    channel = models.OneToOneField("catalog.Channel", on_delete=models.CASCADE, related_name="return_policy")
    window_days = models.PositiveSmallIntegerField(default=30, help_text="Days after delivery to ask for a return.")
    travel_days = models.PositiveSmallIntegerField(default=21, help_text="An approved return expires after this.")
    approves_at_once = models.BooleanField(default=False, help_text="Requests within the window need no person.")

    class Meta:
        verbose_name_plural = "return policies"

    def __str__(self) -> str:
        return f"{self.window_days} days"


class ReturnReason(models.Model):
    """Why goods come back, as offered to customers and used in reports."""

    code = models.SlugField(max_length=32, unique=True)
    label = models.CharField(max_length=80)
    label_de = models.CharField("label in German", max_length=80, blank=True)
    is_our_fault = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=10)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label
