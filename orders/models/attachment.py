from django.db import models
from django.db.models.functions import Now


class Attachment(models.Model):
    """A file that belongs to an order or to a conversation; the content lies in the private storage under ``path``.

    What floors above attach to theirs points here. The content of a removed one is erased, its row stays.
    """

    order = models.ForeignKey(
        "orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField("SHA-256", max_length=64)
    path = models.CharField(max_length=120, unique=True, editable=False)
    uploaded_by = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="attachment_order")]
        permissions = [("remove_attachment", "Can remove a file for good")]

    def __str__(self) -> str:
        return self.name
