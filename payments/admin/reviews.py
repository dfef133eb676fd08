from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil

from core import moments
from core.admin.base import ReadOnlyInline
from core.admin.chips import chip, state_chip
from core.admin.columns import link, money
from core.admin.filters import empty_filter, fixed_filter
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from core.admin.people import NamesPeopleInRows, person
from payments.admin.review_forms import DeclineForm, ProofForm
from payments.models import DenyKind, Payment, RiskDecision, RiskReview
from payments.selectors.review_page import ReviewPage, review_page
from payments.services.reviewing import accept_order, ask_for_proof, decline_order, take_proof
from payments.statuses import ReviewState

# Where a shown review keeps what its page knows: one admin serves many requests at once.
PAGE = "_page"
TONES = {"open": "warn", "waiting_proof": "info", "accepted": "good", "declined": "bad", "closed": "neutral"}
VERDICTS = {"review": ("Review", "warn"), "decline": ("Decline", "bad"), "pass": ("Pass", "good")}
REVIEW_MOVES = {
    "accept": Move(
        service=accept_order, label="Accept", icon="thumb_up", is_primary=True, needs_reason=True,
        id_argument="review_id", question="The fraud hold ends and the order goes on by itself.", done="Accepted.",
    ),
    "decline": Move(
        service=decline_order, label="Decline", icon="block", is_danger=True, needs_reason=True, form=DeclineForm,
        id_argument="review_id", done="Declined: the order is canceled and its money is let go.",
        question="The order is canceled, its money is let go, and what is ticked goes on the deny list: all at once.",
    ),
    "ask_proof": Move(
        service=ask_for_proof, label="Ask for proof", icon="contact_support", needs_reason=True, form=ProofForm,
        id_argument="review_id", question="The customer gets a mail; the order waits.", done="The mail is on its way.",
    ),
    "take_proof": Move(
        service=take_proof, label="Proof came", icon="mark_email_read", needs_reason=True, id_argument="review_id",
        question="Say what came. The order then waits for your decision.", done="Written down.",
    ),
}  # fmt: skip


class DecisionInline(NamesPeopleInRows, ReadOnlyInline):
    model = RiskDecision
    label_columns = ["decided_by"]
    fields = ["decision", "reason", "who", "decided_at"]
    readonly_fields = fields
    ordering = ["pk"]
    verbose_name_plural = "decisions"

    @admin.display(description="By")
    def who(self, decision: RiskDecision) -> str:
        return person(decision, "decided_by")


