"""What stands on a return's page: its lines, fees, exceptions, boxes, foreign goods, pictures."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyInline
from core.admin.chips import chip
from core.admin.columns import money
from core.admin.people import NamesPeopleInRows, person
from returns.models import Return, ReturnFee, ReturnLine, ReturnPhoto, ReturnReceipt, RuleFinding, StrayItem


class ReturnLineInline(ReadOnlyInline):
    model = ReturnLine
    tab = False
    fields = ["goods", "quantity", "was_requested", "reception", "disposition", "place", "grade", "notes", "refunded"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("order_line", "inspection", "rma__order", "warehouse")

    @admin.display(description="Goods")
    def goods(self, line: ReturnLine) -> str:
        return f"{line.order_line.position}. {line.order_line.name}"

    @admin.display(description="Came in at")
    def place(self, line: ReturnLine) -> str:
        return line.warehouse.name if line.warehouse else "—"

    @admin.display(description="Condition")
    def grade(self, line: ReturnLine) -> str:
        return line.inspection.get_grade_display() if hasattr(line, "inspection") else "—"

    @admin.display(description="Seen")
    def notes(self, line: ReturnLine) -> str:
        return line.inspection.notes if hasattr(line, "inspection") else ""

    @admin.display(description="Worth")
    def refunded(self, line: ReturnLine) -> SafeString:
        return money(line.refunded_amount, line.rma.order.currency)


class FeeInline(NamesPeopleInRows, ReadOnlyInline):
    model = ReturnFee
    label_columns = ("waived_by",)
    tab = False
    verbose_name_plural = "Fees"
    fields = ["kind", "amount_shown", "taken", "waiver", "waived_reason"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("rma__order")

    @admin.display(description="Amount")
    def amount_shown(self, fee: ReturnFee) -> SafeString:
        return money(fee.amount, fee.rma.order.currency)

    @admin.display(description="")
    def taken(self, fee: ReturnFee) -> SafeString:
        return chip("Waived", "info") if fee.waived_by else chip("Taken off")

    @admin.display(description="Waived by")
    def waiver(self, fee: ReturnFee) -> str:
        return person(fee, "waived_by")


class FindingInline(NamesPeopleInRows, ReadOnlyInline):
    model = RuleFinding
    label_columns = ("overridden_by",)
    tab = False
    verbose_name_plural = "Broken rules"
    fields = ["rule", "sentence", "passed", "passer", "overridden_at", "reason"]
    readonly_fields = fields

    @admin.display(description="")
    def passed(self, finding: RuleFinding) -> SafeString:
        return chip("Let pass", "info") if finding.overridden_at else chip("Open", "warn")

    @admin.display(description="Overridden by")
    def passer(self, finding: RuleFinding) -> str:
        return person(finding, "overridden_by")


class ReceiptInline(NamesPeopleInRows, ReadOnlyInline):
    model = ReturnReceipt
    label_columns = ("opened_by", "booked_by")
    tab = False
    verbose_name_plural = "Boxes"
    ordering = ["id"]
    fields = ["warehouse", "scanned", "opener", "opened_at", "booker", "booked_at", "given_up_at"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("warehouse").prefetch_related("scans__sku")

    @admin.display(description="Scanned")
    def scanned(self, receipt: ReturnReceipt) -> SafeString:
        rows = [(scan.quantity, scan.sku.code) for scan in receipt.scans.all() if scan.taken_back_at is None]
        return format_html_join(", ", "{} × {}", rows) or format_html("{}", "—")

    @admin.display(description="Opened by")
    def opener(self, receipt: ReturnReceipt) -> str:
        return person(receipt, "opened_by")

    @admin.display(description="Booked by")
    def booker(self, receipt: ReturnReceipt) -> str:
        return person(receipt, "booked_by")


class StrayInline(NamesPeopleInRows, ReadOnlyInline):
    model = StrayItem
    label_columns = ("decided_by",)
    tab = False
    verbose_name_plural = "Foreign goods"
    ordering = ["id"]
    show_change_link = True
    fields = ["sku", "quantity", "warehouse", "fate_shown", "decider", "decided_at"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("sku", "warehouse")

    @admin.display(description="What becomes of them")
    def fate_shown(self, stray: StrayItem) -> SafeString:
        return chip(stray.get_fate_display(), "neutral" if stray.fate else "warn")

    @admin.display(description="Decided by")
    def decider(self, stray: StrayItem) -> str:
        return person(stray, "decided_by")


class PhotoInline(ReadOnlyInline):
    model = ReturnPhoto
    tab = False
    verbose_name_plural = "Pictures"
    fields = ["picture", "is_from_customer"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        kept = super().get_queryset(request).filter(attachment__removed_at=None)
        return kept.select_related("attachment")

    @admin.display(description="Picture")
    def picture(self, photo: ReturnPhoto) -> SafeString:
        url = reverse("returns:office_photo", args=[photo.pk])
        return format_html('<a href="{}"><img src="{}" alt="{}" height="96" loading="lazy"></a>', url, url, photo)


# Shown where there is something to show.
MORE_TABLES = (FeeInline, FindingInline, ReceiptInline, StrayInline, PhotoInline)


def tables_of(ret: Return | None) -> list[type[ReadOnlyInline]]:
    """Its lines, and what else there is of it; one small query for each table that might be empty."""
    if ret is None:
        return [ReturnLineInline]
    return [ReturnLineInline, *(one for one in MORE_TABLES if one.model.objects.filter(rma=ret).exists())]
