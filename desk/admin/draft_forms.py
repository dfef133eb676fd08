"""What a rep types when taking an order."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.models import SKU, Channel, ShippingMethod
from core.admin.lookups import LookupSelect
from customers.models import Customer
from desk.admin.tender_fields import TenderFields, initial_tenders
from inventory.models import Warehouse
from orders.intake.agreeing import kit_prices_by_hand, prices_by_hand
from orders.intake.collecting import is_collected
from orders.intake.requests import (
    AddressRequest,
    CustomerRequest,
    DiscountRequest,
    LineRequest,
    OrderRequest,
)
from orders.models import Order, OrderLine
from orders.statuses import Intake

text = UnfoldAdminTextInputWidget


def text_field(label: str, length: int = 160, *, required: bool = False, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, widget=text, **options)


# Of an address that was begun; without any of them the customer has none yet.
ADDRESS_NEEDS = {
    "line1": "An address needs street and number.",
    "city": "An address needs a town.",
    "country": "An address needs a country: two letters, such as DE.",
}


class DraftForm(TenderFields):
    """Who, where to, how it travels and how it is paid."""

    channel = forms.ModelChoiceField(Channel.objects.filter(is_active=True), widget=UnfoldAdminSelectWidget)
    intake = forms.ChoiceField(
        label="Came by", choices=[("phone", "Phone"), ("email", "E-mail"), ("desk", "Desk")],
        widget=UnfoldAdminSelectWidget, initial=Intake.PHONE,
    )  # fmt: skip
    customer = forms.ModelChoiceField(
        Customer.objects.filter(erased_at=None), required=False, label="Known customer",
        widget=LookupSelect(Order._meta.get_field("customer"), admin.site),
        help_text="Or fill in a new one:",
    )  # fmt: skip
    name = text_field("Name")
    email = forms.EmailField(label="E-mail", required=False, widget=UnfoldAdminEmailInputWidget)
    phone = text_field("Phone", 32)
    vat_id = text_field("VAT id", 32, help_text="Of a business, with its country, such as DE136695976.")
    ship_name = text_field("Recipient", help_text="Empty: the customer's name.")
    line1 = text_field("Street and number")
    line2 = text_field("Second line")
    postal_code = text_field("Postal code", 20)
    city = text_field("Town", 80)
    region = text_field("Region", 80)
    country = text_field("Country", 2, help_text="Two letters, such as US or DE.")
    shipping_method = forms.ModelChoiceField(
        ShippingMethod.objects.filter(is_active=True), to_field_name="code", widget=UnfoldAdminSelectWidget
    )
    counter = forms.ModelChoiceField(
        Warehouse.objects.filter(is_active=True, has_counter=True), to_field_name="code", required=False,
        widget=UnfoldAdminSelectWidget, help_text="Only for pickup; no address is needed then.",
    )  # fmt: skip
    po_number = text_field("Customer's order number", 64)
    voucher_codes = text_field("Vouchers", 200, help_text="Several codes with a comma between them.")
    discount = forms.DecimalField(
        label="Discount in %", min_value=0, max_value=100, max_digits=7, decimal_places=4, required=False,
        widget=UnfoldAdminDecimalFieldWidget, help_text="Off the whole order.",
    )  # fmt: skip
    discount_reason = text_field("Why a discount", 200)
    discount_label = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    requires_signature = forms.BooleanField(label="Signature on delivery", required=False)
    leave_at_door = forms.BooleanField(label="May be left at the door", required=False)
    delivery_instructions = text_field("Delivery instructions", 300)
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("customer") and not given.get("name"):
            self.add_error("name", "Choose a known customer or type the name of a new one.")
        missing = [name for name in ADDRESS_NEEDS if not given.get(name)]
        for name in missing if len(missing) < len(ADDRESS_NEEDS) else ():
            self.add_error(name, ADDRESS_NEEDS[name])
        if self.waits_for_link(given) and not self._mail_of(given):
            self.add_error("email", "The pay link goes by e-mail: give an address, a token, or another way to pay.")
        if given.get("requires_signature") and given.get("leave_at_door"):
            self.add_error("leave_at_door", "What is left at the door is signed by nobody. Choose one of the two.")
        if given.get("discount") and not given.get("discount_reason"):
            self.add_error("discount_reason", "Say why the customer pays less.")
        return given

    @staticmethod
    def _mail_of(given: Mapping[str, Any]) -> str:
        known = given.get("customer")
        return str((known.email if known else given.get("email")) or "")

    def address(self) -> AddressRequest | None:
        given = self.cleaned_data
        if not given["line1"]:
            return None
        customer = given["customer"]
        return AddressRequest(
            name=given["ship_name"] or given["name"] or (customer.name if customer else ""),
            line1=given["line1"], line2=given["line2"], postal_code=given["postal_code"], city=given["city"],
            region=given["region"], country=given["country"].upper(), phone=given["phone"],
        )  # fmt: skip

    @staticmethod
    def discounts_of(given: Mapping[str, Any]) -> list[DiscountRequest]:
        percent, reason = given.get("discount"), given.get("discount_reason") or ""
        label = given.get("discount_label") or "Discount"
        return [DiscountRequest(label=label, percent=percent, reason=reason)] if percent else []

    def new_customer(self) -> CustomerRequest | None:
        given = self.cleaned_data
        if given["customer"]:
            return None
        return CustomerRequest(name=given["name"], email=given["email"], phone=given["phone"], vat_id=given["vat_id"])

    def order_request(self, lines: list[LineRequest]) -> OrderRequest:
        given = self.cleaned_data
        known = given["customer"]
        return OrderRequest(
            channel_code=given["channel"].code,
            lines=lines,
            customer_id=known.pk if known else None,
            customer=self.new_customer(),
            shipping_address=self.address(),
            shipping_method=given["shipping_method"].code,
            pickup_warehouse=given["counter"].code if given["counter"] else "",
            tenders=self.tenders(),
            discounts=self.discounts_of(given),
            voucher_codes=[code.strip() for code in given["voucher_codes"].split(",") if code.strip()],
            intake=given["intake"],
            po_number=given["po_number"],
            requires_signature=given["requires_signature"],
            leave_at_door=given["leave_at_door"],
            delivery_instructions=given["delivery_instructions"],
        )


class DraftLineForm(forms.Form):
    """Units of one SKU; a price only where it differs from the list, with the reason."""

    sku = forms.ModelChoiceField(
        SKU.objects.filter(is_active=True), required=False, label="SKU",
        widget=LookupSelect(OrderLine._meta.get_field("sku"), admin.site),
    )  # fmt: skip
    quantity = forms.IntegerField(min_value=1, required=False, widget=UnfoldAdminIntegerFieldWidget)
    unit_price = forms.DecimalField(
        min_value=0, max_digits=19, decimal_places=6, required=False, label="Other price",
        widget=UnfoldAdminDecimalFieldWidget,
    )  # fmt: skip
    price_reason = text_field("Why another price", 120)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("sku") and not given.get("quantity"):
            self.add_error("quantity", "How many?")
        if given.get("unit_price") is not None and not given.get("price_reason"):
            self.add_error("price_reason", "Say why the price differs.")
        return given

    def line(self) -> LineRequest | None:
        given = self.cleaned_data
        if not given.get("sku"):
            return None
        return LineRequest(
            sku_code=given["sku"].code, quantity=given["quantity"], unit_price=given["unit_price"],
            price_reason=given["price_reason"],
        )  # fmt: skip


DraftLines = forms.formset_factory(DraftLineForm, extra=1)


def ask_for_the_rest(form: DraftForm, lines: Any, *, is_placing: bool) -> None:
    """Add to what is wrong already what only both together tell, so that all of it is told at once.

    A draft may lack its address, an order may not.
    """
    given = form.cleaned_data
    skus = [sku for line in lines if (sku := getattr(line, "cleaned_data", {}).get("sku")) is not None]
    if not skus and not lines.total_error_count():
        lines.non_form_errors().append(ValidationError("Choose the first goods and how many."))
    if is_placing and not any(form[name].errors or given.get(name) for name in ADDRESS_NEEDS) and _travels(given, skus):
        for name, sentence in ADDRESS_NEEDS.items():
            form.add_error(name, sentence)


def _travels(given: Mapping[str, Any], skus: Sequence[SKU]) -> bool:
    """Whether an address is needed: not for what is collected, nor where nothing travels."""
    return not is_collected(given.get("shipping_method")) and (not skus or any(sku.needs_shipping for sku in skus))


def usual() -> dict[str, Any]:
    """What most calls begin with, so that nobody chooses it forty times a day."""
    channel = Channel.objects.filter(is_active=True, is_practice=False).order_by("pk").first()
    return {"channel": channel.pk if channel else None, "shipping_method": "standard"}


def initial_of(order: Order) -> dict[str, Any]:
    """The form's values for a draft that exists."""
    address = order.shipping_address
    where = {
        "ship_name": address.name, "line1": address.line1, "line2": address.line2, "city": address.city,
        "postal_code": address.postal_code, "region": address.region, "country": address.country,
    } if address else {}  # fmt: skip
    own = order.discounts.filter(code="", line=None).exclude(percent=None).first()
    codes = order.redemptions.order_by("pk").values_list("voucher__code", flat=True)
    return {
        **where,
        "voucher_codes": ", ".join(codes), "discount": own.percent if own else None,
        "discount_reason": own.reason if own else "", "discount_label": own.label if own else "",
        "channel": order.channel_id, "intake": order.intake, "customer": order.customer_id,
        "shipping_method": order.shipping_method.code if order.shipping_method else None,
        **initial_tenders(order),
        "po_number": order.po_number, "requires_signature": order.requires_signature,
        "counter": order.pickup_warehouse.code if order.pickup_warehouse else None,
        "leave_at_door": order.leave_at_door, "delivery_instructions": order.delivery_instructions,
        "expected_version": order.version,
    }  # fmt: skip


def initial_lines_of(order: Order) -> list[dict[str, Any]]:
    """The lines' values for a draft that exists: prices by hand as they were typed, not as the order holds them.

    A kit is one line again, as it was wished.
    """
    by_hand, kits_by_hand = prices_by_hand(order), kit_prices_by_hand(order)
    lines = [
        (line.position, line.sku_id, line.ordered, line.price_reason, by_hand.get(line.pk))
        for line in order.lines.filter(kit=None)
    ]
    kits = [
        (kit.position, kit.sku_id, kit.quantity, kit.price_reason, kits_by_hand.get(kit.pk)) for kit in order.kits.all()
    ]
    return [
        {"sku": sku, "quantity": count, "price_reason": reason, "unit_price": price}
        for _, sku, count, reason, price in sorted(lines + kits, key=itemgetter(0))
    ]
