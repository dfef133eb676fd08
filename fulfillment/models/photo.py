from django.db import models


class ParcelPhoto(models.Model):
    """A packer's picture of an open parcel; the picture itself is a file of its order, and is removed as one.

    ``taken_sha256`` is of what was sent, before it was made plain: the same picture sent twice is one.
    """

    parcel = models.ForeignKey("fulfillment.Parcel", on_delete=models.PROTECT, related_name="photos")
    attachment = models.OneToOneField("orders.Attachment", on_delete=models.PROTECT, related_name="parcel_photo")
    taken_sha256 = models.CharField("SHA-256 as taken", max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "taken_sha256"], name="parcel_photo_once")]

    def __str__(self) -> str:
        return f"Photo {self.pk} of {self.parcel}"
