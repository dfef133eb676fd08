"""Exchanges in the office: what waits for a decision, for money, for goods."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter

from core.admin.base import ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from core.admin.people import person
from core.errors import Blocker
from orders.lifecycle import wrong_state
from orders.statuses import LIVING
from returns.models import Exchange, ExchangeLine, ExchangeMode, ExchangeState
from returns.selectors.exchanges import exchanges_to_decide
from returns.services.exchange_deciding import (
    approve_exchange,
    cancel_exchange,
    deny_exchange,
    place_again,
    placing_blockers,
)

EXCHANGE_TONES: Mapping[str, str] = {
    ExchangeState.REQUESTED: "warn",
    ExchangeState.APPROVED: "info",
    ExchangeState.AWAITING_PAYMENT: "warn",
    ExchangeState.AWAITING_RETURN: "info",
    ExchangeState.RELEASED: "info",
    ExchangeState.COMPLETED: "good",
    ExchangeState.DENIED: "bad",
    ExchangeState.EXPIRED: "bad",
}


def can_be_called_off(exchange: Exchange) -> Iterator[Blocker]:
    """As the machine says, and the new goods have not left."""
    yield from exchange.blockers("cancel")
    new = exchange.replacement
    if exchange.ended_at is None and new is not None:
        if new.state in LIVING:
            yield from new.blockers("cancel")
        elif new.state == "completed":
            yield wrong_state(new, "the new goods arrived")


EXCHANGE_MOVES = {
    "approve": Move(
        service=approve_exchange, label="Approve", icon="task_alt", is_primary=True,
        question="The goods may come back, and the new order is placed at the agreed price.",
        done="Approved. The new order is placed within seconds.",
    ),
    "place_again": Move(
        service=place_again, label="Place the new order again", icon="replay", is_primary=True,
        right="returns.approve_exchange", find_blockers=placing_blockers, done="It is placed within seconds.",
    ),
    "deny": Move(
        service=deny_exchange, label="Deny", icon="block", needs_reason=True, is_danger=True,
        question="The reason is told to the customer. The return is rejected with it.", done="Denied.",
    ),
    "cancel": Move(
        service=cancel_exchange, label="Call off", icon="cancel", needs_reason=True, is_danger=True,
        find_blockers=can_be_called_off, done="Called off.",
        question="The new order is canceled. Goods already on their way back are taken back as a return.",
    ),
}  # fmt: skip


class WaitingFilter(DropdownFilter):
    """By what is waited for."""

    title = "waits for"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return (("decision", "A decision"), ("open", "Anything: open"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Exchange]) -> QuerySet[Exchange]:
        if self.value() == "decision":
            return queryset.filter(pk__in=exchanges_to_decide().values("pk"))
        return queryset.filter(ended_at=None) if self.value() == "open" else queryset


class ExchangeLineInline(ReadOnlyInline):
    model = ExchangeLine
    verbose_name_plural = "Goods that go out"
    hide_title = False
    tab = False
    fields = ["sku", "quantity", "price_shown", "tax_shown"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("sku", "exchange__order")

    @admin.display(description="Price of one")
    def price_shown(self, line: ExchangeLine) -> str:
        return f"{line.unit_price.normalize():f}"

    @admin.display(description="Tax of all")
    def tax_shown(self, line: ExchangeLine) -> SafeString:
        return money(line.tax_amount, line.exchange.order.currency)


@admin.register(Exchange)
class ExchangeAdmin(MovesAdmin):
    """Goods that come back and the order that goes out for them."""

    when_empty = "Start one by “Exchange” on the order's page; customers ask for one by the link in their mails."
    list_display = [
        "number", "state_shown", "order_shown", "replacement_shown", "mode", "value_shown", "price_shown", "due_at",
    ]  # fmt: skip
    list_display_links = ["number"]
    list_filter = [
        WaitingFilter,
        fixed_filter("state", "state", ExchangeState.choices),
        fixed_filter("mode", "new goods leave", ExchangeMode.choices),
    ]
    list_select_related = ["order", "replacement", "rma"]
    search_fields = [
        "number__exact", "order__number__exact", "replacement__number__exact", "rma__number__exact",
    ]  # fmt: skip
    search_help_text = "Number of the exchange, the return or one of its orders"
    ordering = ["-id"]
    inlines = [ExchangeLineInline]
    moves = EXCHANGE_MOVES
    fields = [
        ("number", "state_shown"), ("order_shown", "replacement_shown", "rma_shown"), "mode",
        ("value_shown", "price_shown"), ("difference_shown", "difference_to"), "taken_shown", "failure",
        "decision_note", ("requester", "requested_at"), ("approved_at", "due_at"), ("released_at", "ended_at"),
    ]  # fmt: skip
    readonly_fields = ["rma_shown", "difference_shown", "taken_shown"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Requested by")
    def requester(self, exchange: Exchange) -> str:
        return person(exchange, "requested_by")

    @admin.display(description="State", ordering="state")
    def state_shown(self, exchange: Exchange) -> SafeString:
        return state_chip(exchange.state, exchange.get_state_display(), EXCHANGE_TONES)

    @admin.display(description="Order")
    def order_shown(self, exchange: Exchange) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[exchange.order_id]), exchange.order.number)

    @admin.display(description="New order")
    def replacement_shown(self, exchange: Exchange) -> SafeString | str:
        new = exchange.replacement
        return link(reverse("admin:orders_order_change", args=[new.pk]), new.number) if new else "—"

    @admin.display(description="Return")
    def rma_shown(self, exchange: Exchange) -> SafeString:
        ret = exchange.rma
        return link(reverse("admin:returns_return_change", args=[ret.pk]), f"{ret.number}, {ret.get_state_display()}")

    @admin.display(description="Coming back")
    def value_shown(self, exchange: Exchange) -> SafeString:
        return money(exchange.value_amount, exchange.order.currency)

    @admin.display(description="Going out")
    def price_shown(self, exchange: Exchange) -> SafeString:
        return money(exchange.price_amount, exchange.order.currency)

    @admin.display(description="Moved to the new order")
    def taken_shown(self, exchange: Exchange) -> SafeString:
        return money(exchange.taken_amount, exchange.order.currency)

    @admin.display(description="Difference")
    def difference_shown(self, exchange: Exchange) -> SafeString | str:
        owed = exchange.price_amount - exchange.value_amount
        amount = money(abs(owed), exchange.order.currency)
        if not owed:
            return "None: it is even"
        return format_html("{} {}", amount, "to be paid by the customer" if owed > 0 else "to be given back")
