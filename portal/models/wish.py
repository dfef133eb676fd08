from django.db import models
from django.db.models.functions import Now


class LinkWish(models.Model):
    """Somebody asked for the link to an order. Gone as soon as a worker has looked whether there is such an order.

    It has no page in the admin: a second later there is nothing to see, and nobody needs to know who asked.
    """

    number = models.CharField(max_length=24)
    email = models.CharField(max_length=254)
    asked_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.number
