from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from unfold.contrib.filters.admin import DropdownFilter

from core.admin.chips import chip, state_chip
from core.admin.columns import link, money
from core.admin.filters import empty_filter, fixed_filter
from core.admin.moves_admin import MovesAdmin
from core.admin.people import person
from core.money import format_money
from core.wording import units_said
from returns.admin.houses import of_own_houses, sees_all_houses
from returns.admin.moves import RETURN_MOVES
from returns.admin.tables import tables_of
from returns.models import Return, ReturnState
from returns.selectors.labels import return_labels
from returns.selectors.queues import QUEUES, counted_queues, oldest_first, queue_counts, returns_in
from returns.selectors.returners import standing_of
from returns.selectors.written_off import written_off

TONES: Mapping[str, str] = {
    ReturnState.REQUESTED: "warn",
    ReturnState.APPROVED: "info",
    ReturnState.IN_TRANSIT: "info",
    ReturnState.RECEIVED: "warn",
    ReturnState.INSPECTED: "warn",
    ReturnState.RESOLVED: "info",
    ReturnState.CLOSED: "good",
    ReturnState.REJECTED: "bad",
}


def _counts(request: HttpRequest) -> dict[str, int]:
    """How many wait in each queue of those that the list shows to the user."""
    if sees_all_houses(request):
        return counted_queues()
    return queue_counts(of_own_houses(Return.objects.all(), request))


class QueueFilter(DropdownFilter):
    """What is to be done; in a queue whoever waited longest is first."""

    title = "to do"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return [(queue.name, queue.title) for queue in QUEUES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return oldest_first(queryset.filter(returns_in(value))) if value else queryset


@admin.register(Return)
class ReturnAdmin(MovesAdmin):
    """Goods coming back, from the wish to the refund."""

    when_empty = "Customers ask for a return by the link in their mails; a rep takes one on the order's page."
    list_before_template = "admin/returns/return_list_before.html"
    list_display = [
        "number", "state_shown", "order_shown", "reason", "resolution", "warehouse", "requested_at", "expires_at",
    ]  # fmt: skip
    list_display_links = ["number"]
    list_filter = [
        QueueFilter,
        fixed_filter("state", "state", ReturnState.choices),
        empty_filter("ended_at", "over", "Open", "Over"),
    ]
    list_select_related = ["order", "reason", "warehouse"]
    search_fields = ["number__exact", "order__number__exact", "tracking_number__exact"]
    search_help_text = "Number of the return or the order, or a tracking number"
    ordering = ["-id"]
    moves = RETURN_MOVES
    fields = [
        ("number", "state_shown"), ("order_shown", "warehouse"), ("customer_shown", "resolution"),
        ("reason", "is_blind"), "comment", "decision_note", ("label_payer", "labels_shown"),
        ("carrier", "tracking_number"), ("credited_shown", "bonus_shown"), "written_off_shown",
        ("requester", "requested_at"), ("approved_at", "expires_at"), ("sent_at", "received_at"),
        ("inspected_at", "resolved_at"), ("goods_back_at", "closed_at", "ended_at"),
    ]  # fmt: skip

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return tables_of(obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Return]:
        found: QuerySet[Return] = super().get_queryset(request)
        found = of_own_houses(found, request)
        return found.select_related("order__customer", "order__original_order", "reason", "warehouse")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        counts, chosen = _counts(request), request.GET.get("queue", "")
        shown = [
            (one, counts[one.name], one.name == chosen) for one in QUEUES if counts[one.name] or one.name == chosen
        ]
        return super().changelist_view(request, {"queues": shown, **(extra_context or {})})

    @admin.display(description="Requested by")
    def requester(self, ret: Return) -> str:
        return person(ret, "requested_by")

    @admin.display(description="State", ordering="state")
    def state_shown(self, ret: Return) -> SafeString:
        return state_chip(ret.state, ret.get_state_display(), TONES)

    @admin.display(description="Order")
    def order_shown(self, ret: Return) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[ret.order_id]), ret.order.number)

    @admin.display(description="Customer")
    def customer_shown(self, ret: Return) -> SafeString:
        """With what they send back else, where the channel has a rule for it."""
        customer = ret.order.customer
        if customer is None:
            return format_html("{}", "Guest")
        name = link(reverse("admin:customers_customer_change", args=[customer.pk]), customer)
        standing = standing_of(customer.pk, ret.order.channel_id, now=timezone.now())
        if standing is None:
            return name
        flag = chip("Sends most of it back", "bad") if standing.is_serial else ""
        return format_html('{} {} <span class="oms-muted">{}</span>', name, flag, standing.sentence)

    @admin.display(description="Labels")
    def labels_shown(self, ret: Return) -> SafeString:
        rows = [
            (
                link(reverse("admin:shipping_looselabel_change", args=[label.pk]), label),
                label.get_direction_display().lower(),
                label.get_state_display().lower(),
                label.get_tracking_status_display().lower(),
                label.error,
            )
            for label in return_labels([ret.number])
        ]
        return format_html_join(mark_safe("<br>"), "{}: {}, {}, {} {}", rows) or format_html("{}", "—")

    @admin.display(description="Credited, less fees")
    def credited_shown(self, ret: Return) -> SafeString:
        """With a word where nothing was paid for the goods, and so nothing can be credited."""
        credited, first = money(ret.credited_amount, ret.order.currency), ret.order.original_order
        if first is None or ret.order.total:
            return credited
        return format_html(
            '{} <span class="oms-muted">Its goods went out for nothing in place of goods of {}, so this return credits'
            " nothing. What they are worth is granted by a lead, as goodwill on that order.</span>",
            credited, link(reverse("admin:orders_order_change", args=[first.pk]), first.number),
        )  # fmt: skip

    @admin.display(description="Bonus in store credit")
    def bonus_shown(self, ret: Return) -> SafeString:
        return money(ret.bonus_amount, ret.order.currency)

    @admin.display(description="Written off at cost")
    def written_off_shown(self, ret: Return) -> str:
        value = written_off(ret.pk)
        amounts = [format_money(amount, currency) for currency, amount in value.amounts.items()]
        unknown = f"{units_said(value.unknown_units)} of unknown cost" if value.unknown_units else ""
        return ", ".join(filter(None, [*amounts, unknown])) or "—"
