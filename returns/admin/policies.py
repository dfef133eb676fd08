from django.contrib import admin

from core.admin.base import OmsAdmin
from returns.models import ReturnerRule, ReturnPolicy, ReturnReason


@admin.register(ReturnPolicy)
class ReturnPolicyAdmin(OmsAdmin):
    """What may come back, on which terms; where no policy fits 30 days are granted."""

    when_empty = "Without a policy every customer has 30 days and sends at own cost. Add one for all channels first."
    list_display = [
        "__str__", "window_days", "is_final_sale", "label_payer", "restocking_percent", "credit_bonus_percent",
        "approves_at_once",
    ]  # fmt: skip
    list_select_related = ["channel"]
    ordering = ["channel__name", "category", "country"]
    fieldsets = [
        ("For", {
            "fields": ["channel", ("category", "country")],
            "description": "The most specific policy counts: the one that names most of the three; of two that name "
            "as many, the one with the category, then the one with the country.",
        }),
        ("What may come back", {"fields": [("window_days", "is_final_sale"), ("max_units", "travel_days")]}),
        ("Approval", {"fields": [("approves_at_once", "approves_up_to")]}),
        ("The way back", {"fields": [("label_payer", "return_shipping_fee")]}),
        ("Settlement", {"fields": [("restocking_percent", "restocking_amount"), "credit_bonus_percent"]}),
    ]  # fmt: skip


@admin.register(ReturnReason)
class ReturnReasonAdmin(OmsAdmin):
    """The reasons offered to customers: a tree of headings and reasons, in their order."""

    list_display = ["label", "parent", "label_de", "code", "is_heading", "is_our_fault", "is_active", "position"]
    list_editable = ["position", "is_active"]
    list_select_related = ["parent"]
    ordering = ["position", "id"]
    fields = [
        ("code", "is_active"), ("is_heading", "parent"), ("label", "label_de"), ("is_our_fault", "position"),
    ]  # fmt: skip


@admin.register(ReturnerRule)
class ReturnerRuleAdmin(OmsAdmin):
    """From which share on a person decides on every return of a customer."""

    when_empty = "Without a rule nobody is flagged. Add one for all channels, or one by channel."
    list_display = ["__str__", "channel", "days", "min_orders", "max_percent"]
    list_select_related = ["channel"]
