"""What the office does with supplies on their way in."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminIntegerFieldWidget

from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from inventory.lifecycle import COMING
from inventory.models import Supply, SupplyKind, SupplyState
from inventory.selectors.checks import being_checked
from inventory.services.receiving import receive_supply
from inventory.services.supplies import cancel_supply, close_supply, reschedule_supply
from inventory.services.transferring import record_lost, send_transfer


class SupplyForm(MoveForm):
    """How many units of each line this is about."""

    begins_with_all = True

    def __init__(self, *args: Any, instance: Supply, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self.lines = list(instance.lines.select_related("sku").order_by("pk"))
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                label=str(line.sku), min_value=0, required=False,
                initial=line.outstanding if self.begins_with_all else 0,
                widget=UnfoldAdminIntegerFieldWidget, help_text=f"{line.received} of {line.ordered} came in so far.",
            )  # fmt: skip
        self.order_fields([f"line_{line.pk}" for line in self.lines])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(f"line_{line.pk}") for line in self.lines):
            raise ValidationError("Name at least one unit.")
        return given

    def arguments(self) -> dict[str, Any]:
        units = {line.pk: self.cleaned_data.get(f"line_{line.pk}") or 0 for line in self.lines}
        return {**super().arguments(), "units": {key: count for key, count in units.items() if count}}


class LostForm(SupplyForm):
    begins_with_all = False


class RescheduleForm(MoveForm):
    expected_on = forms.DateField(label="Expected on", widget=UnfoldAdminDateWidget)

    def __init__(self, *args: Any, instance: Supply, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["expected_on"].initial = instance.expected_on
        del self.fields["reason"]


def still_coming(supply: Supply) -> Iterator[Blocker]:
    if supply.state not in COMING:
        yield Blocker(NOT_NOW, "it is not on its way.")


def can_be_received(supply: Supply) -> Iterator[Blocker]:
    yield from still_coming(supply)
    yield from being_checked(supply)


def still_open(supply: Supply) -> Iterator[Blocker]:
    if supply.state not in (SupplyState.DRAFT, *COMING):
        yield Blocker(NOT_NOW, "nothing more will come of it.")


def on_the_road(supply: Supply) -> Iterator[Blocker]:
    if supply.kind != SupplyKind.TRANSFER or supply.state != SupplyState.IN_TRANSIT:
        yield Blocker(NOT_NOW, "it is no transfer on the road.")


SUPPLY_MOVES = {
    "send": Move(
        service=send_transfer, label="Send", icon="local_shipping", is_primary=True, done="It is on the road.",
        question="The units leave this building's books; only what nobody claims can go.",
    ),
    "receive": Move(
        service=receive_supply, label="Receive", icon="input", form=SupplyForm, is_primary=True,
        right="inventory.receive_supply", find_blockers=can_be_received, done="Received.",
    ),
    "reschedule": Move(
        service=reschedule_supply, label="Another day", icon="event_repeat", form=RescheduleForm,
        right="inventory.receive_supply", find_blockers=still_open, done="Those who wait get new promises.",
    ),
    "lost": Move(
        service=record_lost, label="Lost on the road", icon="report", form=LostForm, needs_reason=True, is_danger=True,
        right="inventory.send_transfer", find_blockers=on_the_road, done="Written off.",
    ),
    "close": Move(
        service=close_supply, label="Close", icon="done_all", question="Nothing more will come of it.", done="Closed."
    ),
    "cancel": Move(
        service=cancel_supply, label="Cancel", icon="cancel", is_danger=True,
        question="The supplier will not deliver.", done="Canceled.",
    ),
}  # fmt: skip
