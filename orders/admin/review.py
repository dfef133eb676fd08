from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.admin.base import OmsAdmin
from core.admin.columns import link
from core.admin.filters import fixed_filter
from core.money import UnknownCurrency, exponent, quantize
from orders.models import HoldBlock, ReviewKind, ReviewRule, ReviewScope
from orders.models.review import ABOUT_LINES, ASKS
from orders.selectors.reviewing import look_back

SHOWN = 50
_MISSING = {
    "amount": "Give an amount above 0; orders above it are held.",
    "currency": "Give the currency of the amount, or choose a channel.",
    "quantity": "Give the number of units of a line that is still usual, at least 1.",
    "minutes": "Give the minutes that may lie between the two orders, at least 1.",
}


class ReviewRuleForm(forms.ModelForm):
    """A rule as the office types it; what its kind does not ask for is emptied."""

    blocks = forms.MultipleChoiceField(
        label="What waits", choices=HoldBlock.choices, widget=forms.CheckboxSelectMultiple,
        initial=[block.value for block in HoldBlock],
    )  # fmt: skip

    class Meta:
        model = ReviewRule
        fields = [
            "name", "kind", "channel", "amount", "currency", "quantity", "minutes", "skus", "hold_kind", "blocks",
            "scope", "due_hours", "sentence", "priority", "is_active",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind, channel = given.get("kind", ""), given.get("channel")
        asked = ASKS.get(kind, ())
        if "currency" in asked and not given.get("currency") and channel:
            given["currency"] = channel.currency
        for name, sentence in _MISSING.items():
            if name not in asked:
                given[name] = "" if name == "currency" else None
            elif not given.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        self._check_money(given)
        if kind == ReviewKind.SKU_WATCHED and not given.get("skus"):
            self.add_error("skus", "Choose at least one SKU to watch.")
        if given.get("scope") == ReviewScope.LINE and kind not in ABOUT_LINES:
            self.add_error("scope", "This kind looks at the whole order, so it holds the whole order.")
        return given

    def _check_money(self, given: dict[str, Any]) -> None:
        currency, amount = str(given.get("currency") or "").strip().upper(), given.get("amount")
        if not currency:
            return
        given["currency"] = currency
        try:
            decimals = exponent(currency)
        except UnknownCurrency as error:
            self.add_error("currency", error.message)
            return
        if given.get("channel") and given["channel"].currency != currency:
            self.add_error("currency", f"{given['channel'].name} sells in {given['channel'].currency}.")
        if amount is not None and quantize(amount, currency) != amount:
            self.add_error("amount", f"{currency} has {decimals} decimals; {amount} has more.")


@admin.register(ReviewRule)
class ReviewRuleAdmin(OmsAdmin):
    """What makes placed orders wait; changes hold within seconds."""

    form = ReviewRuleForm
    is_deletable = True
    when_empty = "No rule yet: orders are confirmed without a review. Add one, then see what it would have held."
    list_display = ["name", "kind", "channel", "hold_kind", "scope", "priority", "is_active"]
    list_filter = [
        fixed_filter("kind", "kind", ReviewKind.choices),
        fixed_filter("is_active", "use", [("1", "Active"), ("0", "Switched off")]),
    ]
    list_select_related = ["channel"]
    search_fields = ["name"]
    ordering = ["priority", "id"]
    autocomplete_fields = ["skus"]
    readonly_fields = ["looked_back", "look_back_link"]
    conditional_fields = {
        "amount": "['amount_above', 'first_order_above'].includes(kind)",
        "currency": "['amount_above', 'first_order_above'].includes(kind)",
        "quantity": "kind == 'quantity_above'",
        "minutes": "kind == 'possible_duplicate'",
        "skus": "kind == 'sku_watched'",
        "scope": "['quantity_above', 'sku_watched'].includes(kind)",
    }
    fieldsets = [
        (None, {"fields": ["name", "kind", "channel", "amount", "currency", "quantity", "minutes", "skus"]}),
        ("The hold", {"fields": ["hold_kind", "blocks", "scope", "due_hours", "sentence"]}),
        ("Use", {"fields": ["priority", "is_active"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: ReviewRule | None = None) -> Any:
        """Looks back only when asked: that reads up to two thousand orders."""
        shown = "looked_back" if obj and "look-back" in request.GET else "look_back_link"
        first, second, (title, _) = self.fieldsets
        return [first, second, (title, {"fields": ["priority", "is_active", shown]})]

    @admin.display(description="What it would have held")
    def look_back_link(self, rule: ReviewRule) -> SafeString | str:
        if rule.pk is None:
            return "Save it first, then look back."
        return link("?look-back=1", "Look at the last 30 days")

    @admin.display(description="It would have held")
    def looked_back(self, rule: ReviewRule) -> SafeString:
        found = look_back(rule, now=timezone.now())
        rows = format_html_join(
            "", '<li><a class="oms-link" href="{}">{}</a> {}</li>',
            (
                (reverse("admin:orders_order_change", args=[one.order.pk]), one.order.number, one.sentence)
                for one in found.strikes[:SHOWN]
            ),
        )  # fmt: skip
        held = len({one.order.pk for one in found.strikes})
        text = '{} of {} orders of the last 30 days, as last saved.<ul class="oms-list">{}</ul>'
        return format_html(text, held, found.looked_at, rows)
