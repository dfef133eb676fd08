from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class OrderSearch(models.Model):
    """The words an order can be found by; a side table, so a status change rewrites no index entry."""

    order = models.OneToOneField("orders.Order", on_delete=models.CASCADE, primary_key=True, related_name="search")
    document = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["document"], name="order_search_document")]

    def __str__(self) -> str:
        return f"words of order {self.order_id}"
