from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.forms import ChannelForm
from catalog.models import Channel
from core.admin.base import OmsAdmin


@admin.register(Channel)
class ChannelAdmin(OmsAdmin):
    """Where orders come from, and the policies they follow."""

    form = ChannelForm
    list_display = ["name", "code", "currency", "country", "ship_policy", "stock_policy", "is_active", "is_practice"]
    search_fields = ["name", "code"]
    ordering = ["name"]
    fieldsets = [
        (None, {"fields": [
            ("name", "code"), ("currency", "country"), ("locale", "time_zone"),
            ("prices_include_tax", "reverse_charge"),
        ]}),
        ("Policies", {"fields": [
            ("ship_policy", "max_splits"), ("stock_policy", "capture_policy"),
            ("expiry_policy", "expiry_notice_hours"),
            ("review_at_score", "decline_at_score"), ("unpaid_hours", "draft_days"),
            "backorder_days",
            ("feedback_after_days", "feedback_edit_days"), ("max_order_total", "max_override_percent"),
        ]}),
        ("When an order is over", {"fields": [
            ("complete_wait_days", "delivered_after_days"), ("reopen_wait_days", "archive_after_days"),
            "timeline_after_days",
        ]}),
        ("Numbers and mail", {"fields": [("number_prefix", "sender_email"), "transfer_details"]}),
        ("Invoices", {"fields": [
            ("invoice_on", "invoices_from", "invoice_prefix"), ("seller_name", "seller_vat_id"),
            "seller_address", "invoice_footer",
        ]}),
        ("Use", {"fields": [("is_active", "is_practice")]}),
    ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Channel | None = None) -> Sequence[Any]:
        """Orders and prices are in the channel's currency, and for practice or not: it stays what it was made with."""
        return [*super().get_readonly_fields(request, obj), *(["currency", "is_practice"] if obj else [])]
