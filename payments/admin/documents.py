from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.selectors import actor_of
from catalog.models import Channel
from core.admin.base import ReadOnlyAdmin, ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.downloads import csv_download
from core.admin.filters import FixedFilter, fixed_filter
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from core.errors import NotFound, NotPermitted
from payments.admin.sealed import SealedBuyers
from payments.models import Document, DocumentCopy, DocumentLine, DocumentSeries, DocumentTax
from payments.selectors.document_rows import document_rows
from payments.services.copying import print_document, send_document
from payments.statuses import DocumentKind, SettlementTerms

TONES = {"invoice": "info", "credit_note": "warn"}
DOCUMENT_MOVES = {
    "send": Move(
        service=send_document, label="Send again", icon="forward_to_inbox", right="payments.send_document",
        find_blockers=lambda _: [], question="The customer gets it by mail once more.",
        done="It will be sent within seconds.",
    ),
}  # fmt: skip


class ChannelFilter(FixedFilter):
    """By shop; their few rows are read for the choices."""

    title = "channel"
    parameter_name = "channel"
    column = "series__channel_id"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Channel.objects.order_by("name").values_list("pk", "name")]


class LineInline(ReadOnlyInline):
    model = DocumentLine
    fields = ["position", "kind", "code", "name", "units", "amount_shown", "discount_shown", "tax_percent", "tax_shown"]
    readonly_fields = fields
    ordering = ["position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentLine]:
        found: QuerySet[DocumentLine] = super().get_queryset(request)
        return found.select_related("document")

    @admin.display(description="Amount")
    def amount_shown(self, row: DocumentLine) -> SafeString:
        return money(row.amount, row.document.currency)

    @admin.display(description="Discount")
    def discount_shown(self, row: DocumentLine) -> SafeString:
        return money(row.discount_amount, row.document.currency)

    @admin.display(description="Tax")
    def tax_shown(self, row: DocumentLine) -> SafeString:
        return money(row.tax_amount, row.document.currency)


class TaxInline(ReadOnlyInline):
    model = DocumentTax
    fields = ["tax_percent", "base_amount", "tax_amount"]
    readonly_fields = fields
    ordering = ["-tax_percent"]


class CopyInline(ReadOnlyInline):
    model = DocumentCopy
    fields = ["kind", "made_by", "made_at"]
    readonly_fields = fields
    ordering = ["pk"]
    verbose_name_plural = "copies"


@admin.register(Document)
class DocumentAdmin(SealedBuyers, MovesAdmin):
    """Invoices and credit notes as they were issued; nobody changes one, a credit note takes it back."""

    when_empty = "Invoices are written when goods ship or money is captured, as the channel's settings say."
    list_display = [
        "number", "kind_shown", "issued_on", "order_link", "buyer_shown", "terms", "due_on", "tax_shown", "total_shown",
    ]  # fmt: skip
    list_filter = [
        fixed_filter("kind", "kind", DocumentKind.choices),
        fixed_filter("terms", "settled", SettlementTerms.choices),
        ChannelFilter,
    ]
    list_select_related = ["order"]
    list_before_template = "admin/payments/document_list_before.html"
    change_form_outer_before_template = "admin/payments/document_before.html"
    search_fields = ["number__istartswith", "order__number__istartswith", "po_number__istartswith"]
    search_help_text = "Invoice or credit note, order, or the customer's own order number"
    ordering = ["-id"]
    fields = [
        ("number", "kind_shown"), ("order_link", "invoice_link"), ("total_shown", "tax_shown", "net_shown"),
        ("issued_on", "supplied_on", "ordered_on"), ("terms", "terms_days", "due_on"),
        ("buyer_lines", "seller_lines"), ("po_number", "tax_treatment", "tax_note"), "locale",
    ]  # fmt: skip
    readonly_fields = [
        "number", "kind_shown", "order_link", "invoice_link", "total_shown", "tax_shown", "net_shown", "issued_on",
        "supplied_on", "ordered_on", "terms", "terms_days", "due_on", "buyer_lines", "seller_lines", "po_number",
        "tax_treatment", "tax_note", "locale",
    ]  # fmt: skip
    inlines = [LineInline, TaxInline, CopyInline]
    moves = DOCUMENT_MOVES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        found: QuerySet[Document] = super().get_queryset(request)
        return found.select_related("order", "invoice")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("csv/", view(self.csv_view), name="payments_document_csv"),
            path("<int:document_id>/print/", view(require_POST(self.print_view)), name="payments_document_print"),
            *super().get_urls(),
        ]

    def csv_view(self, request: HttpRequest) -> StreamingHttpResponse:
        """The list as it is filtered, for the bookkeeper."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        documents = self.get_changelist_instance(request).get_queryset(request)
        return csv_download(document_rows(documents), name="invoices")

    def print_view(self, request: HttpRequest, document_id: int) -> HttpResponse:
        """The PDF; every print is counted, so it is asked for by POST."""
        try:
            document, paper = print_document(document_id=document_id, actor=actor_of(request.user))
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except NotFound as error:
            return HttpResponse(error.message, status=404, content_type="text/plain; charset=utf-8")
        headers = {"Content-Disposition": f'inline; filename="{document.number}.pdf"', "Cache-Control": "no-store"}
        return HttpResponse(paper, content_type="application/pdf", headers=headers)

    @admin.display(description="Kind", ordering="kind")
    def kind_shown(self, document: Document) -> SafeString:
        return state_chip(document.kind, document.get_kind_display(), TONES)

    @admin.display(description="Order")
    def order_link(self, document: Document) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[document.order_id]), document.order.number)

    @admin.display(description="Takes back from", empty_value="—")
    def invoice_link(self, document: Document) -> SafeString | None:
        if document.invoice is None:
            return None
        return link(reverse("admin:payments_document_change", args=[document.invoice.pk]), document.invoice.number)

    @admin.display(description="Buyer")
    def buyer_shown(self, document: Document) -> str:
        return str(document.buyer.get("name", ""))

    @admin.display(description="Buyer, as on the paper")
    def buyer_lines(self, document: Document) -> SafeString:
        return _lines([*document.buyer["address"], document.buyer["vat_id"]])

    @admin.display(description="Seller, as on the paper")
    def seller_lines(self, document: Document) -> SafeString:
        return _lines([document.seller["name"], *document.seller["address"], document.seller["vat_id"]])

    @admin.display(description="Net")
    def net_shown(self, document: Document) -> SafeString:
        return money(document.total - document.tax_amount, document.currency)

    @admin.display(description="Tax")
    def tax_shown(self, document: Document) -> SafeString:
        return money(document.tax_amount, document.currency)

    @admin.display(description="Total")
    def total_shown(self, document: Document) -> SafeString:
        return money(document.total, document.currency)


@admin.register(DocumentSeries)
class DocumentSeriesAdmin(ReadOnlyAdmin):
    """How far each series of numbers has come."""

    list_display = ["prefix", "kind", "year", "channel", "last_number"]
    list_select_related = ["channel"]
    ordering = ["-year", "prefix", "kind"]


def _lines(lines: list[str]) -> SafeString:
    return format_html_join("", "<div>{}</div>", ((line,) for line in lines if line))
