"""A payment's ledger as a table: what was asked of the gateway, by whom, under which key, and what became of it."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import moments
from core.admin.base import ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.columns import money
from core.admin.people import NamesPeopleInRows, person
from payments.models import PaymentTransaction

OUTCOME_TONES = {"succeeded": "good", "failed": "bad", "requested": "info", "unknown": "warn"}


class TransactionInline(NamesPeopleInRows, ReadOnlyInline):
    """Rows as they were asked for; one that rests upon another says upon which."""

    model = PaymentTransaction
    label_columns = ["requested_by"]
    verbose_name_plural = "ledger"
    tab = False
    fields = ["what", "amount_shown", "outcome_shown", "asked", "settled", "names", "said"]
    readonly_fields = fields
    ordering = ["pk"]

    @admin.display(description="Movement")
    def what(self, row: PaymentTransaction) -> SafeString:
        of = f"↳ of #{row.parent_id}" if row.parent_id else ""
        word = "Ran out" if row.is_lapse else row.get_kind_display()
        return format_html('#{} {} <span class="oms-muted oms-number">{}</span>', row.pk, word, of)

    @admin.display(description="Amount")
    def amount_shown(self, row: PaymentTransaction) -> SafeString:
        return money(row.amount, row.currency)

    @admin.display(description="Outcome")
    def outcome_shown(self, row: PaymentTransaction) -> SafeString:
        return state_chip(row.outcome, row.get_outcome_display(), OUTCOME_TONES)

    @admin.display(description="Asked")
    def asked(self, row: PaymentTransaction) -> SafeString:
        when = moments.second(row.created_at)
        who = person(row, "requested_by")
        return format_html('<span class="oms-number">{}</span> <span class="oms-muted">{}</span>', when, who)

    @admin.display(description="Settled", empty_value="—")
    def settled(self, row: PaymentTransaction) -> str | None:
        return moments.second(row.settled_at) if row.settled_at else None

    @admin.display(description="At the gateway")
    def names(self, row: PaymentTransaction) -> SafeString:
        """The gateway's reference, and our key, which asks for the same movement again and never for another."""
        return format_html(
            '<span class="oms-code">{}</span><br><span class="oms-muted oms-code">key {}</span>',
            row.gateway_reference or "no reference yet", row.key,
        )  # fmt: skip

    @admin.display(description="Told", empty_value="—")
    def said(self, row: PaymentTransaction) -> str | None:
        until = f"Until {moments.moment(row.expires_at)}." if row.expires_at else ""
        return " ".join(part for part in (row.error, row.note, until) if part) or None
