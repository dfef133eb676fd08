"""What the office does with stock: always a service, asked by a small form."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from inventory.models import Location, StockLevel, Supply, SupplyState
from inventory.services.adjusting import adjust_stock
from inventory.services.moving import move_units
from inventory.services.receiving import receive_stock, receive_supply
from inventory.services.supplies import cancel_supply, close_supply


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
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = places

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        places = {f"{name}_id": place.pk for name, place in given.items() if isinstance(place, Location)}
        level: StockLevel = self.instance
        cause = {"cause_kind": "desk", "cause_reference": given.get("reason", "")[:64]}
        return {**given, **places, **cause, "warehouse_id": level.warehouse_id, "sku_id": level.sku_id}


class AdjustForm(LevelForm):
    location = place_field("Where")
    delta = forms.IntegerField(
        label="Units found (or, with a minus, gone)", widget=UnfoldAdminIntegerFieldWidget,
        help_text="Claims that are not covered any more become a shortfall, which is worked off by itself.",
    )  # fmt: skip

    def clean_reason(self) -> str:
        return str(self.cleaned_data["reason"])[:64]


class ReceiveForm(LevelForm):
    quantity = forms.IntegerField(label="Units", min_value=1, widget=UnfoldAdminIntegerFieldWidget)
    location = place_field("Where", required=False)
    lot = forms.CharField(label="Lot", required=False, max_length=40, widget=UnfoldAdminTextInputWidget)


class CarryForm(LevelForm):
    from_location = place_field("From")
    to_location = place_field("To")
    quantity = forms.IntegerField(label="Units", min_value=1, widget=UnfoldAdminIntegerFieldWidget)
    lot = forms.CharField(label="Lot", required=False, max_length=40, widget=UnfoldAdminTextInputWidget)


class SupplyForm(MoveForm):
    """How many units of each line came in."""

    def __init__(self, *args: Any, instance: Supply, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self.lines = list(instance.lines.select_related("sku").order_by("pk"))
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                label=str(line.sku), min_value=0, required=False, initial=line.outstanding,
                widget=UnfoldAdminIntegerFieldWidget, help_text=f"{line.received} of {line.ordered} came in so far.",
            )  # fmt: skip
        self.order_fields([f"line_{line.pk}" for line in self.lines])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(f"line_{line.pk}") for line in self.lines):
            raise ValidationError("At least one unit must have come in.")
        return given

    def arguments(self) -> dict[str, Any]:
        units = {line.pk: self.cleaned_data.get(f"line_{line.pk}") or 0 for line in self.lines}
        return {**super().arguments(), "units": {key: count for key, count in units.items() if count}}


def always(level: StockLevel) -> Iterator[Blocker]:
    """Stock can always be set right."""
    yield from ()


def still_expected(supply: Supply) -> Iterator[Blocker]:
    if supply.state != SupplyState.EXPECTED:
        yield Blocker(NOT_NOW, "it is not expected any more.")


LEVEL_MOVES = {
    "adjust": Move(
        service=adjust_stock, label="Adjust", icon="exposure", form=AdjustForm, needs_reason=True,
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
}  # fmt: skip
SUPPLY_MOVES = {
    "receive": Move(
        service=receive_supply, label="Receive", icon="input", form=SupplyForm, is_primary=True,
        right="inventory.receive_supply", find_blockers=still_expected, done="Received.",
    ),
    "close": Move(
        service=close_supply, label="Close", icon="done_all", question="Nothing more will come of it.", done="Closed."
    ),
    "cancel": Move(
        service=cancel_supply, label="Cancel", icon="cancel", is_danger=True,
        question="The supplier will not deliver.", done="Canceled.",
    ),
}  # fmt: skip
