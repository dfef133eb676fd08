from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from accounts.selectors import actor_of
from core.admin.base import OmsAdmin, ReadOnlyAdmin
from core.admin.chips import chip, state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.people import person
from core.errors import InvalidInput
from payments.models import GatewayComparison, PayoutFile, PayoutRow, PayoutShape, RowOutcome
from payments.payouts.shapes import read_lines
from payments.services.payout_rows import BREAKS
from payments.services.payouts import import_payouts

MAX_BYTES = 50 * 1024 * 1024
TONES = {
    "waiting": "info",
    "matched": "good",
    "not_ours": "bad",
    "amount": "bad",
    "currency": "bad",
    "other": "neutral",
}


class UploadForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which gateway's file, and the file."""

    shape = forms.ChoiceField(label="Comes from", choices=PayoutShape.choices, widget=UnfoldAdminSelectWidget)
    file = forms.FileField(label="CSV file", widget=UnfoldAdminFileFieldWidget)

    class Meta:
        model = PayoutFile
        fields = ("shape",)

    def clean(self) -> dict[str, Any]:
        """A file that cannot be read is refused here, with line and column."""
        given: dict[str, Any] = super().clean() or {}
        upload = given.get("file")
        if upload is None or "shape" not in given:
            return given
        if (upload.size or 0) > MAX_BYTES:
            raise forms.ValidationError({"file": f"More than {MAX_BYTES // 1024**2} MiB: split the file."})
        given["raw"] = upload.read()
        try:
            for _ in read_lines(given["raw"], given["shape"]):
                pass
        except InvalidInput as error:
            raise forms.ValidationError({"file": error.message}) from error
        return given


def rows_of(file: PayoutFile) -> str:
    return f"{reverse('admin:payments_payoutrow_changelist')}?file={file.pk}"


@admin.register(PayoutFile)
class PayoutFileAdmin(OmsAdmin):
    """Files of what gateways paid out, matched row by row."""

    when_empty = "Upload a gateway's payout file to see whether every line of it is ours."
    form = UploadForm
    list_display = [
        "file_name",
        "gateway",
        "uploaded_at",
        "rows_total",
        "breaks",
        "begins_at",
        "ends_at",
    ]
    search_fields = ["file_name__istartswith"]
    ordering = ["-id"]
    readonly_fields = [
        "file_name", "gateway", "uploaded_at", "who", "rows_total", "rows_known", "begins_at", "ends_at", "breaks",
        "rows_shown",
    ]  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        if obj is None:
            return ["shape", "file"]
        return [("file_name", "gateway"), ("uploaded_at", "who"), ("breaks", "rows_shown"),
                ("rows_total", "rows_known"), ("begins_at", "ends_at")]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[PayoutFile]:
        found: QuerySet[PayoutFile] = super().get_queryset(request)
        rows = PayoutRow.objects.filter(file=OuterRef("pk"))
        return found.annotate(
            has_breaks=Exists(rows.filter(outcome__in=BREAKS)),
            is_waiting=Exists(rows.filter(outcome=RowOutcome.WAITING)),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("payments.import_payoutfile")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> PayoutFile:
        """The service takes the file in; the same file again leads to the rows that are there."""
        given = form.cleaned_data
        return import_payouts(
            shape=given["shape"], file_name=given["file"].name or "payout.csv", raw=given["raw"],
            actor=actor_of(request.user),
        )  # fmt: skip

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Saved by the service already."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Saved by the service already."""

    @admin.display(description="Rows")
    def rows_shown(self, file: PayoutFile) -> SafeString:
        return link(rows_of(file), f"Show the {file.rows_total} rows")

    @admin.display(description="Breaks")
    def breaks(self, file: PayoutFile) -> SafeString:
        """Rows that do not say what our books say; each waits in the money inbox."""
        if file.is_waiting:  # type: ignore[attr-defined]
            return chip("Being matched", "info")
        has_breaks = file.has_breaks  # type: ignore[attr-defined]
        return chip("To look at", "bad") if has_breaks else chip("None", "good")

    @admin.display(description="Uploaded by")
    def who(self, file: PayoutFile) -> str:
        return person(file, "uploaded_by")


@admin.register(PayoutRow)
class PayoutRowAdmin(ReadOnlyAdmin):
    """Lines of payout files and the movements of ours they are."""

    list_display = [
        "reference",
        "kind",
        "amount_shown",
        "fee_shown",
        "net_shown",
        "occurred_at",
        "payout",
        "outcome_shown",
        "ours",
    ]
    list_filter = [fixed_filter("outcome", "outcome", RowOutcome.choices)]
    list_select_related = ["transaction__payment"]
    search_fields = ["reference__exact", "payout__exact"]
    search_help_text = "The gateway's name of the line or of the payout"
    list_before_template = "admin/payments/payout_rows_before.html"
    ordering = ["-id"]
    fields = ["file", ("reference", "kind", "line"), ("amount_shown", "fee_shown", "net_shown"), "gateway_references",
              ("occurred_at", "payout"), ("outcome", "ours")]  # fmt: skip
    readonly_fields = ["ours", "amount_shown", "fee_shown", "net_shown"]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return lookup == "file" or super().lookup_allowed(lookup, value, request)

    @admin.display(description="Amount")
    def amount_shown(self, row: PayoutRow) -> SafeString:
        return money(row.amount, row.currency)

    @admin.display(description="Fee")
    def fee_shown(self, row: PayoutRow) -> SafeString:
        return money(row.fee, row.currency)

    @admin.display(description="Net")
    def net_shown(self, row: PayoutRow) -> SafeString:
        return money(row.net, row.currency)

    @admin.display(description="Outcome", ordering="outcome")
    def outcome_shown(self, row: PayoutRow) -> SafeString:
        return state_chip(row.outcome, row.get_outcome_display(), TONES)

    @admin.display(description="Our payment")
    def ours(self, row: PayoutRow) -> SafeString | str:
        if row.transaction is None:
            return "—"
        payment = row.transaction.payment
        return link(reverse("admin:payments_payment_change", args=[payment.pk]), payment.number)


@admin.register(GatewayComparison)
class GatewayComparisonAdmin(ReadOnlyAdmin):
    """Nightly readings of the gateways' own lists beside our ledger."""

    list_display = ["gateway", "since", "started_at", "finished_at", "movements", "differences"]
    search_fields = ["gateway__exact"]
    ordering = ["-id"]
