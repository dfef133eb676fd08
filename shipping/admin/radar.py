from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from shipping.models import ShippingLabel
from shipping.selectors.radar import voids_running_out


class VoidDeadline(admin.SimpleListFilter):
    """Labels nobody used that can be given back for a few days only."""

    title = "to be given back"
    parameter_name = "void"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return [("soon", "Unused, last days to void")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ShippingLabel]) -> QuerySet[ShippingLabel]:
        return voids_running_out(queryset, now=timezone.now()) if self.value() == "soon" else queryset
