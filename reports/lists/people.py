"""Customers, what they were written, what they asked and how they rated us."""

from django.db.models import F

from customers.models import Customer
from notifications.models import Message
from reports.lists.shape import ExportList, figure, personal, plain, rare
from support.models import Case, Feedback

CUSTOMERS = ExportList(
    model=Customer,
    columns=(
        *plain(number="number"),
        *personal(name="name", company="company", email="email", phone="phone"),
        *personal(is_usual=False, external_id="external_id", vat_id="vat_id", blocked_reason="blocked_reason"),
        *plain(locale="locale", payment_terms_days="payment_terms_days", blocked="is_blocked", created_at="created_at"),
        *rare(tax_exempt="is_tax_exempt", needs_po_number="requires_po_number", erased_at="erased_at"),
        *figure("credit_limit", F("credit_limit"), right="payments.view_payment", is_usual=False),
    ),
)

CASES = ExportList(
    model=Case,
    practice="order__is_practice",
    columns=(
        *plain(number="number", state="state", kind="kind", priority="priority", order="order__number"),
        *personal(subject="subject", customer="customer__name", email="customer__email"),
        *plain(
            assignee="assignee__username", team="team__name", opened_at="opened_at", answer_due_at="answer_due_at",
            answered_at="answered_at", resolve_due_at="resolve_due_at", resolved_at="resolved_at",
        ),
        *rare(
            customer_number="customer__number", cause="cause", closed_at="closed_at", snoozed_until="snoozed_until",
            answer_missed_at="answer_missed_at", resolve_missed_at="resolve_missed_at",
        ),
    ),
)  # fmt: skip

MESSAGES = ExportList(
    model=Message,
    practice="order__is_practice",
    columns=(
        *plain(order="order__number", event="event", medium="medium", locale="locale", state="state"),
        *personal(to="to", subject="subject"),
        *plain(created_at="created_at", sent_at="sent_at", arrival="arrival", arrival_at="arrival_at"),
        *rare(attempts="attempts", segments="segments", message_id="message_id"),
        *personal(is_usual=False, error="error"),
    ),
)

RATINGS = ExportList(
    model=Feedback,
    practice="order__is_practice",
    columns=(
        *plain(
            order="order__number", channel="order__channel__code", line="line__position", sku="line__sku__code",
            rating="rating", given_at="given_at", changed_at="changed_at", case="case__number",
        ),
        *personal(words="words"),
        *personal(is_usual=False, customer="order__customer__name", email="order__customer__email"),
    ),
)  # fmt: skip

LISTS = (CUSTOMERS, CASES, MESSAGES, RATINGS)
