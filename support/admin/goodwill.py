from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from core.admin.people import NamesPeople, person
from support.models import GoodwillWish, WishState
from support.services.goodwill import APPROVE_RIGHT, approve_goodwill, refuse_goodwill, wish_blockers

TONES: Mapping[str, str] = {WishState.WAITING: "warn", WishState.GRANTED: "good"}


@admin.register(GoodwillWish)
class GoodwillWishAdmin(NamesPeople, MovesAdmin):
    """Goodwill above somebody's limits: a second person grants it, or does not."""

    when_empty = "Nothing waits: goodwill within the limits is granted at once."
    label_columns = ["asked_by", "decided_by"]
    list_display = ["asked_at", "order_shown", "amount_shown", "reason", "asked", "state_shown"]
    list_filter = [fixed_filter("state", "state", WishState.choices)]
    list_select_related = ["order", "case", "refund"]
    search_fields = ["order__number__exact"]
    search_help_text = "Order number"
    ordering = ["-id"]
    fields = [
        ("state_shown", "amount_shown"), ("order_shown", "case_shown"), "destination", "reason", "why",
        ("asked", "asked_at"), ("decided", "decided_at"), "refund_shown",
    ]  # fmt: skip
    readonly_fields = [
        "state_shown", "amount_shown", "order_shown", "case_shown", "asked", "decided", "refund_shown",
    ]  # fmt: skip
    moves = {
        "approve": Move(
            service=approve_goodwill, label="Grant it", icon="check", right=APPROVE_RIGHT, is_primary=True,
            question="It is granted as yours, within your own limits.", find_blockers=wish_blockers,
            told=lambda wish: f"Refund {wish.refund.number} is granted.",
        ),
        "refuse": Move(
            service=refuse_goodwill, label="Do not grant it", icon="block", needs_reason=True,
            right="support.give_goodwill", find_blockers=wish_blockers, done="It is not given.",
        ),
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="State", ordering="state")
    def state_shown(self, wish: GoodwillWish) -> SafeString:
        return state_chip(wish.state, wish.get_state_display(), TONES)

    @admin.display(description="Amount", ordering="amount")
    def amount_shown(self, wish: GoodwillWish) -> SafeString:
        return money(wish.amount, wish.currency)

    @admin.display(description="Order")
    def order_shown(self, wish: GoodwillWish) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[wish.order_id]), wish.order.number)

    @admin.display(description="Case")
    def case_shown(self, wish: GoodwillWish) -> SafeString | str:
        if wish.case is None:
            return "—"
        return link(reverse("admin:support_case_change", args=[wish.case_id]), wish.case.number)

    @admin.display(description="Refund")
    def refund_shown(self, wish: GoodwillWish) -> SafeString | str:
        if wish.refund is None:
            return "—"
        return link(reverse("admin:payments_refund_change", args=[wish.refund.pk]), wish.refund.number)

    @admin.display(description="Asked by")
    def asked(self, wish: GoodwillWish) -> str:
        return person(wish, "asked_by")

    @admin.display(description="Decided by")
    def decided(self, wish: GoodwillWish) -> str:
        return person(wish, "decided_by") or "—"
