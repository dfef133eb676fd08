"""What the office does with stock: always a service, asked by a small form."""

from datetime import timedelta
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from core.admin.move_form import MoveForm
from core.admin.moves import Move, always
from inventory.models import AdjustmentReason, Location, StockLevel, Warehouse
from inventory.services.adjusting import adjust_stock
from inventory.services.moving import move_units
from inventory.services.receiving import receive_stock
from inventory.services.reserving import reserve_stock
from inventory.services.transferring import create_transfer


def place_field(label: str, *, required: bool = True) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Location.objects.none(), label=label, required=required, widget=UnfoldAdminSelectWidget
    )


class LevelForm(MoveForm):
    """A form about one SKU in one building; its places are those of the building."""

    def __init__(self, *args: Any, instance: StockLevel, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        places = Location.objects.filter(warehouse_id=instance.warehouse_id).order_by("pick_sequence", "code")
        for field in self.fields.values():
            choices = field.queryset if isinstance(field, forms.ModelChoiceField) else None
            if choices is not None and choices.model is Location:
                field.queryset = places  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        places = {f"{name}_id": place.pk for name, place in given.items() if isinstance(place, Location)}
        level: StockLevel = self.instance
        cause = {"cause_kind": "desk", "cause_reference": given.get("reason", "")[:64]}
        return {**given, **places, **cause, "warehouse_id": level.warehouse_id, "sku_id": level.sku_id}


class AdjustForm(LevelForm):
    location = place_field("Where")
    lot = forms.CharField(label="Lot", required=False, max_length=40, widget=UnfoldAdminTextInputWidget)
    why = forms.ModelChoiceField(
        AdjustmentReason.objects.none(), label="Kind of reason", required=False, widget=UnfoldAdminSelectWidget
    )
    delta = forms.IntegerField(
        label="Units found (or, with a minus, gone)", widget=UnfoldAdminIntegerFieldWidget,
        help_text="Claims that are not covered any more become a shortfall, which is worked off by itself.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].queryset = AdjustmentReason.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The movement keeps the kind of reason and the words, as far as there is room."""
        given = super().clean() or {}
        why, words = given.get("why"), str(given.get("reason", "")).strip()
        if why is None and not words:
            self.add_error("reason", "Please say why; it is kept with the history.")
        given["reason"] = ": ".join(filter(None, [why.label if why else "", words]))[:64]
        return given


class ReceiveForm(LevelForm):
    quantity = forms.IntegerField(label="Units", min_value=1, widget=UnfoldAdminIntegerFieldWidget)
    location = place_field("Where", required=False)
    lot = forms.CharField(label="Lot", required=False, max_length=40, widget=UnfoldAdminTextInputWidget)
    expires_on = forms.DateField(label="The lot expires on", required=False, widget=UnfoldAdminDateWidget)


class CarryForm(LevelForm):
    from_location = place_field("From")
    to_location = place_field("To")
    quantity = forms.IntegerField(label="Units", min_value=1, widget=UnfoldAdminIntegerFieldWidget)
    lot = forms.CharField(label="Lot", required=False, max_length=40, widget=UnfoldAdminTextInputWidget)


class ReserveForm(LevelForm):
    """How many, what for, and how long."""

    quantity = forms.IntegerField(label="Units", min_value=1, widget=UnfoldAdminIntegerFieldWidget)
    holder = forms.CharField(
        label="What for", max_length=80, widget=UnfoldAdminTextInputWidget,
        help_text="A cart or a quote's number; no customer's name.",
    )  # fmt: skip
    hours = forms.IntegerField(
        label="Hours", min_value=1, max_value=720, initial=24, widget=UnfoldAdminIntegerFieldWidget,
        help_text="Then the goods are free again by themselves.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]

    def arguments(self) -> dict[str, Any]:
        given, level = self.cleaned_data, self.instance
        return {
            "units": {level.sku_id: given["quantity"]}, "warehouse_ids": [level.warehouse_id],
            "holder": given["holder"], "valid_for": timedelta(hours=given["hours"]),
        }  # fmt: skip


class TransferForm(LevelForm):
    """To which building, and how many; the draft can get more lines before it is sent."""

    destination = forms.ModelChoiceField(Warehouse.objects.none(), label="To", widget=UnfoldAdminSelectWidget)
    quantity = forms.IntegerField(label="Units", min_value=1, widget=UnfoldAdminIntegerFieldWidget)
    expected_on = forms.DateField(label="Expected on", required=False, widget=UnfoldAdminDateWidget)

    def __init__(self, *args: Any, instance: StockLevel, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        others = Warehouse.objects.filter(is_active=True).exclude(pk=instance.warehouse_id)
        self.fields["destination"].queryset = others  # type: ignore[attr-defined]
        del self.fields["reason"]

    def arguments(self) -> dict[str, Any]:
        given, level = self.cleaned_data, self.instance
        return {
            "origin_id": level.warehouse_id, "warehouse_id": given["destination"].pk,
            "units": {level.sku_id: given["quantity"]}, "expected_on": given["expected_on"],
        }  # fmt: skip


LEVEL_MOVES = {
    "adjust": Move(
        service=adjust_stock, label="Adjust", icon="exposure", form=AdjustForm,
        right="inventory.change_stocklevel", find_blockers=always, done="The books follow what was found.",
    ),
    "receive": Move(
        service=receive_stock, label="Receive", icon="input", form=ReceiveForm, right="inventory.receive_supply",
        find_blockers=always, done="Received; waiting orders get theirs first.",
    ),
    "carry": Move(
        service=move_units, label="Move", icon="swap_horiz", form=CarryForm, right="inventory.change_binstock",
        id_argument="level_id", find_blockers=always, done="Moved.",
    ),
    "reserve": Move(
        service=reserve_stock, label="Reserve", icon="lock_clock", form=ReserveForm, right="inventory.reserve_stock",
        find_blockers=always, done="Held; the reservation's token may be named by the order.",
    ),
    "transfer": Move(
        service=create_transfer, label="Transfer", icon="sync_alt", form=TransferForm, right="inventory.add_supply",
        find_blockers=always, done="Drafted among the supplies; nothing moves before it is sent.",
    ),
}  # fmt: skip
