"""Django's own admin over the same tables: what one gets by registering a model and nothing else.

Keys to other tables are typed, not chosen: a list of every customer in a page would be no fair comparison.
"""

from pathlib import Path
from typing import Any

import django.contrib.admin
from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import include, path

from orders.models import Order

PREFIX = "/stock/"
site = AdminSite(name="stock")


class StockOrders(ModelAdmin):
    """The columns, filters and words of our list, as Django's documentation writes them."""

    list_display = ("number", "placed_at", "customer", "display_status", "payment_status", "total", "channel")
    list_filter = ("display_status", "channel", "state", "payment_status", "fulfillment_status", "is_on_hold")
    list_select_related = ("customer", "channel")
    list_per_page = 50
    ordering = ("-id",)
    search_fields = (
        "number", "external_id", "customer__name", "customer__email", "customer__phone", "shipping_address__city",
        "labels__tracking_number", "lines__sku__code",
    )  # fmt: skip
    raw_id_fields = ("customer", "shipping_address", "billing_address", "original_order")


site.register(Order, StockOrders)
# Named as the office's pages are, so that the pages' own links lead somewhere.
urlpatterns = [path("stock/", site.urls), path("", include("oms.urls"))]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(django.contrib.admin.__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
