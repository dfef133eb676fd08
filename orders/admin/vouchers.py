from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ManyToManyWidget

from catalog.models import Channel
from core.admin.base import OmsAdmin, ReadOnlyInline
from core.admin.chips import chip
from core.admin.columns import link, money
from core.admin.exchange import ExchangeAdmin
from core.admin.filters import empty_filter, fixed_filter
from core.money import UnknownCurrency, exponent, format_money, quantize
from orders.models import Voucher, VoucherKind, VoucherRedemption

# Everything but what services count: a saved form must not write an old count over a new one.
TYPED = (
    "code", "name", "kind", "percent", "amount", "currency", "minimum", "valid_from", "valid_to", "max_uses",
    "max_uses_per_customer", "customer", "is_active",
)  # fmt: skip


class VoucherForm(forms.ModelForm):
    """A voucher as the office types it."""

    class Meta:
        model = Voucher
        fields = [*TYPED, "channels"]

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip()

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).strip().upper()
        if currency:
            try:
                exponent(currency)
            except UnknownCurrency as error:
                raise forms.ValidationError(error.message) from error
        return currency

    def clean_max_uses(self) -> int | None:
        limit: int | None = self.cleaned_data["max_uses"]
        if limit is not None and limit < self.instance.used_count:
            raise forms.ValidationError(
                f"{self.instance.used_count} orders have redeemed it already. Give at least that, or switch it off."
            )
        return limit

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        currency, amount = given.get("currency"), given.get("amount")
        if currency and amount is not None and quantize(amount, currency) != amount:
            self.add_error("amount", f"{currency} has {exponent(currency)} decimals; {amount} has more.")
        channels = given.get("channels")
        strange = [one.name for one in channels or () if currency and one.currency != currency]
        if strange:
            self.add_error("channels", f"{', '.join(strange)} does not sell in {currency}.")
        return given


class VoucherResource(ModelResource):
    """Vouchers, made or changed by code; channels by their codes, separated by commas."""

    channels = Field(
        column_name="channels", attribute="channels", widget=ManyToManyWidget(Channel, field="code", separator=",")
    )

    class Meta:
        model = Voucher
        import_id_fields = ["code"]
        skip_unchanged = True
        clean_model_instances = True
        fields = (*(name for name in TYPED if name != "customer"), "channels")

    def do_instance_save(self, instance: Voucher, is_create: bool) -> None:
        instance.save(update_fields=None if is_create else TYPED)


class RedemptionInline(ReadOnlyInline):
    model = VoucherRedemption
    fields = ["order_shown", "customer", "amount_shown", "redeemed_at", "given_back_at"]
    readonly_fields = ["order_shown", "amount_shown"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[VoucherRedemption]:
        return super().get_queryset(request).select_related("order", "customer")

    @admin.display(description="Order")
    def order_shown(self, redemption: VoucherRedemption) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[redemption.order_id]), redemption.order.number)

    @admin.display(description="Took off")
    def amount_shown(self, redemption: VoucherRedemption) -> SafeString:
        return money(redemption.amount, redemption.order.currency)


@admin.register(Voucher)
class VoucherAdmin(ExchangeAdmin, OmsAdmin):
    """Codes that make orders cheaper, and who redeemed them."""

    form = VoucherForm
    resource_classes = [VoucherResource]
    when_empty = "No voucher yet. Add one; customers type its code when they order."
    list_display = ["code", "name", "worth", "used_shown", "valid_from", "valid_to", "standing"]
    list_filter = [
        fixed_filter("kind", "kind", VoucherKind.choices),
        fixed_filter("is_active", "use", [("1", "Active"), ("0", "Switched off")]),
        empty_filter("valid_to", "end", "Without an end", "With an end"),
    ]
    search_fields = ["code__istartswith", "name__icontains"]
    search_help_text = "Code or name"
    ordering = ["-id"]
    autocomplete_fields = ["customer", "channels"]
    readonly_fields = ["used_shown"]
    inlines = [RedemptionInline]
    fieldsets = [
        (None, {"fields": [("code", "name"), "kind", ("percent", "amount", "currency"), "is_active"]}),
        ("When it holds", {"fields": ["valid_from", "valid_to", "minimum", "channels", "customer"]}),
        ("How often", {"fields": [("max_uses", "max_uses_per_customer"), "used_shown"]}),
    ]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Codes are worth money: who only looks one up takes no list of them along."""
        return bool(self.has_change_permission(request))

    def save_model(self, request: HttpRequest, obj: Voucher, form: forms.ModelForm, change: bool) -> None:
        obj.save(update_fields=TYPED if change else None)

    @admin.display(description="Takes off")
    def worth(self, voucher: Voucher) -> str:
        if voucher.percent is not None:
            return f"{voucher.percent.normalize():f} %"
        return format_money(voucher.amount, voucher.currency) if voucher.amount is not None else "Shipping"

    @admin.display(description="Redeemed")
    def used_shown(self, voucher: Voucher) -> str:
        return str(voucher.used_count) if voucher.max_uses is None else f"{voucher.used_count} of {voucher.max_uses}"

    @admin.display(description="State")
    def standing(self, voucher: Voucher) -> SafeString:
        now = timezone.now()
        if not voucher.is_active:
            return chip("Switched off", "neutral")
        if voucher.valid_to is not None and voucher.valid_to <= now:
            return chip("Expired", "neutral")
        if voucher.max_uses is not None and voucher.used_count >= voucher.max_uses:
            return chip("Used up", "warn")
        return chip("Begins later", "info") if voucher.valid_from > now else chip("Holds", "good")
