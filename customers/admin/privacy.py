"""Erasures, exports and legal holds: what may be done to a customer's data, by whom, and what became of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.selectors import actor_of
from core.admin.base import ReadOnlyAdmin, ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.columns import link
from core.admin.filters import fixed_filter
from core.admin.moves import NOT_NOW, Lead, Move
from core.admin.moves_admin import MovesAdmin
from core.admin.people import NamesPeople, NamesPeopleInRows, person
from core.errors import Blocker, InvalidInput, NotPermitted, OmsError
from core.privacy.registry import blockers_of, tables
from customers.models import CustomerExport, Erasure, ErasureState, ExportDownload, ExportState, LegalHold
from customers.services.erasing import confirm_erasure, refuse_erasure
from customers.services.exporting import download_token, take_out
from customers.services.holding import release_hold

ERASURE_TONES = {"requested": "warn", "refused": "neutral", "running": "info", "done": "good"}
EXPORT_TONES = {"requested": "info", "ready": "good", "gone": "neutral"}


def waits(erasure: Erasure) -> Iterator[Blocker]:
    if erasure.state != ErasureState.REQUESTED:
        yield Blocker(NOT_NOW, "it is decided.")


def can_confirm(erasure: Erasure) -> Iterator[Blocker]:
    yield from waits(erasure)
    if erasure.state == ErasureState.REQUESTED:
        yield from blockers_of(erasure.customer_id)


ERASURE_MOVES = {
    "confirm": Move(
        service=confirm_erasure, label="Agree and erase", icon="delete_forever", is_danger=True,
        right="customers.confirm_erasure", find_blockers=can_confirm,
        question="Name, addresses, mails, files and every copy are emptied for good. Amounts, taxes and goods stay. "
        "Nobody can undo it.",
        done="Agreed. The customer is being erased; links are dead from now on.",
    ),
    "refuse": Move(
        service=refuse_erasure, label="Refuse", icon="block", needs_reason=True, right="customers.confirm_erasure",
        find_blockers=waits, done="Refused; nothing was erased.",
    ),
}  # fmt: skip


@admin.register(Erasure)
class ErasureAdmin(NamesPeople, ReadOnlyAdmin, MovesAdmin):
    """Who asked for whom to be erased, who agreed, what was emptied, and what is kept and why."""

    when_empty = "Nobody was erased yet. Ask for it on the customer's page."
    list_display = ["number", "customer_link", "state_shown", "basis", "asked_by", "requested_at", "finished_at"]
    list_filter = [fixed_filter("state", "state", ErasureState.choices)]
    search_fields = ["number__istartswith", "customer__number__istartswith"]
    search_help_text = "Number of the erasure or of the customer"
    list_select_related = ["customer"]
    ordering = ["-id"]
    fields = [
        ("customer_link", "state_shown"), ("basis", "note"), ("asked_by", "requested_at"), ("agreed_by", "decided_at"),
        "finished_at", "emptied_shown", "kept_shown",
    ]  # fmt: skip
    readonly_fields = [
        "customer_link", "state_shown", "basis", "note", "asked_by", "requested_at", "agreed_by", "decided_at",
        "finished_at", "emptied_shown", "kept_shown",
    ]  # fmt: skip
    moves = ERASURE_MOVES
    label_columns = ("requested_by", "decided_by")

    @admin.display(description="Customer")
    def customer_link(self, erasure: Erasure) -> SafeString:
        return link(reverse("admin:customers_customer_change", args=[erasure.customer_id]), erasure.customer.number)

    @admin.display(description="State", ordering="state")
    def state_shown(self, erasure: Erasure) -> SafeString:
        return state_chip(erasure.state, erasure.get_state_display(), ERASURE_TONES)

    @admin.display(description="Asked by")
    def asked_by(self, erasure: Erasure) -> str:
        return person(erasure, "requested_by")

    @admin.display(description="Decided by", empty_value="—")
    def agreed_by(self, erasure: Erasure) -> str | None:
        return person(erasure, "decided_by") or None

    @admin.display(description="Emptied", empty_value="Nothing yet.")
    def emptied_shown(self, erasure: Erasure) -> SafeString | None:
        record: Mapping[str, Any] = erasure.record.get("emptied", erasure.record)
        rows = [(_title(name), count) for name, count in record.items() if isinstance(count, int)]
        return format_html_join("", "<div>{}: {}</div>", rows) or None

    @admin.display(description="Kept, and why", empty_value="Known once it is done.")
    def kept_shown(self, erasure: Erasure) -> SafeString | None:
        kept = erasure.record.get("kept", [])
        rows = [(_title(one["table"]), one["column"].replace("_", " "), one["why"]) for one in kept]
        return format_html_join("", "<div>{} {}: {}</div>", rows) or None


def _title(name: str) -> str:
    found = tables().get(name)
    return str(found.opts.verbose_name_plural).capitalize() if found else name.capitalize()


class DownloadInline(NamesPeopleInRows, ReadOnlyInline):
    model = ExportDownload
    verbose_name_plural = "downloads"
    fields = ["who", "downloaded_at"]
    readonly_fields = fields
    label_columns = ("downloaded_by",)
    ordering = ["-pk"]

    @admin.display(description="Who")
    def who(self, download: ExportDownload) -> str:
        return person(download, "downloaded_by")


@admin.register(CustomerExport)
class CustomerExportAdmin(NamesPeople, ReadOnlyAdmin, MovesAdmin):
    """Files with all that is known of a customer: handed out by a link that lives minutes, each time written down."""

    when_empty = "No customer asked for their data yet. Make an export on the customer's page."
    list_display = ["number", "customer_link", "state_shown", "asked_by", "requested_at", "expires_at"]
    list_filter = [fixed_filter("state", "state", ExportState.choices)]
    search_fields = ["number__istartswith", "customer__number__istartswith"]
    search_help_text = "Number of the export or of the customer"
    list_select_related = ["customer"]
    ordering = ["-id"]
    fields = [
        ("customer_link", "state_shown"), ("asked_by", "requested_at"), ("finished_at", "expires_at"),
        ("rows", "size"), "sum_shown",
    ]  # fmt: skip
    readonly_fields = [
        "customer_link", "state_shown", "asked_by", "requested_at", "finished_at", "expires_at", "rows", "size",
        "sum_shown",
    ]  # fmt: skip
    inlines = [DownloadInline]
    label_columns = ("requested_by",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download_view)
        return [
            path("<int:export_id>/download/<str:token>/", view, name="customers_customerexport_download"),
            *super().get_urls(),
        ]

    def get_leads(self, request: HttpRequest, instance: Any) -> list[Lead]:
        """The way to the file, for some minutes and for this person alone."""
        if instance.state != ExportState.READY or not request.user.has_perm("customers.export_customer"):
            return []
        token = download_token(instance, actor_of(request.user))
        url = reverse("admin:customers_customerexport_download", args=[instance.pk, token])
        return [Lead(label="Download", url=url, icon="download", is_primary=True)]

    def download_view(self, request: HttpRequest, export_id: int, token: str) -> HttpResponse | FileResponse:
        """The file, once the link is this person's and fresh; a sentence where not."""
        try:
            export = take_out(export_id=export_id, token=token, actor=actor_of(request.user))
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except OmsError as error:
            status = 410 if isinstance(error, InvalidInput) else error.status
            return HttpResponse(error.message, status=status, content_type="text/plain; charset=utf-8")
        content = storages["attachments"].open(export.path)
        answer = FileResponse(content, as_attachment=True, filename=f"{export.number}.zip")
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer

    @admin.display(description="Customer")
    def customer_link(self, export: CustomerExport) -> SafeString:
        return link(reverse("admin:customers_customer_change", args=[export.customer_id]), export.customer.number)

    @admin.display(description="State", ordering="state")
    def state_shown(self, export: CustomerExport) -> SafeString:
        return state_chip(export.state, export.get_state_display(), EXPORT_TONES)

    @admin.display(description="SHA-256", empty_value="—")
    def sum_shown(self, export: CustomerExport) -> SafeString | None:
        return format_html('<code class="oms-code">{}</code>', export.sha256) if export.sha256 else None

    @admin.display(description="Asked by")
    def asked_by(self, export: CustomerExport) -> str:
        return person(export, "requested_by")


