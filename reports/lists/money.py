"""Payments, what moved on each, and what went back."""

from payments.models import Payment, PaymentTransaction, Refund
from reports.lists.shape import ExportList, personal, plain, rare

PAYMENTS = ExportList(
    model=Payment,
    practice="order__is_practice",
    columns=(
        *plain(
            number="number", order="order__number", channel="order__channel__code", kind="kind", gateway="gateway",
            state="state", currency="currency", amount="amount", authorized="authorized_amount",
            voided="voided_amount", captured="captured_amount", refunded="refunded_amount",
            charged_back="charged_back_amount", expires_at="expires_at", due_on="due_on", created_at="created_at",
        ),
        *rare(
            gateway_reference="gateway_reference", card_brand="card_brand", card_country="card_country",
            address_check="avs_check", cvc_check="cvc_check", failure="failure", disputed="is_disputed",
            delayed="delayed_amount", awaited="awaited_amount",
        ),
        *personal(is_usual=False, card_ends_in="card_last4", customer="order__customer__name"),
    ),
)  # fmt: skip

TRANSACTIONS = ExportList(
    model=PaymentTransaction,
    practice="payment__order__is_practice",
    columns=(
        *plain(
            created_at="created_at", settled_at="settled_at", order="payment__order__number",
            payment="payment__number", kind="kind", outcome="outcome", currency="currency", amount="amount",
            gateway="gateway", gateway_reference="gateway_reference", error="error",
        ),
        *rare(channel="payment__order__channel__code", tender="payment__kind", lapse="is_lapse", by="requested_by"),
        *personal(is_usual=False, note="note"),
    ),
)  # fmt: skip

REFUNDS = ExportList(
    model=Refund,
    practice="order__is_practice",
    columns=(
        *plain(
            number="number", order="order__number", channel="order__channel__code", state="state",
            currency="currency", amount="amount", destination="destination", reason="reason", cause="cause_kind",
            reference="cause_reference", created_at="created_at", finished_at="finished_at",
        ),
        *rare(granted_by="granted_by", approved_by="approved_by", failure="failure"),
        *personal(is_usual=False, customer="order__customer__name", email="order__customer__email"),
    ),
)  # fmt: skip

LISTS = (PAYMENTS, TRANSACTIONS, REFUNDS)
