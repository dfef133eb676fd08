from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.base import OmsAdmin, ReadOnlyAdmin
from core.admin.chips import state_chip
from core.admin.columns import link
from core.admin.filters import fixed_filter
from inventory.models import (
    AdviceDecision,
    AdviceStatus,
    DemandForecast,
    ForecastRun,
    PlanningPolicy,
    ReplenishmentAdvice,
)

TONES = {AdviceStatus.ORDER: "warn", AdviceStatus.ENOUGH: "good", AdviceStatus.OVERSTOCK: "bad", "dead": "bad"}


@admin.register(PlanningPolicy)
class PlanningPolicyAdmin(OmsAdmin):
    """Service levels, costs and limits that advice is reckoned with; they count from the next plan on."""

    list_display = ["__str__", "service_a", "service_b", "service_c", "cover_days", "overstock_days", "dead_days"]
    list_select_related = ["warehouse"]
    when_empty = "Without a policy 98, 95 and 90 % hold for classes A, B and C. Add one to say otherwise."
    ordering = ["id"]
    fields = [
        "warehouse", ("service_a", "service_b", "service_c"), ("a_share", "b_share"), ("review_days", "lead_days"),
        "lead_spread_percent", "cover_days", ("order_cost", "order_cost_currency", "holding_percent"),
        ("overstock_days", "dead_days"),
    ]  # fmt: skip
    is_deletable = True


@admin.register(ReplenishmentAdvice)
class ReplenishmentAdviceAdmin(ReadOnlyAdmin):
    """When to order and how much, as it was reckoned; followed on the planning page."""

    list_display = [
        "page_shown", "warehouse", "status_shown", "abc", "xyz", "demand_class", "weekly", "projected",
        "reorder_point", "order_up_to", "excess", "supplier", "computed_at",
    ]  # fmt: skip
    list_display_links = ["warehouse"]
    list_filter = [
        "status",
        fixed_filter("abc", "ABC", [(one, one) for one in "ABC"]),
        fixed_filter("xyz", "XYZ", [(one, one) for one in "XYZ"]),
        "demand_class",
        "warehouse",
        "differs",
    ]
    list_select_related = ["sku", "warehouse"]
    search_fields = ["sku__code__istartswith", "supplier__istartswith"]
    search_help_text = "SKU code or supplier"
    when_empty = "Advice comes with the first plan, each night. The planning page starts one now."
    ordering = ["-id"]

    @admin.display(description="SKU")
    def page_shown(self, advice: ReplenishmentAdvice) -> SafeString:
        return link(reverse("desk:advice", args=[advice.pk]), advice.sku.code)

    @admin.display(description="Advice", ordering="status")
    def status_shown(self, advice: ReplenishmentAdvice) -> SafeString:
        return state_chip(advice.status, advice.get_status_display(), TONES)


@admin.register(DemandForecast)
class DemandForecastAdmin(ReadOnlyAdmin):
    """What each warehouse will be asked for."""

    list_display = ["sku", "warehouse", "demand_class", "method", "weekly", "error", "mase", "computed_at"]
    list_filter = ["demand_class", "warehouse"]
    list_select_related = ["sku", "warehouse"]
    search_fields = ["sku__code__istartswith"]
    search_help_text = "SKU code"
    when_empty = "Forecasts come with the first plan, each night."
    ordering = ["-id"]


@admin.register(ForecastRun)
class ForecastRunAdmin(ReadOnlyAdmin):
    """Plans: when, from how much history, how far they are."""

    list_display_links = ["state"]
    list_display = ["page_shown", "state", "pairs", "weeks", "asked_by", "asked_at", "finished_at", "message"]
    list_filter = ["state"]
    when_empty = "A plan is reckoned each night. The planning page starts one now."
    ordering = ["-id"]

    @admin.display(description="plan")
    def page_shown(self, run: ForecastRun) -> SafeString:
        return link(reverse("desk:plan", args=[run.pk]), run)


@admin.register(AdviceDecision)
class AdviceDecisionAdmin(ReadOnlyAdmin):
    """Who followed which advice, with the rule before and after."""

    list_display = ["advice", "act", "decided_by", "decided_at", "supply"]
    list_filter = ["act"]
    list_select_related = ["advice__sku", "advice__warehouse", "supply"]
    when_empty = "Nobody followed advice yet. The planning page has what is advised."
    ordering = ["-id"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["advice", "act", "supply", "before", "after", "decided_by", "decided_at"]
