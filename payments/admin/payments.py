from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core import moments
from core.admin.chips import chip, state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from orders.models import TenderKind
from payments.admin.by_hand import MANUAL_MOVES, DueFilter, reference_of
from payments.admin.ledger import TransactionInline
from payments.admin.payment_filters import GATEWAYS, CareFilter, ExpiringFilter
from payments.admin.payment_forms import AmountForm, ReceivedForm, TokenForm
from payments.models import Payment
from payments.services.collecting import request_capture
from payments.services.delaying import authorize_now
from payments.services.folding import capturable, sums_of
from payments.services.receiving import record_payment_received
from payments.services.retrying import request_void, retry_authorization
from payments.statuses import PaymentState, TransactionKind

TONES = {
    "pending": "warn", "requires_action": "warn", "authorized": "info", "partially_captured": "info",
    "captured": "good", "partially_refunded": "info", "refunded": "neutral", "voided": "neutral", "failed": "bad",
    "expired": "bad", "disputed": "bad",
}  # fmt: skip
RETRIED = (PaymentState.FAILED, PaymentState.EXPIRED, PaymentState.VOIDED)


def can_capture(payment: Payment) -> Iterator[Blocker]:
    """A card that has not answered yet says so; one that has nothing left shows no button."""
    if not payment.gateway:
        yield Blocker(NOT_NOW, "no gateway holds it.")
    elif capturable(payment) <= 0:
        yield _why_nothing_is_there(payment)


def _why_nothing_is_there(payment: Payment) -> Blocker:
    if payment.state == PaymentState.REQUIRES_ACTION:
        return Blocker("needs_action", "the customer has to confirm it with the bank.", fix="Send the pay link again.")
    if payment.delayed_amount:
        return Blocker("delayed", "the card is asked once the goods are there.", fix="Authorize it now.")
    under_way = sums_of(payment.transactions.all()).under_way
    if under_way[TransactionKind.AUTHORIZATION] or under_way[TransactionKind.CAPTURE]:
        return Blocker("under_way", "the gateway has not answered yet.", fix="Wait a minute and look again.")
    return Blocker(NOT_NOW, "nothing is authorized.")


def can_receive(payment: Payment) -> list[Blocker]:
    by_hand = not payment.gateway and payment.kind != TenderKind.CHECK
    return [] if by_hand and payment.captured_amount < payment.amount else [Blocker(NOT_NOW, "paid.")]


def can_void(payment: Payment) -> Iterator[Blocker]:
    if not payment.gateway or capturable(payment) <= 0:
        yield Blocker(NOT_NOW, "nothing is authorized.")


def can_authorize_now(payment: Payment) -> Iterator[Blocker]:
    if not payment.delayed_amount:
        yield Blocker(NOT_NOW, "no money of it waits for goods.")


def can_retry(payment: Payment) -> list[Blocker]:
    return [] if payment.gateway and payment.state in RETRIED else [Blocker(NOT_NOW, "it did not fail.")]


PAYMENT_MOVES = {
    "capture": Move(
        service=request_capture, label="Capture", icon="payments", form=AmountForm,
        right="payments.capture_payment", find_blockers=can_capture, done="A worker collects it.",
    ),
    "authorize_now": Move(
        service=authorize_now, label="Authorize now", icon="credit_card", right="payments.authorize_payment",
        question="The card is asked for what waits for goods, before they are there.",
        find_blockers=can_authorize_now, done="A worker asks the card.",
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


@admin.register(Payment)
class PaymentAdmin(MovesAdmin):
    """One tender and its ledger."""

    list_display = [
        "number", "order_link", "kind", "state_shown", "amount_shown", "authorized", "captured", "refunded",
        "until", "began",
    ]  # fmt: skip
    list_filter = [
        fixed_filter("state", "state", PaymentState.choices), fixed_filter("gateway", "gateway", GATEWAYS),
        fixed_filter("kind", "kind", TenderKind.choices), CareFilter, ExpiringFilter, DueFilter,
    ]  # fmt: skip
    list_before_template = "admin/payments/payment_list_before.html"
    list_select_related = ["order"]
    search_fields = ["number__istartswith", "order__number__istartswith", "gateway_reference__exact"]
    search_help_text = "Payment or order number, or the gateway's reference"
    ordering = ["-id"]
    jump_moment = "created_at"
    jump_number = "number"
    fields = [
        ("number", "order_link"), ("kind", "gateway_name"), ("state_shown", "complaint"),
        ("amount_shown", "authorized"), ("captured", "refunded"), ("delayed", "until"),
        ("card_brand", "card_last4", "card_country"), ("avs_check", "cvc_check"), ("reference", "failure"),
    ]  # fmt: skip
    readonly_fields = [
        "number", "order_link", "kind", "gateway_name", "state_shown", "complaint", "amount_shown", "authorized",
        "captured", "refunded", "delayed", "until", "card_brand", "card_last4", "card_country", "avs_check",
        "cvc_check", "reference", "failure",
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

    @admin.display(description="Gateway")
    def gateway_name(self, payment: Payment) -> str:
        return payment.gateway.capitalize() or "None: the money comes without a wire"

    @admin.display(description="The bank", empty_value="—")
    def complaint(self, payment: Payment) -> SafeString | None:
        if not payment.refunds_frozen:
            return None
        what = "Disputes it" if payment.is_disputed else "Warns of fraud"
        return chip(f"{what}: refunds are frozen", "bad")

    @admin.display(description="Amount")
    def amount_shown(self, payment: Payment) -> SafeString:
        return money(payment.amount, payment.currency)

    @admin.display(description="Authorized")
    def authorized(self, payment: Payment) -> SafeString:
        return money(payment.authorized_amount - payment.voided_amount, payment.currency)

    @admin.display(description="Captured")
    def captured(self, payment: Payment) -> SafeString:
        return money(payment.captured_amount, payment.currency)

    @admin.display(description="Waits for goods")
    def delayed(self, payment: Payment) -> SafeString:
        return money(payment.delayed_amount, payment.currency)

    @admin.display(description="Until", empty_value="—")
    def until(self, payment: Payment) -> str | None:
        """The day an invoice is due, or reserved money runs out."""
        if payment.due_on is not None:
            return f"due {moments.day(payment.due_on)}"
        if payment.expires_at is None or payment.open_amount <= 0:
            return None
        return f"expires {moments.day(payment.expires_at)}"

    @admin.display(description="Began", ordering="created_at")
    def began(self, payment: Payment) -> str:
        return moments.day(payment.created_at)

    @admin.display(description="Given back")
    def refunded(self, payment: Payment) -> SafeString:
        return money(payment.refunded_amount + payment.charged_back_amount, payment.currency)
