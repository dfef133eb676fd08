from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.admin.base import OmsAdmin, ReadOnlyAdmin
from core.admin.columns import link
from core.admin.filters import fixed_filter
from payments.models import FraudRule, RiskAssessment, RuleKind

VERDICTS = [("pass", "Pass"), ("review", "Review"), ("decline", "Decline")]


@admin.register(FraudRule)
class FraudRuleAdmin(OmsAdmin):
    """Signals and their weights; changes hold for the next order."""

    list_display = ["name", "kind", "threshold", "score", "is_active"]
    list_filter = [fixed_filter("kind", "kind", RuleKind.choices)]
    search_fields = ["name"]
    is_deletable = True


@admin.register(RiskAssessment)
class RiskAssessmentAdmin(ReadOnlyAdmin):
    """What the rules said, in words."""

    list_display = ["order_link", "score", "verdict", "words", "assessed_at"]
    list_filter = [fixed_filter("verdict", "verdict", VERDICTS)]
    list_select_related = ["order"]
    search_fields = ["order__number__istartswith"]
    search_help_text = "Order number"
    ordering = ["-id"]
    fields = ["order_link", ("score", "verdict"), "words", "assessed_at"]
    readonly_fields = ["order_link", "score", "verdict", "words", "assessed_at"]

    @admin.display(description="Order")
    def order_link(self, assessment: RiskAssessment) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[assessment.order_id]), assessment.order.number)

    @admin.display(description="Why", empty_value="No rule struck.")
    def words(self, assessment: RiskAssessment) -> SafeString:
        rows = ((signal["score"], signal["sentence"]) for signal in assessment.signals)
        return format_html_join("", "<div>+{} {}</div>", rows)