@admin.register(RiskReview)
class RiskReviewAdmin(MovesAdmin):
    """The review desk: what the rules found, in words, and who buys; a person decides."""

    when_empty = "Nothing to decide: no order is held by its score."
    list_display = [
        "order_number", "score_shown", "why", "amount", "customer", "waits", "proof", "state_shown",
    ]  # fmt: skip
    list_display_links = ["order_number"]
    list_filter = [
        empty_filter("finished_at", "desk", "To decide", "Decided"),
        fixed_filter("state", "state", ReviewState.choices),
    ]  # fmt: skip
    list_select_related = ["order__customer", "assessment"]
    search_fields = ["order__number__istartswith"]
    search_help_text = "Order number"
    ordering = ["id"]
    moves = REVIEW_MOVES
    fieldsets = [
        ("What the rules found", {"fields": [("state_shown", "score_shown"), "signals", "proof"]}),
        ("The order", {"fields": [("order_link", "amount"), ("placed", "order_state"), "places", "cards"]}),
        ("The customer", {"fields": ["customer", "history", "known_by"]}),
    ]
    readonly_fields = [
        "state_shown", "score_shown", "signals", "proof", "order_link", "amount", "placed", "order_state", "places",
        "cards", "customer", "history", "known_by",
    ]  # fmt: skip
    inlines = [DecisionInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Review desk", **(extra_context or {})})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        review = super().get_object(request, object_id, from_field)
        if review is not None:
            setattr(review, PAGE, review_page(review.order, now=timezone.now()))
        return review

    @admin.display(description="Order", ordering="id")
    def order_number(self, review: RiskReview) -> str:
        return review.order.number

    @admin.display(description="Order")
    def order_link(self, review: RiskReview) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[review.order_id]), review.order.number)

    @admin.display(description="State")
    def state_shown(self, review: RiskReview) -> SafeString:
        return state_chip(review.state, review.get_state_display(), TONES)

    @admin.display(description="Score")
    def score_shown(self, review: RiskReview) -> SafeString:
        found = review.assessment
        word, tone = VERDICTS[found.verdict]
        limits = f"A person is asked at {found.review_at}; the rules advise to decline at {found.decline_at}."
        return chip(f"{found.score} · {word}", tone, title=limits)

    @admin.display(description="Why")
    def why(self, review: RiskReview) -> str:
        """The heaviest signal; on a phone a cell holds no more than two lines."""
        found = sorted(review.assessment.signals, key=lambda signal: -signal["score"])
        more = f" And {len(found) - 1} more." if len(found) > 1 else ""
        return f"{found[0]['sentence']}{more}" if found else "—"

    @admin.display(description="Signals")
    def signals(self, review: RiskReview) -> SafeString:
        found = review.assessment
        rows = format_html_join(
            "", "<tr><td class='oms-number'>+{}</td><td>{}</td><td class='oms-muted'>{}</td></tr>",
            ((signal["score"], signal["sentence"], signal["rule"]) for signal in found.signals),
        )  # fmt: skip
        return format_html(
            "<table class='oms-table'><thead><tr><th>Score</th><th>Found</th><th>Rule</th></tr></thead>"
            "<tbody>{}</tbody></table><p class='oms-muted'>Together {}, at most 100. A person is asked at {}, the "
            "rules advise to decline at {}.</p>", rows, found.score, found.review_at, found.decline_at,
        )  # fmt: skip

    @admin.display(description="Total")
    def amount(self, review: RiskReview) -> SafeString:
        return money(review.order.total, review.order.currency)

    @admin.display(description="Customer")
    def customer(self, review: RiskReview) -> SafeString | str:
        who = review.order.customer
        if who is None:
            return "—"
        return link(reverse("admin:customers_customer_change", args=[who.pk]), who.name)

    @admin.display(description="Waits", ordering="opened_at")
    def waits(self, review: RiskReview) -> str:
        return f"{timesince(review.opened_at, depth=1)}" if review.finished_at is None else "—"

    @admin.display(description="Proof", empty_value="—")
    def proof(self, review: RiskReview) -> SafeString | None:
        if review.proof_due_at is None or review.finished_at is not None:
            return None
        if review.proof_due_at <= timezone.now():
            return chip(f"overdue for {timesince(review.proof_due_at, depth=1)}", "bad")
        return chip(f"{timeuntil(review.proof_due_at, depth=1)} left", "info")

    @admin.display(description="Placed")
    def placed(self, review: RiskReview) -> str:
        order = review.order
        at = moments.moment(order.placed_at) if order.placed_at else "—"
        return f"{at}, {order.get_intake_display()}" + (f", from {order.client_ip}" if order.client_ip else "")

    @admin.display(description="State of the order")
    def order_state(self, review: RiskReview) -> str:
        return f"{review.order.get_state_display()} · {review.order.get_payment_status_display()}"

    @admin.display(description="Addresses")
    def places(self, review: RiskReview) -> SafeString:
        order = review.order
        rows = [("Ships to", order.shipping_address), ("Billed to", order.billing_address)]
        return _lines((f"{word}: {address}",) for word, address in rows if address is not None)

    @admin.display(description="Cards")
    def cards(self, review: RiskReview) -> SafeString | str:
        rows = [(_card_words(payment),) for payment in _page(review).payments if payment.card_last4]
        return _lines(rows) if rows else "No card."

    @admin.display(description="Bought before")
    def history(self, review: RiskReview) -> SafeString | str:
        known = _page(review).history
        if not known.orders:
            return "A first order."
        currency = review.order.currency
        since = moments.day(known.since) if known.since else "the beginning"
        return _lines([
            (f"{known.orders} other orders since {since}: {known.completed} completed, "
             f"{known.canceled} canceled",),
            (format_html("Paid {}, {} refunds, {} disputes", money(known.paid, currency), known.refunds,
                         known.disputes),),
            (f"Reviewed before: {known.accepted} accepted, {known.declined} declined",),
        ])  # fmt: skip

    @admin.display(description="Known again by")
    def known_by(self, review: RiskReview) -> SafeString:
        denied = chip("denied", "bad")
        return _lines(
            (
                format_html(
                    "{}: {} {}", DenyKind(known.mark.kind).label, known.mark.shown, denied if known.is_denied else ""
                ),
            )
            for known in _page(review).known_by
        )


def _page(review: RiskReview) -> ReviewPage:
    page: ReviewPage = getattr(review, PAGE)
    return page


def _lines(rows: Iterable[tuple[object]]) -> SafeString:
    return format_html_join("", "<div>{}</div>", rows)


def _card_words(payment: Payment) -> str:
    card = f"{payment.card_brand.capitalize()} ending in {payment.card_last4}, {payment.card_country}"
    checks = f"address check {payment.avs_check or 'not made'}, code {payment.cvc_check or 'not checked'}"
    return f"{card}: {payment.get_state_display()}; {checks}"
