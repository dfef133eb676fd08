from django.contrib import admin
from django.utils.safestring import SafeString

from core.admin.base import OmsAdmin
from core.admin.columns import money
from payments.models import ApprovalLimit, GoodwillLimit


@admin.register(ApprovalLimit)
class ApprovalLimitAdmin(OmsAdmin):
    """From which sum a refund, or credit given away, needs a second person; a currency without a line always does."""

    list_display = ["currency", "channel", "amount_shown"]
    list_select_related = ["channel"]
    search_fields = ["currency"]
    ordering = ["currency", "channel"]
    is_deletable = True
    when_empty = "Every refund needs a second person. Add a line for each currency in which one is enough."

    @admin.display(description="Second person above", ordering="amount")
    def amount_shown(self, limit: ApprovalLimit) -> SafeString:
        return money(limit.amount, limit.currency)


@admin.register(GoodwillLimit)
class GoodwillLimitAdmin(OmsAdmin):
    """What a role may give of goodwill on one order, and each of its members on a day.

    A role without any line is bound by its rights alone.
    """

    list_display = ["group", "currency", "channel", "amount_shown", "daily_shown"]
    list_select_related = ["group", "channel"]
    search_fields = ["group__name", "currency"]
    ordering = ["group", "currency", "channel"]
    is_deletable = True
    when_empty = "Whoever may grant refunds may give any goodwill. Add a line for each role that has a limit."

    @admin.display(description="At most on an order", ordering="amount")
    def amount_shown(self, limit: GoodwillLimit) -> SafeString:
        return money(limit.amount, limit.currency)

    @admin.display(description="At most a day and person", ordering="daily_amount")
    def daily_shown(self, limit: GoodwillLimit) -> SafeString:
        return money(limit.daily_amount, limit.currency)
