from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin
from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from payments.admin.ledger import OUTCOME_TONES
from payments.models import PaymentTransaction
from payments.statuses import Outcome, TransactionKind


@admin.register(PaymentTransaction)
class PaymentTransactionAdmin(ReadOnlyAdmin):
    """Every movement of money, promised or made, over all payments."""

    when_empty = "Rows come with the first order that is paid for."
    list_display = [
        "created_at", "kind", "amount_shown", "outcome_shown", "payment_shown", "order_shown", "gateway", "settled_at",
    ]  # fmt: skip
    list_filter = [
        fixed_filter("kind", "kind", TransactionKind.choices), fixed_filter("outcome", "outcome", Outcome.choices),
    ]  # fmt: skip
    list_select_related = ["payment__order"]
    search_fields = ["gateway_reference__exact", "payment__number__exact", "payment__order__number__exact"]
    search_help_text = "Gateway's reference, or the exact number of the payment or the order"
    sortable_by = ["created_at"]
    ordering = ["-id"]
    fields = [
        ("payment_shown", "order_shown"), ("kind", "outcome"), "amount_shown", ("gateway", "gateway_reference"),
        ("created_at", "settled_at", "expires_at"), "error",
    ]  # fmt: skip
    readonly_fields = ["payment_shown", "order_shown", "amount_shown"]

    @admin.display(description="Amount")
    def amount_shown(self, row: PaymentTransaction) -> SafeString:
        return money(row.amount, row.currency)

    @admin.display(description="Outcome", ordering="outcome")
    def outcome_shown(self, row: PaymentTransaction) -> SafeString:
        return state_chip(row.outcome, row.get_outcome_display(), OUTCOME_TONES)

    @admin.display(description="Payment")
    def payment_shown(self, row: PaymentTransaction) -> SafeString:
        return link(reverse("admin:payments_payment_change", args=[row.payment_id]), row.payment.number)

    @admin.display(description="Order")
    def order_shown(self, row: PaymentTransaction) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[row.payment.order_id]), row.payment.order.number)
