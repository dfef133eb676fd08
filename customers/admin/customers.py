from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from import_export.resources import ModelResource

from core.admin.base import ReadOnlyInline
from core.admin.chips import chip
from core.admin.columns import link
from core.admin.exchange import ExchangeAdmin
from core.admin.moves_admin import MovesAdmin
from core.numbers import next_number
from customers.admin.privacy_moves import PRIVACY_MOVES
from customers.errors import InvalidVatId
from customers.models import Address, Customer
from customers.selectors.finding import customers_matching
from customers.services.renaming import SEARCHED, tell_renamed
from customers.vat import check_vat_id


class CustomerResource(ModelResource):
    """Customers, told apart by their outside id; the number is given by us."""

    class Meta:
        model = Customer
        import_id_fields = ["external_id"]
        skip_unchanged = True
        fields = (
            "external_id", "name", "company", "email", "phone", "locale", "vat_id", "is_tax_exempt",
            "payment_terms_days", "credit_limit",
        )  # fmt: skip

    def before_save_instance(self, instance: Customer, row: Any, **kwargs: Any) -> None:
        instance.vat_id = plain_vat_id(instance.vat_id)
        if not instance.number:
            instance.number = next_number("customer")

    def after_save_instance(self, instance: Customer, row: Any, **kwargs: Any) -> None:
        tell_renamed(instance, SEARCHED)


def plain_vat_id(text: str) -> str:
    """The checked id as invoices write it; empty for none. Raises ValidationError when it cannot be right."""
    if not text.strip():
        return ""
    try:
        return check_vat_id(text).number
    except InvalidVatId as error:
        raise ValidationError(error.message) from error


class CustomerForm(ModelForm):
    """A customer as the office types it; the VAT id is checked and written plainly."""

    def clean_vat_id(self) -> str:
        return plain_vat_id(self.cleaned_data["vat_id"])


class AddressInline(ReadOnlyInline):
    model = Address
    fk_name = "customer"
    fields = ["name", "company", "line1", "line2", "postal_code", "city", "region", "country", "phone"]
    ordering = ["-id"]


@admin.register(Customer)
class CustomerAdmin(ExchangeAdmin, MovesAdmin):
    """Who buys."""

    form = CustomerForm
    resource_classes = [CustomerResource]
    list_display = ["number", "name", "company", "email", "phone", "standing"]
    list_filter = ["is_blocked"]
    search_fields = ["number"]
    search_help_text = "Name in any order, company, e-mail, phone, number, outside id"
    ordering = ["-id"]
    jump_moment = "created_at"
    jump_number = "number"
    readonly_fields = ["number", "created_at", "erased_at", "orders_shown"]
    inlines = [AddressInline]
    moves = PRIVACY_MOVES
    fieldsets = [
        (None, {"fields": [("name", "company"), ("email", "phone"), ("locale", "orders_shown")]}),
        (
            "Terms",
            {"fields": [("vat_id", "is_tax_exempt"), ("payment_terms_days", "credit_limit"), "requires_po_number"]},
        ),
        ("Standing", {"fields": [("is_blocked", "blocked_reason")]}),
        ("Record", {"fields": [("number", "external_id"), ("created_at", "erased_at")]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Customer | None = None) -> bool:
        """Nobody writes anything about somebody who was erased."""
        is_erased = obj is not None and obj.erased_at is not None
        return not is_erased and bool(super().has_change_permission(request, obj))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Customer], search_term: str
    ) -> tuple[QuerySet[Customer], bool]:
        """By indexes alone, as ``customers_matching`` says."""
        return (customers_matching(search_term, queryset) if search_term.strip() else queryset), False

    def save_model(self, request: HttpRequest, obj: Customer, form: ModelForm, change: bool) -> None:
        if not obj.number:
            obj.number = next_number("customer")
        obj.external_id = obj.external_id or None
        super().save_model(request, obj, form, change)
        if change:
            tell_renamed(obj, form.changed_data)

    @admin.display(description="Standing")
    def standing(self, customer: Customer) -> SafeString:
        if customer.erased_at:
            return chip("Erased", "neutral")
        return chip("Blocked", "bad", title=customer.blocked_reason) if customer.is_blocked else chip("Good", "good")

    @admin.display(description="Orders")
    def orders_shown(self, customer: Customer) -> SafeString | str:
        if customer.pk is None:
            return "None yet."
        return link(f"{reverse('admin:orders_order_changelist')}?customer={customer.pk}", "Show the orders")
