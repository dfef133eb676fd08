"""Disputes and early fraud warnings: until when the bank wants what, the evidence ready to be read and sent."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from unfold.widgets import UnfoldAdminTextareaWidget

from core import moments
from core.admin.chips import chip, state_chip
from core.admin.columns import link, money, pre
from core.admin.filters import empty_filter, fixed_filter
from core.admin.move_form import MoveForm
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from core.admin.people import person
from desk.selectors.evidence import evidence_text
from payments.models import Dispute
from payments.services.disputing import dismiss_warning
from payments.services.evidence import LONGEST, RIGHT, evidence_blockers, submit_evidence
from payments.statuses import DISPUTE_OPEN, DisputeKind, DisputeState

TONES = {"needs_response": "bad", "under_review": "info", "won": "good", "lost": "bad", "closed": "neutral"}


class EvidenceForm(MoveForm):
    """The text the bank gets; a draft of what the books know."""

    text = forms.CharField(
        label="Evidence", max_length=LONGEST, widget=UnfoldAdminTextareaWidget(attrs={"rows": 24}),
        help_text="Read it, add what is missing, take out what is not the bank's business. It is sent once.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.fields["text"].initial = evidence_text(self.instance)


DISPUTE_MOVES = {
    "evidence": Move(
        service=submit_evidence, label="Send evidence", icon="gavel", is_primary=True, form=EvidenceForm, right=RIGHT,
        find_blockers=evidence_blockers, done="The evidence is on its way to the bank.",
    ),
    "dismiss": Move(
        service=dismiss_warning, label="Close the warning", icon="task_alt", needs_reason=True,
        question="Refunds of the payment are possible again.", done="Closed.",
    ),
}  # fmt: skip


@admin.register(Dispute)
class DisputeAdmin(MovesAdmin):
    """What banks complain about, the most urgent first."""

    when_empty = "No bank complains. Disputes and warnings come here from the gateway by themselves."
    list_display = ["reference", "order_link", "kind", "amount_shown", "reason", "due", "state_shown", "opened_at"]
    list_filter = [
        empty_filter("finished_at", "desk", "Open", "Over"), fixed_filter("state", "state", DisputeState.choices),
        fixed_filter("kind", "kind", DisputeKind.choices),
    ]  # fmt: skip
    list_select_related = ["order", "payment"]
    search_fields = ["reference__exact", "order__number__istartswith"]
    search_help_text = "Reference of the gateway, or order number"
    ordering = ["evidence_due_at", "id"]
    moves = DISPUTE_MOVES
    fieldsets = [
        ("The bank", {"fields": [
            ("kind", "state_shown"), ("reference", "reason"), ("amount_shown", "due"),
            ("withdrawn_at", "returned_at"), ("opened_at", "finished_at"),
        ]}),
        ("Ours", {"fields": [("order_link", "payment_link"), ("who", "evidence_sent_at"), "told"]}),
    ]  # fmt: skip
    readonly_fields = [
        "kind", "state_shown", "reference", "reason", "amount_shown", "due", "withdrawn_at", "returned_at",
        "opened_at", "finished_at", "order_link", "payment_link", "who", "evidence_sent_at", "told",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Order")
    def order_link(self, dispute: Dispute) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[dispute.order_id]), dispute.order.number)

    @admin.display(description="Evidence by", empty_value="—")
    def who(self, dispute: Dispute) -> str | None:
        return person(dispute, "evidence_by") or None

    @admin.display(description="Payment")
    def payment_link(self, dispute: Dispute) -> SafeString:
        return link(reverse("admin:payments_payment_change", args=[dispute.payment_id]), dispute.payment.number)

    @admin.display(description="Amount")
    def amount_shown(self, dispute: Dispute) -> SafeString:
        return money(dispute.amount, dispute.currency)

    @admin.display(description="State", ordering="state")
    def state_shown(self, dispute: Dispute) -> SafeString:
        return state_chip(dispute.state, dispute.get_state_display(), TONES)

    @admin.display(description="Evidence due", ordering="evidence_due_at", empty_value="—")
    def due(self, dispute: Dispute) -> SafeString | str | None:
        at = dispute.evidence_due_at
        if at is None:
            return None
        if dispute.state not in DISPUTE_OPEN or dispute.evidence_sent_at is not None:
            return moments.moment(at)
        if at <= timezone.now():
            return chip(f"over for {timesince(at, depth=1)}", "bad")
        return chip(f"{timeuntil(at, depth=1)} left", "warn", title=moments.moment(at))

    @admin.display(description="Evidence")
    def told(self, dispute: Dispute) -> SafeString:
        """What was sent; before that the draft, to be copied."""
        return pre(dispute.evidence or evidence_text(dispute))
