from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from accounts.selectors import actor_of
from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.admin.people import person
from core.errors import Blocker, InvalidInput
from payments.bank_csv import COLUMNS, ParsedLine, parse_statement
from payments.models import BankLine, BankLineState
from payments.services.bank_lines import RIGHT, apply_bank_line, dismiss_bank_line, keep_bank_lines

TONES = {"new": "info", "waiting": "warn", "matched": "good", "dismissed": "neutral"}


class StatementForm(forms.ModelForm):
    """A statement of the bank as a file."""

    file = forms.FileField(
        label="Statement (CSV)", widget=UnfoldAdminFileFieldWidget,
        help_text=f"UTF-8, its first row names the columns: {', '.join(COLUMNS)}. Sent twice it counts once.",
    )  # fmt: skip
    lines: list[ParsedLine]

    class Meta:
        model = BankLine
        fields = ()

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            self.lines = parse_statement(file.read())
        except InvalidInput as error:
            raise forms.ValidationError(error.message) from error
        return file


class ApplyForm(MoveForm):
    """Which payment it is for; what it seems to be for stands there already."""

    payment_number = forms.CharField(label="Payment", max_length=24, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        line: BankLine = self.instance
        self.fields["payment_number"].initial = line.payment.number if line.payment else ""


def can_apply(line: BankLine) -> Iterator[Blocker]:
    """Only money that came in can pay something."""
    yield from is_open(line)
    if line.amount <= 0:
        yield Blocker(NOT_NOW, "it is money that went out.")


def is_open(line: BankLine) -> Iterator[Blocker]:
    if line.state in (BankLineState.MATCHED, BankLineState.DISMISSED):
        yield Blocker(NOT_NOW, "it is decided.")


BANK_MOVES = {
    "apply": Move(
        service=apply_bank_line, label="Write down on a payment", icon="account_balance", form=ApplyForm,
        is_primary=True, right=RIGHT, find_blockers=can_apply, done="Written down.",
        question="All of it is written down: too little leaves the rest due, too much is owed back.",
    ),
    "dismiss": Move(
        service=dismiss_bank_line, label="Not for us", icon="block", is_danger=True, needs_reason=True, right=RIGHT,
        find_blockers=is_open, done="Put aside.",
    ),
}  # fmt: skip


@admin.register(BankLine)
class BankLineAdmin(MovesAdmin):
    """Money on the bank's statement: matched by itself, or waiting here for a person."""

    form = StatementForm
    when_empty = "Add a statement of the bank as CSV; what cannot be matched for certain waits here."
    list_display = ["booked_on", "amount_shown", "state_shown", "payment_link", "why", "text", "payer"]
    list_filter = [fixed_filter("state", "state", BankLineState.choices)]
    list_select_related = ["payment__order"]
    search_fields = ["text__icontains", "payment__number__istartswith"]
    search_help_text = "Words of the line, or a payment's number"
    ordering = ["-id"]
    moves = BANK_MOVES
    fields = [
        ("booked_on", "amount_shown", "state_shown"), ("payment_link", "why"), "text", ("payer", "file_name"),
        ("who", "decided_at"),
    ]  # fmt: skip
    readonly_fields = [
        "booked_on", "amount_shown", "state_shown", "payment_link", "why", "text", "payer", "file_name", "who",
        "decided_at",
    ]  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: BankLine | None = None) -> Any:
        return self.fields if obj else ["file"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(RIGHT))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: BankLine, form: Any, change: bool) -> None:
        """Adding is taking a file in; its lines are rows of their own."""
        taken = keep_bank_lines(
            lines=form.lines, file_name=form.cleaned_data["file"].name, actor=actor_of(request.user)
        )
        self.message_user(request, f"{taken.new} new lines, {taken.known} were here before. They are being matched.")

    def log_addition(self, request: HttpRequest, obj: BankLine, message: Any) -> None:
        """Each line keeps the file it came with; the file is no row."""

    def response_add(self, request: HttpRequest, obj: BankLine, post_url_continue: str | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:payments_bankline_changelist"))

    @admin.display(description="Amount", ordering="amount")
    def amount_shown(self, line: BankLine) -> SafeString:
        return money(line.amount, line.currency)

    @admin.display(description="State", ordering="state")
    def state_shown(self, line: BankLine) -> SafeString:
        return state_chip(line.state, line.get_state_display(), TONES)

    @admin.display(description="Decided by", empty_value="—")
    def who(self, line: BankLine) -> str | None:
        return person(line, "decided_by") or None

    @admin.display(description="Payment", empty_value="—")
    def payment_link(self, line: BankLine) -> SafeString | None:
        if line.payment is None:
            return None
        page = reverse("admin:payments_payment_change", args=[line.payment_id])
        return link(page, f"{line.payment.number} of {line.payment.order.number}")
