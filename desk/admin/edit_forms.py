"""What a rep types when editing a placed order: all fields begin with what is agreed, or staged, now."""

from collections.abc import Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import CharField
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from catalog.models import ShippingMethod
from core.money import quantize
from customers.models import Address
from customers.services.addresses import AddressText
from desk.admin.draft_forms import DraftLineForm, text_field
from orders.admin.forms import ADDRESS_LABELS
from orders.editing.kits import kits_left, lines_by_kit
from orders.editing.steps import Step
from orders.intake.requests import LineRequest
from orders.models import Order
from orders.selectors.change_preview import PreviewLine

AddedLines = forms.formset_factory(DraftLineForm, extra=1, max_num=20)


def _typed(price: Decimal, currency: str) -> str:
    """As a person writes it: with the currency's decimals, and more only where the price has more."""
    written = quantize(price, currency)
    return f"{written if written == price else price.normalize():f}"


class EditForm(forms.Form):
    """Units and prices of the lines that exist, how it travels and where to."""

    method = forms.ModelChoiceField(
        ShippingMethod.objects.filter(is_active=True), to_field_name="code", required=False,
        label="Shipping method", widget=UnfoldAdminSelectWidget,
    )  # fmt: skip
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_seq = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, rows: Sequence[PreviewLine], **kwargs: Any) -> None:
        self.order, self.rows = order, [row for row in rows if row.before is not None]
        super().__init__(*args, **kwargs)
        method = order.shipping_method
        self.fields["method"].initial = method.code if method else None
        self.kits = self._kits()
        for row in self.rows:
            if row.after.kit_id is None:
                self._add_row(row)
        for kit in order.kits.filter(pk__in=self.kits):
            self.fields[f"kits_{kit.pk}"] = forms.IntegerField(
                label=f"{kit.position}. {kit.name}: kits", min_value=0, required=False,
                widget=UnfoldAdminIntegerFieldWidget, initial=self.kits[kit.pk],
                help_text="Fewer are canceled whole; add more below as goods.",
            )  # fmt: skip
        for part in fields(AddressText) if order.shipping_address else ():
            column = cast("CharField[str, str]", Address._meta.get_field(part.name))
            self.fields[f"to_{part.name}"] = text_field(
                ADDRESS_LABELS.get(part.name, part.name.capitalize()), column.max_length or 160,
                required=part.default is MISSING, initial=getattr(order.shipping_address, part.name),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for row in self.rows:
            key = row.after.pk
            price = given.get(f"price_{key}")
            is_other = row.after.kit_id is None and price not in (None, row.after.unit_price)
            if is_other and not given.get(f"why_{key}"):
                self.add_error(f"why_{key}", f"Say why the price of {row.after.name} changes.")
        return given

    def _add_row(self, row: PreviewLine) -> None:
        name = row.after.name
        self.fields[f"units_{row.after.pk}"] = forms.IntegerField(
            label=f"{row.after.position}. {name}: units", min_value=0, required=False,
            widget=UnfoldAdminIntegerFieldWidget, initial=row.units_after,
        )  # fmt: skip
        self.fields[f"price_{row.after.pk}"] = forms.DecimalField(
            label="Price of one", min_value=0, max_digits=19, decimal_places=6, required=False,
            widget=UnfoldAdminDecimalFieldWidget, initial=_typed(row.after.unit_price, self.order.currency),
        )  # fmt: skip
        self.fields[f"why_{row.after.pk}"] = text_field("Why another price", 120)

    def _kits(self) -> dict[int, int]:
        """Whole kits that are left, by key."""
        return {key: kits_left(lines) for key, lines in lines_by_kit(row.after for row in self.rows).items()}

    def kit_fields(self) -> list[Any]:
        return [self[f"kits_{key}"] for key in self.kits]

    def line_fields(self) -> list[dict[str, Any]]:
        """Per line its row and its bound fields, for the template."""
        return [
            {
                "row": row, "units": self[f"units_{row.after.pk}"], "price": self[f"price_{row.after.pk}"],
                "why": self[f"why_{row.after.pk}"],
            }
            for row in self.rows
            if row.after.kit_id is None
        ]  # fmt: skip

    def address_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("to_")]

    def steps(self, added: Any) -> list[Step]:
        """What differs from what is there, as steps."""
        steps = [step for row in self.rows if row.after.kit_id is None for step in self._line_steps(row)]
        steps += [
            Step(kind="set_quantity", kit_id=key, quantity=count)
            for key, left in self.kits.items()
            if (count := self.cleaned_data[f"kits_{key}"]) not in (None, left)
        ]
        steps += [_added(line) for line in (each.line() for each in added) if line is not None]
        method = self.cleaned_data["method"]
        if method is not None and "method" in self.changed_data:
            steps.append(Step(kind="set_method", method_code=method.code))
        if any(name.startswith("to_") for name in self.changed_data):
            steps.append(Step(kind="set_address", address=self._address()))
        return steps

    def _line_steps(self, row: PreviewLine) -> list[Step]:
        key, given = row.after.pk, self.cleaned_data
        steps = []
        if given[f"units_{key}"] not in (None, row.units_after):
            steps.append(Step(kind="set_quantity", line_id=key, quantity=given[f"units_{key}"]))
        if given[f"price_{key}"] not in (None, row.after.unit_price):
            price, why = given[f"price_{key}"], given[f"why_{key}"]
            steps.append(Step(kind="set_price", line_id=key, unit_price=price, reason=why))
        return steps

    def _address(self) -> AddressText:
        text = {part.name: self.cleaned_data[f"to_{part.name}"].strip() for part in fields(AddressText)}
        return AddressText(**{**text, "country": text["country"].upper()})


def _added(line: LineRequest) -> Step:
    return Step(
        kind="add_line", sku_code=line.sku_code, quantity=line.quantity, unit_price=line.unit_price,
        reason=line.price_reason,
    )  # fmt: skip
