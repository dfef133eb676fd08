from django.db import models
from django.db.models.functions import Now


class OrderNote(models.Model):
    """A remark of the staff on an order; the customer never sees it."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(max_length=4000)
    author = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.text[:80]
