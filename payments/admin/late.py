from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.admin.people import NamesPeople, person
from core.errors import Blocker
from payments.models import LateMoney
from payments.selectors.late import goods_gone
from payments.services.late import give_back_late, reinstate_blockers, reinstate_late, reinstate_late_and_wait
from payments.statuses import LateState, TransactionKind

TONES = {"open": "warn", "reinstated": "good", "given_back": "neutral", "gone": "bad"}


def can_reinstate_and_wait(late: LateMoney) -> Iterator[Blocker]:
    if late.state != LateState.OPEN:
        yield Blocker(NOT_NOW, "it is decided.")
    else:
        yield from reinstate_blockers(late.order, list(late.order.payments.all()), late)


def can_reinstate(late: LateMoney) -> Iterator[Blocker]:
    yield from can_reinstate_and_wait(late)
    if late.state == LateState.OPEN:
        yield from goods_gone(late.order)


LATE_MOVES = {
    "reinstate": Move(
        service=reinstate_late, label="Reinstate the order", icon="restart_alt", is_primary=True, needs_reason=True,
        find_blockers=can_reinstate, done="The order lives again; what came late pays it.",
    ),
    "reinstate_and_wait": Move(
        service=reinstate_late_and_wait, label="Reinstate, backorder what is gone", icon="schedule", needs_reason=True,
        right="orders.reinstate_order", find_blockers=can_reinstate_and_wait,
        question="Goods that are gone are backordered with a new promise; the customer should know.",
        done="The order lives again; what is gone is backordered.",
    ),
    "give_back": Move(
        service=give_back_late, label="Give the money back", icon="undo",
        question="A reservation is let go, captured money goes back the way it came. The order stays over.",
        done="On its way back.",
    ),
}  # fmt: skip


@admin.register(LateMoney)
class LateMoneyAdmin(NamesPeople, MovesAdmin):
    """Money that came for orders that are over: each waits for one decision."""

    when_empty = "No money came too late: nothing waits for a decision."
    # The first column leads elsewhere; a link in a link has no name.
    list_display_links = ["amount_shown"]
    list_display = ["order_link", "amount_shown", "what", "state_shown", "came_at", "who", "decided_at"]
    list_filter = [fixed_filter("state", "state", LateState.choices)]
    list_select_related = ["order", "transaction"]
    search_fields = ["order__number__istartswith"]
    search_help_text = "Order number"
    ordering = ["-id"]
    fields = [
        ("order_link", "order_state"), ("amount_shown", "what"), ("payment_link", "state_shown"),
        "came_at", ("who", "decided_at"),
    ]  # fmt: skip
    readonly_fields = [
        "order_link", "order_state", "amount_shown", "what", "payment_link", "state_shown", "came_at", "who",
        "decided_at",
    ]  # fmt: skip
    moves = LATE_MOVES
    label_columns = ("decided_by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="Decided by", empty_value="—")
    def who(self, late: LateMoney) -> str | None:
        return person(late, "decided_by") or None

    @admin.display(description="Order")
    def order_link(self, late: LateMoney) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[late.order_id]), late.order.number)

    @admin.display(description="The order is")
    def order_state(self, late: LateMoney) -> str:
        return late.order.get_state_display()

    @admin.display(description="Amount")
    def amount_shown(self, late: LateMoney) -> SafeString:
        return money(late.amount, late.currency)

    @admin.display(description="What came")
    def what(self, late: LateMoney) -> str:
        is_reserved = late.transaction.kind == TransactionKind.AUTHORIZATION
        return "Reserved on a card" if is_reserved else "Paid"

    @admin.display(description="Payment")
    def payment_link(self, late: LateMoney) -> SafeString:
        payment = late.transaction.payment
        return link(reverse("admin:payments_payment_change", args=[payment.pk]), payment.number)

    @admin.display(description="State", ordering="state")
    def state_shown(self, late: LateMoney) -> SafeString:
        return state_chip(late.state, late.get_state_display(), TONES)
