from django.contrib import admin

from core.admin.base import OmsAdmin
from orders.models import SourcingRule


@admin.register(SourcingRule)
class SourcingRuleAdmin(OmsAdmin):
    """How each channel chooses warehouses; changes count within seconds."""

    list_display = ["channel", "position", "strategy"]
    list_filter = ["channel"]
    list_select_related = ["channel"]
    when_empty = "Without rules a channel takes from one warehouse that has everything, else by priority."
    ordering = ["channel_id", "position", "id"]
    is_deletable = True
