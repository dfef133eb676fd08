"""Customers' claims in the office: what is to be decided, and how it was made good."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import empty_filter, fixed_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.admin.people import person
from core.errors import Blocker
from returns.admin.claim_forms import CarrierForm, DecideForm
from returns.models import Claim, ClaimKind, ClaimLine, ClaimState
from returns.services.carrier_asking import ask_carrier, asking_blockers
from returns.services.claim_deciding import RIGHT, decide_claim
from returns.services.claim_retrying import order_again, placing_blockers, refund_instead
from returns.services.claiming import approve_claim, cancel_claim, deny_claim
from shipping.services.claims import RIGHT as CARRIER_RIGHT

CLAIM_TONES: Mapping[str, str] = {
    ClaimState.OPEN: "warn",
    ClaimState.APPROVED: "info",
    ClaimState.RESOLVED: "good",
    ClaimState.DENIED: "bad",
}


def can_be_decided(claim: Claim) -> Iterator[Blocker]:
    if claim.state != ClaimState.APPROVED or claim.decided_at is not None:
        yield Blocker(NOT_NOW, "nothing is to be decided.")


CLAIM_MOVES = {
    "approve": Move(service=approve_claim, label="Approve", icon="task_alt", is_primary=True, done="Approved."),
    "decide": Move(
        service=decide_claim, label="Make good", icon="volunteer_activism", form=DecideForm, is_primary=True,
        right=RIGHT, find_blockers=can_be_decided,
        question="What does the customer get? Nothing has to come back, and no unit is made good twice.",
        done="Decided. Goods are ordered within seconds; a refund waits to be approved.",
    ),
    "order_again": Move(
        service=order_again, label="Order the goods again", icon="replay", right=RIGHT, is_primary=True,
        find_blockers=placing_blockers, done="They are ordered within seconds.",
    ),
    "refund_instead": Move(
        service=refund_instead, label="Pay the goods back instead", icon="payments", right=RIGHT,
        find_blockers=placing_blockers, question="The money for the units that cannot be sent anew is granted.",
        done="Granted.",
    ),
    "carrier": Move(
        service=ask_carrier, label="Claim from the carrier", icon="request_quote", form=CarrierForm,
        right=CARRIER_RIGHT, find_blockers=asking_blockers, done="Filed with the carrier.",
    ),
    "deny": Move(
        service=deny_claim, label="Deny", icon="block", needs_reason=True, is_danger=True,
        question="The reason is told to the customer.", done="Denied.",
    ),
    "cancel": Move(
        service=cancel_claim, label="Cancel claim", icon="cancel", needs_reason=True, is_danger=True,
        question="The customer asks for nothing any more.", done="Canceled.",
    ),
}  # fmt: skip


class ClaimLineInline(ReadOnlyInline):
    model = ClaimLine
    tab = False
    fields = ["goods", "quantity", "refund_units", "replace_units"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("order_line")

    @admin.display(description="Goods")
    def goods(self, line: ClaimLine) -> str:
        return f"{line.order_line.position}. {line.order_line.name}"


@admin.register(Claim)
class ClaimAdmin(MovesAdmin):
    """What customers say went wrong with a delivery, and how it was made good."""

    when_empty = "Open one by “Claim” on the order's page; customers open one by the link in their mails."
    list_display = ["number", "state_shown", "kind", "order_shown", "customer_shown", "opened_at", "remedy_shown"]
    list_display_links = ["number"]
    list_filter = [
        empty_filter("ended_at", "over", "Open", "Over"),
        fixed_filter("state", "state", ClaimState.choices),
        fixed_filter("kind", "what happened", ClaimKind.choices),
    ]
    list_select_related = ["order__customer", "refund", "replacement"]
    search_fields = ["number__exact", "order__number__exact", "parcel__number__exact", "cause_reference__exact"]
    search_help_text = "Number of the claim, the order, the parcel or the case"
    ordering = ["-id"]
    inlines = [ClaimLineInline]
    moves = CLAIM_MOVES
    fields = [
        ("number", "state_shown"), ("order_shown", "parcel", "kind"), "comment", ("refund_shown", "replacement_shown"),
        "goods_at", "failure", "decision_note", ("cause_kind", "cause_reference"), ("opener", "opened_at"),
        ("approved_at", "decided_at"), ("resolved_at", "ended_at"),
    ]  # fmt: skip
    readonly_fields = ["refund_shown", "replacement_shown"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Opened by")
    def opener(self, claim: Claim) -> str:
        return person(claim, "opened_by")

    @admin.display(description="State", ordering="state")
    def state_shown(self, claim: Claim) -> SafeString:
        return state_chip(claim.state, claim.get_state_display(), CLAIM_TONES)

    @admin.display(description="Order")
    def order_shown(self, claim: Claim) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[claim.order_id]), claim.order.number)

    @admin.display(description="Customer")
    def customer_shown(self, claim: Claim) -> str:
        return str(claim.order.customer or "guest")

    @admin.display(description="Made good by")
    def remedy_shown(self, claim: Claim) -> str:
        ways = [str(way) for way in (claim.refund, claim.replacement) if way is not None]
        return ", ".join(ways) or "—"

    @admin.display(description="Refund")
    def refund_shown(self, claim: Claim) -> SafeString | str:
        refund = claim.refund
        if refund is None:
            return "—"
        url = reverse("admin:payments_refund_change", args=[refund.pk])
        known = link(url, f"{refund.number}, {refund.get_state_display().lower()}")
        return format_html("{} {}", known, money(refund.amount, refund.currency))

    @admin.display(description="Sent anew as")
    def replacement_shown(self, claim: Claim) -> SafeString | str:
        new = claim.replacement
        return link(reverse("admin:orders_order_change", args=[new.pk]), new.number) if new else "—"
