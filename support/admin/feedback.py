from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.base import OmsAdmin, ReadOnlyAdmin
from core.admin.chips import chip
from core.admin.columns import link
from core.admin.filters import fixed_filter
from support.models import Feedback, FeedbackRequest, SlaPolicy

RATINGS = tuple((str(rating), f"{rating} of 5") for rating in range(1, 6))


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    """What customers think of their orders."""

    list_display = ["rating_shown", "words", "order_shown", "line", "case", "given_at", "changed_at"]
    list_filter = [fixed_filter("rating", "rating", RATINGS)]
    list_select_related = ["order", "line", "case"]
    search_fields = ["order__number__exact"]
    search_help_text = "Order number"
    ordering = ["-id"]

    @admin.display(description="Rating", ordering="rating")
    def rating_shown(self, feedback: Feedback) -> SafeString:
        tone = "bad" if feedback.rating <= 2 else "good" if feedback.rating >= 4 else "neutral"
        return chip(f"{feedback.rating} of 5", tone)

    @admin.display(description="Order")
    def order_shown(self, feedback: Feedback) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[feedback.order_id]), feedback.order.number)


@admin.register(FeedbackRequest)
class FeedbackRequestAdmin(ReadOnlyAdmin):
    """Who was asked how it was, and when."""

    list_display = ["asked_at", "order"]
    list_select_related = ["order"]
    search_fields = ["order__number__exact"]
    search_help_text = "Order number"
    ordering = ["-id"]


@admin.register(SlaPolicy)
class SlaPolicyAdmin(OmsAdmin):
    """How soon cases are answered and resolved; a line for a kind goes before the one for every kind."""

    is_deletable = True
    list_display = ["priority", "kind_shown", "answer_hours", "resolve_hours", "calendar", "escalate_to"]
    list_select_related = ["calendar", "escalate_to"]
    ordering = ["priority", "kind"]

    @admin.display(description="Kind", ordering="kind")
    def kind_shown(self, policy: SlaPolicy) -> str:
        return policy.get_kind_display() if policy.kind else "Every kind"
