from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin
from orders.models import SourcingTrial, TrialOrder


@admin.register(SourcingTrial)
class SourcingTrialAdmin(ReadOnlyAdmin):
    """What-ifs of sourcing rules; asked for and compared on their own page."""

    list_display = ["page_shown", "channel", "state", "orders", "differing", "asked_by", "asked_at", "finished_at"]
    list_filter = ["channel", "state"]
    list_select_related = ["channel"]
    when_empty = "Nothing was tried yet. “Sourcing what-if” in the menu replays orders under a draft of rules."
    ordering = ["-id"]
    exclude = ["books"]

    @admin.display(description="what-if")
    def page_shown(self, trial: SourcingTrial) -> SafeString:
        return format_html('<a class="oms-link" href="{}">{}</a>', reverse("desk:trial", args=[trial.pk]), trial)


@admin.register(TrialOrder)
class TrialOrderAdmin(ReadOnlyAdmin):
    """Orders that a draft would have decided otherwise."""

    list_display = ["order", "trial", "parcels_more", "days_later"]
    list_select_related = ["order", "trial"]
    when_empty = "No what-if has found an order that would have been decided otherwise."
    ordering = ["-id"]