def stands(hold: LegalHold) -> Iterator[Blocker]:
    if hold.released_at is not None:
        yield Blocker(NOT_NOW, "it was released.")


@admin.register(LegalHold)
class LegalHoldAdmin(NamesPeople, ReadOnlyAdmin, MovesAdmin):
    """What must not be erased, and why."""

    when_empty = "No legal hold stands. Place one on the customer's or the order's page."
    # The first column leads elsewhere; a link in a link has no name.
    list_display_links = ["reason"]
    list_display = ["customer_link", "order_number", "reason", "placed_by_name", "placed_at", "released_at"]
    list_filter = [("released_at", admin.EmptyFieldListFilter)]
    search_fields = ["customer__number__istartswith", "order_number__istartswith"]
    search_help_text = "Number of the customer or of the order"
    list_select_related = ["customer"]
    ordering = ["-id"]
    fields = [
        ("customer_link", "order_number"), "reason", ("placed_by_name", "placed_at"),
        ("released_by_name", "released_at"), "release_note",
    ]  # fmt: skip
    readonly_fields = [
        "customer_link", "order_number", "reason", "placed_by_name", "placed_at", "released_by_name", "released_at",
        "release_note",
    ]  # fmt: skip
    moves = {
        "release": Move(
            service=release_hold, label="Release", icon="lock_open", needs_reason=True,
            right="customers.release_legalhold", find_blockers=stands, done="Released: rules and requests apply again.",
        ),
    }  # fmt: skip
    label_columns = ("placed_by", "released_by")

    @admin.display(description="Customer")
    def customer_link(self, hold: LegalHold) -> SafeString:
        return link(reverse("admin:customers_customer_change", args=[hold.customer_id]), hold.customer.number)

    @admin.display(description="Placed by")
    def placed_by_name(self, hold: LegalHold) -> str:
        return person(hold, "placed_by")

    @admin.display(description="Released by", empty_value="—")
    def released_by_name(self, hold: LegalHold) -> str | None:
        return person(hold, "released_by") or None
