from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin, ReadOnlyInline
from core.admin.chips import chip, state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from payments.admin.credit_form import GrantForm
from payments.credit_words import CreditKind, GrantState
from payments.models import CreditAccount, CreditEntry, CreditGrant
from payments.services.issuing import APPROVE_RIGHT, RIGHT, approve_credit, refuse_credit

TONES = {"waiting": "warn", "issued": "good", "refused": "neutral"}
TELL_NOW = "The code of the gift card is {}. Hand it over now: it is kept nowhere and cannot be shown again."


def is_waiting(grant: CreditGrant) -> Iterator[Blocker]:
    if grant.state != GrantState.WAITING:
        yield Blocker(NOT_NOW, f"it is {grant.get_state_display().lower()}.")


GRANT_MOVES = {
    "approve": Move(
        service=approve_credit, label="Approve", icon="thumb_up", is_primary=True, right=APPROVE_RIGHT,
        find_blockers=is_waiting, question="The amount can be spent at once.", done="It can be spent now.",
    ),
    "refuse": Move(service=refuse_credit, label="Refuse", icon="thumb_down", is_danger=True, done="Nobody gets it."),
}  # fmt: skip


class EntryInline(ReadOnlyInline):
    """The account's whole story, the newest first."""

    model = CreditEntry
    fields = ["created_at", "kind", "amount_shown", "after", "payment", "reason", "made_by"]
    readonly_fields = fields
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CreditEntry]:
        return super().get_queryset(request).select_related("account", "transaction__payment__order")

    @admin.display(description="Amount")
    def amount_shown(self, entry: CreditEntry) -> SafeString:
        return money(entry.amount, entry.account.currency)

    @admin.display(description="Left")
    def after(self, entry: CreditEntry) -> SafeString:
        return money(entry.balance_after, entry.account.currency)

    @admin.display(description="Payment", empty_value="—")
    def payment(self, entry: CreditEntry) -> SafeString | None:
        if entry.transaction is None:
            return None
        payment = entry.transaction.payment
        page = reverse("admin:payments_payment_change", args=[payment.pk])
        return link(page, f"{payment.number} of {payment.order.number}")


@admin.register(CreditAccount)
class CreditAccountAdmin(ReadOnlyAdmin):
    """What customers have with us, and every movement of it."""

    when_empty = "Store credit and gift cards appear here once they are issued, under “Credit to approve”."
    list_display = ["number", "kind", "customer", "card", "balance_shown", "standing", "created_at"]
    list_filter = [fixed_filter("kind", "kind", CreditKind.choices)]
    list_select_related = ["customer"]
    search_fields = ["number__istartswith", "last4__exact", "customer__email__iexact", "customer__number__iexact"]
    search_help_text = "Account or customer number, e-mail, or the last four of a card"
    ordering = ["-id"]
    fields = [
        ("number", "kind"), ("customer_link", "card"), ("balance_shown", "standing"), ("created_at", "expires_at"),
    ]  # fmt: skip
    readonly_fields = [
        "number", "kind", "customer_link", "card", "balance_shown", "standing", "created_at", "expires_at",
    ]  # fmt: skip
    inlines = [EntryInline]

    @admin.display(description="Customer", empty_value="Whoever has the code")
    def customer_link(self, account: CreditAccount) -> SafeString | None:
        if account.customer is None:
            return None
        return link(reverse("admin:customers_customer_change", args=[account.customer_id]), account.customer.name)

    @admin.display(description="Code ends in", empty_value="—")
    def card(self, account: CreditAccount) -> str | None:
        return f"…{account.last4}" if account.last4 else None

    @admin.display(description="Balance", ordering="balance")
    def balance_shown(self, account: CreditAccount) -> SafeString:
        return money(account.balance, account.currency)

    @admin.display(description="State")
    def standing(self, account: CreditAccount) -> SafeString:
        if account.expires_at is not None and account.expires_at <= timezone.now():
            return chip("Expired", "neutral")
        return chip("Can be spent", "good") if account.balance > 0 else chip("Empty", "neutral")


@admin.register(CreditGrant)
class CreditGrantAdmin(MovesAdmin):
    """Credit that is given away: who, why, and who agreed. Adding a row issues it."""

    form = GrantForm
    when_empty = "Add one to issue store credit or a gift card; above the limit it waits here for a second person."
    list_display = ["account", "amount_shown", "state_shown", "reason", "granted_by", "decided_by", "created_at"]
    list_filter = [fixed_filter("state", "state", GrantState.choices)]
    list_select_related = ["account"]
    search_fields = ["account__number__istartswith"]
    search_help_text = "Account number"
    ordering = ["-id"]
    moves = GRANT_MOVES

    def get_fields(self, request: HttpRequest, obj: CreditGrant | None = None) -> Any:
        if obj is None:
            return [("kind", "customer"), ("amount", "currency"), "expires_on", "reason"]
        return [
            ("account_link", "amount_shown"), "state_shown", "reason", ("granted_by", "created_at"),
            ("decided_by", "decided_at"),
        ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return []
        shown = ["account_link", "amount_shown", "state_shown", "reason", "granted_by", "created_at"]
        return [*shown, "decided_by", "decided_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(RIGHT))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: CreditGrant, form: Any, change: bool) -> None:
        """Adding a row gives credit; afterwards only moves change it."""
        if change:
            return
        grant, code = form.issue(request.user)
        obj.pk, obj.account = grant.pk, grant.account
        if code:
            self.message_user(request, TELL_NOW.format(code), level="WARNING")

    @admin.display(description="Account")
    def account_link(self, grant: CreditGrant) -> SafeString:
        return link(reverse("admin:payments_creditaccount_change", args=[grant.account_id]), grant.account)

    @admin.display(description="Amount")
    def amount_shown(self, grant: CreditGrant) -> SafeString:
        return money(grant.amount, grant.account.currency)

    @admin.display(description="State", ordering="state")
    def state_shown(self, grant: CreditGrant) -> SafeString:
        return state_chip(grant.state, grant.get_state_display(), TONES)
