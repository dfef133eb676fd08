from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.selectors import actor_of
from core import moments
from core.admin.base import OmsAdmin, ReadOnlyAdmin
from core.admin.columns import link
from core.admin.filters import empty_filter, fixed_filter
from core.admin.people import NamesPeople, person
from payments.admin.risk_forms import DenyListEntryForm, DisposableDomainForm, FraudRuleForm
from payments.models import DenyKind, DenyListEntry, DisposableDomain, FraudRule, RiskAssessment, RuleKind

VERDICTS = [("pass", "Pass"), ("review", "Review"), ("decline", "Decline")]


@admin.register(FraudRule)
class FraudRuleAdmin(OmsAdmin):
    """Signals and their weights; changes hold for the next order."""

    form = FraudRuleForm
    when_empty = "No rule: every order passes. Add one."
    list_display = ["name", "kind", "channel", "threshold", "window_hours", "score", "is_active"]
    list_filter = [
        fixed_filter("kind", "kind", RuleKind.choices),
        fixed_filter("is_active", "use", [("1", "Active"), ("0", "Switched off")]),
    ]
    list_select_related = ["channel"]
    search_fields = ["name"]
    is_deletable = True
    conditional_fields = {
        "threshold": "kind.startsWith('velocity_') || ['amount_above', 'first_order_above'].includes(kind)",
        "currency": "['amount_above', 'first_order_above'].includes(kind)",
        "window_hours": "kind.startsWith('velocity_')",
    }
    fieldsets = [
        (None, {"fields": ["name", "kind", "channel", "threshold", "currency", "window_hours"]}),
        ("Weight", {"fields": ["score", "is_active"]}),
    ]


class SignedAdmin(OmsAdmin):
    """Rows that tell who added them."""

    is_deletable = True

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.added_by = actor_of(request.user).label
        super().save_model(request, obj, form, change)


@admin.register(DisposableDomain)
class DisposableDomainAdmin(SignedAdmin):
    """Mailboxes for minutes; the rule “E-mail of a disposable domain” looks here."""

    form = DisposableDomainForm
    list_display = ["domain", "added_by", "added_at"]
    search_fields = ["domain__startswith"]
    search_help_text = "Beginning of the domain"
    fields = ["domain"]


@admin.register(DenyListEntry)
class DenyListEntryAdmin(NamesPeople, SignedAdmin):
    """Who is not sold to unseen; the rule “On the deny list” looks here."""

    form = DenyListEntryForm
    when_empty = "Nobody is denied. Entries come from declined orders, or are added here."
    list_display = ["value", "kind", "reason", "order_link", "who", "added_at", "until"]
    list_filter = [
        fixed_filter("kind", "kind", DenyKind.choices), empty_filter("expires_at", "ends", "Never", "On a date"),
    ]  # fmt: skip
    list_select_related = ["order"]
    search_fields = ["value__startswith"]
    search_help_text = "Beginning of the value, in small letters"
    ordering = ["-id"]
    fields = ["kind", "value", "reason", "expires_at", "order_link", "who", "added_at"]
    readonly_fields = ["order_link", "who", "added_at"]
    label_columns = ("added_by",)

    @admin.display(description="Added by")
    def who(self, entry: DenyListEntry) -> str:
        return person(entry, "added_by")

    @admin.display(description="Until", ordering="expires_at")
    def until(self, entry: DenyListEntry) -> str:
        return moments.day(entry.expires_at) if entry.expires_at else "for good"

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Another value is another entry: this one stays what it was decided on."""
        return [*super().get_readonly_fields(request, obj), *(["kind", "value"] if obj else [])]

    @admin.display(description="Order", empty_value="—")
    def order_link(self, entry: DenyListEntry) -> SafeString | None:
        if entry.order is None:
            return None
        return link(reverse("admin:orders_order_change", args=[entry.order_id]), entry.order.number)


@admin.register(RiskAssessment)
class RiskAssessmentAdmin(ReadOnlyAdmin):
    """What the rules said, in words."""

    # The first column leads elsewhere; a link in a link has no name.
    list_display_links = ["score"]
    list_display = ["order_link", "score", "verdict", "words", "assessed_at"]
    list_filter = [fixed_filter("verdict", "verdict", VERDICTS)]
    list_select_related = ["order"]
    search_fields = ["order__number__istartswith"]
    search_help_text = "Order number"
    ordering = ["-id"]
    fields = ["order_link", ("score", "verdict"), ("review_at", "decline_at"), "words", "assessed_at"]
    readonly_fields = ["order_link", "score", "verdict", "review_at", "decline_at", "words", "assessed_at"]

    @admin.display(description="Order")
    def order_link(self, assessment: RiskAssessment) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[assessment.order_id]), assessment.order.number)

    @admin.display(description="Why", empty_value="No rule struck.")
    def words(self, assessment: RiskAssessment) -> SafeString:
        return signals_shown(assessment)


def signals_shown(assessment: RiskAssessment) -> SafeString:
    """Each signal with its weight, in words."""
    rows = ((signal["score"], signal["sentence"]) for signal in assessment.signals)
    return format_html_join("", "<div>+{} {}</div>", rows)
