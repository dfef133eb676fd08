from django.contrib import admin

from core.admin.base import OmsAdmin
from returns.models import ReturnPolicy, ReturnReason


@admin.register(ReturnPolicy)
class ReturnPolicyAdmin(OmsAdmin):
    """What each channel grants; a channel without a row grants 30 days."""

    list_display = ["channel", "window_days", "travel_days", "approves_at_once"]
    list_select_related = ["channel"]
    ordering = ["channel__name"]


@admin.register(ReturnReason)
class ReturnReasonAdmin(OmsAdmin):
    """The reasons offered to customers, in their order."""

    list_display = ["label", "label_de", "code", "is_our_fault", "is_active", "position"]
    list_editable = ["position", "is_active"]
    ordering = ["position", "id"]
