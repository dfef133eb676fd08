from django.db import models


class ReturnPhoto(models.Model):
    """A picture of returned goods, the customer's or the clerk's; the picture is a file of its order.

    ``taken_sha256`` is of what was sent, before it was made plain: the same picture sent twice is one.
    """

    rma = models.ForeignKey("returns.Return", on_delete=models.PROTECT, related_name="photos")
    attachment = models.OneToOneField("orders.Attachment", on_delete=models.PROTECT, related_name="return_photo")
    taken_sha256 = models.CharField("SHA-256 as taken", max_length=64)
    is_from_customer = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["rma", "taken_sha256"], name="return_photo_once")]

    def __str__(self) -> str:
        return f"Photo {self.pk} of {self.rma}"
