from django.contrib import admin

from core.admin.base import OmsAdmin
from payments.models import ApprovalLimit, GoodwillLimit


@admin.register(ApprovalLimit)
class ApprovalLimitAdmin(OmsAdmin):
    """From which sum a refund needs a second person; a currency without a line always does."""

    list_display = ["currency", "channel", "amount"]
    list_select_related = ["channel"]
    search_fields = ["currency"]
    ordering = ["currency", "channel"]
    is_deletable = True
    when_empty = "Every refund needs a second person. Add a line for each currency in which one is enough."


@admin.register(GoodwillLimit)
class GoodwillLimitAdmin(OmsAdmin):
    """What a role may give of goodwill on one order; a role without any line is bound by its rights alone."""

    list_display = ["group", "currency", "channel", "amount"]
    list_select_related = ["group", "channel"]
    search_fields = ["group__name", "currency"]
    ordering = ["group", "currency", "channel"]
    is_deletable = True
    when_empty = "Whoever may grant refunds may give any goodwill. Add a line for each role that has a limit."
