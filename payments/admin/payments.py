from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from orders.models import TenderKind
from payments.admin.by_hand import MANUAL_MOVES, DueFilter, reference_of
from payments.admin.payment_forms import AmountForm, ReceivedForm, TokenForm
from payments.models import Payment, PaymentTransaction
from payments.services.collecting import request_capture
from payments.services.folding import capturable
from payments.services.receiving import record_payment_received
from payments.services.retrying import request_void, retry_authorization
from payments.statuses import PaymentState

TONES = {
    "pending": "warn", "requires_action": "warn", "authorized": "info", "partially_captured": "info",
    "captured": "good", "partially_refunded": "info", "refunded": "neutral", "voided": "neutral", "failed": "bad",
    "expired": "bad", "disputed": "bad",
}  # fmt: skip
OUTCOME_TONES = {"succeeded": "good", "failed": "bad", "requested": "info", "unknown": "warn"}
RETRIED = (PaymentState.FAILED, PaymentState.EXPIRED, PaymentState.VOIDED)


def can_capture(payment: Payment) -> list[Blocker]:
    return [] if payment.gateway and capturable(payment) > 0 else [Blocker(NOT_NOW, "nothing is authorized.")]


def can_receive(payment: Payment) -> list[Blocker]:
    by_hand = not payment.gateway and payment.kind != TenderKind.CHECK
    return [] if by_hand and payment.captured_amount < payment.amount else [Blocker(NOT_NOW, "paid.")]


def can_void(payment: Payment) -> list[Blocker]:
    return can_capture(payment)


def can_retry(payment: Payment) -> list[Blocker]:
    return [] if payment.gateway and payment.state in RETRIED else [Blocker(NOT_NOW, "it did not fail.")]


PAYMENT_MOVES = {
    "capture": Move(
        service=request_capture, label="Capture", icon="payments", form=AmountForm,
        right="payments.capture_payment", find_blockers=can_capture, done="A worker collects it.",
    ),
    "received": Move(
        service=record_payment_received, label="Money arrived", icon="account_balance", form=ReceivedForm,
        is_primary=True, right="payments.receive_payment", find_blockers=can_receive, done="Written down.",
    ),
    "retry": Move(
        service=retry_authorization, label="Ask again", icon="refresh", form=TokenForm, is_primary=True,
        right="payments.authorize_payment", find_blockers=can_retry, done="A worker asks the card.",
    ),
    **MANUAL_MOVES,
    "void": Move(
        service=request_void, label="Void the rest", icon="money_off", is_danger=True,
        question="All authorized money that is not captured goes back to the customer's limit.",
        right="payments.void_payment", find_blockers=can_void, done="A worker lets it go.",
    ),
}  # fmt: skip


class TransactionInline(ReadOnlyInline):
    model = PaymentTransaction
    fields = [
        "kind", "amount_shown", "outcome_shown", "is_lapse", "gateway_reference", "note", "error", "created_at",
        "settled_at",
    ]  # fmt: skip
    readonly_fields = fields
    ordering = ["pk"]

    @admin.display(description="Amount")
    def amount_shown(self, row: PaymentTransaction) -> SafeString:
        return money(row.amount, row.currency)

    @admin.display(description="Outcome")
    def outcome_shown(self, row: PaymentTransaction) -> SafeString:
        return state_chip(row.outcome, row.get_outcome_display(), OUTCOME_TONES)


@admin.register(Payment)
class PaymentAdmin(MovesAdmin):
    """One tender and its ledger."""

    list_display = [
        "number", "order_link", "kind", "state_shown", "amount_shown", "authorized", "captured", "refunded",
        "due_on", "created_at",
    ]  # fmt: skip
    list_filter = [fixed_filter("state", "state", PaymentState.choices), DueFilter]
    list_select_related = ["order"]
    search_fields = ["number__istartswith", "order__number__istartswith"]
    search_help_text = "Payment or order number"
    ordering = ["-id"]
    fields = [
        ("number", "order_link"), ("kind", "gateway"), ("state_shown", "amount_shown"),
        ("authorized", "captured", "refunded"), ("card_brand", "card_last4", "card_country"),
        ("avs_check", "cvc_check"), ("expires_at", "failure"), ("reference", "due_on"),
        ("is_disputed", "refunds_frozen"),
    ]  # fmt: skip
    readonly_fields = [
        "number", "order_link", "kind", "gateway", "state_shown", "amount_shown", "authorized", "captured",
        "refunded", "card_brand", "card_last4", "card_country", "avs_check", "cvc_check", "expires_at", "failure",
        "reference", "due_on",
        "is_disputed", "refunds_frozen",
    ]  # fmt: skip
    inlines = [TransactionInline]
    moves = PAYMENT_MOVES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="Order")
    def order_link(self, payment: Payment) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[payment.order_id]), payment.order.number)

    @admin.display(description="Reference for the customer", empty_value="—")
    def reference(self, payment: Payment) -> str | None:
        return reference_of(payment)

    @admin.display(description="State", ordering="state")
    def state_shown(self, payment: Payment) -> SafeString:
        return state_chip(payment.state, payment.get_state_display(), TONES)

    @admin.display(description="Amount")
    def amount_shown(self, payment: Payment) -> SafeString:
        return money(payment.amount, payment.currency)

    @admin.display(description="Authorized")
    def authorized(self, payment: Payment) -> SafeString:
        return money(payment.authorized_amount - payment.voided_amount, payment.currency)

    @admin.display(description="Captured")
    def captured(self, payment: Payment) -> SafeString:
        return money(payment.captured_amount, payment.currency)

    @admin.display(description="Given back")
    def refunded(self, payment: Payment) -> SafeString:
        return money(payment.refunded_amount + payment.charged_back_amount, payment.currency)
