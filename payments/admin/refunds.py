from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from payments.models import Refund, RefundAllocation, RefundKind, RefundLine
from payments.services.giving_back import ask_to_refund
from payments.services.refunding import approve_refund, cancel_refund
from payments.statuses import OWED, RefundState

TONES = {
    "granted": "warn", "approved": "info", "requested": "info", "succeeded": "good", "failed": "bad",
    "canceled": "neutral",
}  # fmt: skip
REFUND_MOVES = {
    "approve": Move(service=approve_refund, label="Approve", icon="thumb_up", is_primary=True, done="Approved."),
    "request": Move(
        service=ask_to_refund, label="Send the money", icon="undo", is_primary=True,
        question="The gateway is asked to give the money back to the tenders that paid.", done="On its way.",
    ),
    "cancel": Move(service=cancel_refund, label="Cancel", icon="cancel", is_danger=True, done="Owed no longer."),
}  # fmt: skip


class OwedFilter(admin.SimpleListFilter):
    """What customers still wait for, and what a gateway refused."""

    title = "owed"
    parameter_name = "owed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("any", "Not back yet"), ("approval", "Waits for approval"), ("failed", "Refused, to be sent again")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Refund]) -> QuerySet[Refund]:
        states = {"any": OWED, "approval": (RefundState.GRANTED,), "failed": (RefundState.FAILED,)}
        wanted = states.get(self.value() or "")
        return queryset.filter(state__in=wanted) if wanted else queryset


class PartInline(ReadOnlyInline):
    """What the refund is for."""

    model = RefundLine
    verbose_name_plural = "for"
    fields = ["what", "amount_shown", "tax_shown"]
    readonly_fields = fields
    ordering = ["pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RefundLine]:
        return super().get_queryset(request).select_related("order_line", "charge", "refund")

    @admin.display(description="What")
    def what(self, part: RefundLine) -> str:
        if part.order_line is not None:
            return f"{part.units} × {part.order_line.name}"
        return part.charge.label if part.charge is not None else RefundKind(part.kind).label

    @admin.display(description="Amount")
    def amount_shown(self, part: RefundLine) -> SafeString:
        return money(part.amount, part.refund.currency)

    @admin.display(description="Of which tax")
    def tax_shown(self, part: RefundLine) -> SafeString:
        return money(part.tax_amount, part.refund.currency)


class AllocationInline(ReadOnlyInline):
    model = RefundAllocation
    fields = ["payment", "amount_shown", "outcome"]
    readonly_fields = fields
    ordering = ["pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RefundAllocation]:
        return super().get_queryset(request).select_related("transaction__payment")

    @admin.display(description="Back to")
    def payment(self, part: RefundAllocation) -> SafeString:
        payment = part.transaction.payment
        return link(reverse("admin:payments_payment_change", args=[payment.pk]), payment.number)

    @admin.display(description="Amount")
    def amount_shown(self, part: RefundAllocation) -> SafeString:
        return money(part.amount, part.transaction.currency)

    @admin.display(description="Outcome")
    def outcome(self, part: RefundAllocation) -> str:
        return part.transaction.get_outcome_display()


@admin.register(Refund)
class RefundAdmin(MovesAdmin):
    """Money owed back: granted by one right, approved and sent by another."""

    when_empty = "A refund is granted when paid goods are canceled or a return is settled."
    list_display = [
        "number", "order_link", "amount_shown", "state_shown", "reason", "failure", "granted_by", "created_at",
    ]  # fmt: skip
    list_filter = [OwedFilter, fixed_filter("state", "state", RefundState.choices)]
    list_select_related = ["order"]
    search_fields = ["number__istartswith", "order__number__istartswith"]
    search_help_text = "Refund or order number"
    ordering = ["-id"]
    jump_moment = "created_at"
    jump_number = "number"
    fields = [
        ("number", "order_link"), ("amount_shown", "state_shown"), ("destination", "reason"),
        ("cause_kind", "cause_reference"), ("granted_by", "approved_by"), "failure", ("created_at", "finished_at"),
    ]  # fmt: skip
    readonly_fields = [
        "number", "order_link", "amount_shown", "state_shown", "destination", "reason", "cause_kind", "cause_reference",
        "granted_by", "approved_by", "failure", "created_at", "finished_at",
    ]  # fmt: skip
    inlines = [PartInline, AllocationInline]
    moves = REFUND_MOVES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="Order")
    def order_link(self, refund: Refund) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[refund.order_id]), refund.order.number)

    @admin.display(description="Amount")
    def amount_shown(self, refund: Refund) -> SafeString:
        return money(refund.amount, refund.currency)

    @admin.display(description="State", ordering="state")
    def state_shown(self, refund: Refund) -> SafeString:
        return state_chip(refund.state, refund.get_state_display(), TONES)
