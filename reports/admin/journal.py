from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminSingleDateWidget

from accounts.selectors import actor_of
from core.admin.base import ReadOnlyAdmin
from core.admin.columns import link, money
from core.admin.downloads import csv_download
from core.admin.filters import fixed_filter
from core.admin.people import person
from core.errors import OmsError
from reports.journal.paper import journal_rows
from reports.journal.words import AccountKind, SourceKind
from reports.models import JournalDay, JournalLine
from reports.selectors.journal import account_sums, day_is_over_at, last_day
from reports.services.closing import close_next_day, open_journal

# Where a line's source is shown; what has no page of its own is found by its name in a list.
PAGES = {SourceKind.DOCUMENT: "admin:payments_document_change", SourceKind.REVALUATION: "admin:catalog_sku_change",
         SourceKind.OPENING_STOCK: "admin:catalog_sku_change", SourceKind.OPENING_ORDER: "admin:orders_order_change",
         SourceKind.OPENING_CREDIT: "admin:payments_creditaccount_change",
         SourceKind.PAYOUT: "admin:payments_payoutrow_change",
         SourceKind.MOVEMENT: "admin:inventory_stockmovement_change"}  # fmt: skip
LISTS = {SourceKind.TRANSACTION: "admin:payments_payment_changelist",
         SourceKind.CREDIT: "admin:payments_creditaccount_changelist"}  # fmt: skip


class OpeningForm(forms.Form):
    """The evening with whose balances the books begin."""

    day = forms.DateField(label="Begin with the evening of", widget=UnfoldAdminSingleDateWidget)


@admin.register(JournalDay)
class JournalDayAdmin(ReadOnlyAdmin):
    """Closed days of the journal; each leads to its sums, its lines and its file."""

    when_empty = "Open the journal above: say with which evening the books begin."
    list_display = ["day", "is_opening", "lines_total", "uncosted_movements", "closed_at", "who", "file"]
    list_before_template = "admin/reports/journal_days_before.html"
    change_form_outer_before_template = "admin/reports/journal_day_before.html"
    ordering = ["-day"]
    date_hierarchy = None
    fields = [("day", "is_opening"), ("closed_at", "who"), ("lines_total", "uncosted_movements"), "sha256"]
    readonly_fields = ["who"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("open/", view(require_POST(self.open_view)), name="reports_journalday_open"),
            path("close/", view(require_POST(self.close_view)), name="reports_journalday_close"),
            path("<int:day_id>/csv/", view(self.csv_view), name="reports_journalday_csv"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**self._next(request), **(extra_context or {})})

    def _next(self, request: HttpRequest) -> dict[str, Any]:
        """What may be done next, for who may do it."""
        if not request.user.has_perm("reports.close_journal"):
            return {}
        last = last_day()
        if last is None:
            yesterday = timezone.localdate() - timedelta(days=1)
            return {"opening_form": OpeningForm(initial={"day": yesterday})}
        day = last.day + timedelta(days=1)
        over_at = day_is_over_at(day)
        return {"next_day": day, "next_over_at": over_at, "is_over": over_at <= timezone.now()}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        day = JournalDay.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        may_export = request.user.has_perm("reports.export_journal")
        shown = {"sums": account_sums(day), "journal_day": day, "may_export": may_export} if day else {}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def open_view(self, request: HttpRequest) -> HttpResponse:
        form = OpeningForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Say with which day's evening the books begin.")
            return self._back()
        return self._act(request, day=form.cleaned_data["day"])

    def close_view(self, request: HttpRequest) -> HttpResponse:
        return self._act(request, day=None)

    def _act(self, request: HttpRequest, *, day: Any) -> HttpResponse:
        actor = actor_of(request.user)
        try:
            closed = open_journal(day=day, actor=actor) if day else close_next_day(actor=actor)
        except OmsError as error:
            messages.error(request, error.message)
            return self._back()
        messages.success(request, f"{closed.day:%Y-%m-%d} is closed with {closed.lines_total} lines.")
        return self._back()

    def _back(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:reports_journalday_changelist"))

    def csv_view(self, request: HttpRequest, day_id: int) -> StreamingHttpResponse:
        """The day's file; its SHA-256 is the one that was written down when it was closed."""
        if not request.user.has_perm("reports.export_journal"):
            raise PermissionDenied
        day = get_object_or_404(JournalDay, pk=day_id)
        return csv_download(journal_rows(day.lines.all(), day=day.day.isoformat()), name=f"journal-{day.day}")

    @admin.display(description="Closed by")
    def who(self, day: JournalDay) -> str:
        return person(day, "closed_by")

    @admin.display(description="File")
    def file(self, day: JournalDay) -> SafeString:
        return link(reverse("admin:reports_journalday_csv", args=[day.pk]), "CSV")


@admin.register(JournalLine)
class JournalLineAdmin(ReadOnlyAdmin):
    """Postings; each leads to what it was written for and to its order."""

    when_empty = "Nothing was posted here. Lines are written when a day of the journal is closed."
    list_display = [
        "day", "channel", "account_shown", "detail", "debit", "credit", "source", "order_shown", "booked_at",
    ]  # fmt: skip
    list_filter = [
        fixed_filter("account", "account", AccountKind.choices),
        fixed_filter("source_kind", "written for", SourceKind.choices),
    ]
    list_select_related = ["day"]
    search_fields = ["order_number__exact", "reference__exact", "code__exact"]
    search_help_text = "Order, invoice or payment number, or account code"
    ordering = ["-id"]
    fields = [("day", "channel", "currency"), ("account_shown", "detail", "tax_percent"), ("debit", "credit"),
              ("source_kind", "source"), "order_shown", ("sku_id", "quantity"), "booked_at"]  # fmt: skip
    readonly_fields = ["account_shown", "debit", "credit", "source", "order_shown"]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return lookup in ("day", "currency", "channel", "code", "detail") or super().lookup_allowed(
            lookup, value, request
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[JournalLine]:
        found: QuerySet[JournalLine] = super().get_queryset(request)
        return found.select_related("day")

    @admin.display(description="Account", ordering="code")
    def account_shown(self, line: JournalLine) -> str:
        return f"{line.code} {line.name}"

    @admin.display(description="Debit")
    def debit(self, line: JournalLine) -> SafeString | str:
        return money(line.amount, line.currency) if line.amount > 0 else ""

    @admin.display(description="Credit")
    def credit(self, line: JournalLine) -> SafeString | str:
        return money(-line.amount, line.currency) if line.amount < 0 else ""

    @admin.display(description="Written for")
    def source(self, line: JournalLine) -> SafeString:
        text = line.reference or line.get_source_kind_display()
        kind = SourceKind(line.source_kind)
        if kind in LISTS:
            return link(f"{reverse(LISTS[kind])}?q={line.reference}", text)
        return link(reverse(PAGES[kind], args=[line.source_id]), text)

    @admin.display(description="Order", empty_value="—")
    def order_shown(self, line: JournalLine) -> SafeString | None:
        if line.order_id is None:
            return None
        return link(reverse("admin:orders_order_change", args=[line.order_id]), line.order_number)
