"""What a person is asked before an order's move."""

from collections.abc import Sequence
from dataclasses import MISSING, fields
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextInputWidget,
)

from core.admin.move_form import MoveForm
from core.money import ZERO, format_money
from customers.models import Address
from customers.services.addresses import AddressText
from orders.editing.kits import free_kits, free_units, lines_by_kit, units_of_kits
from orders.models import HoldBlock, HoldKind, Order, ReleaseCondition
from orders.services.preferring import DeliveryWish
from orders.statuses import RefundTo

ADDRESS_LABELS = {
    "name": "Recipient", "line1": "Street and number", "line2": "Second line", "postal_code": "Postal code",
    "city": "Town", "country": "Country (two letters)",
}  # fmt: skip


class HoldForm(MoveForm):
    """Why the order waits, what waits, and until when."""

    kind = forms.ChoiceField(label="Kind", choices=HoldKind.choices, widget=UnfoldAdminSelectWidget, initial="manual")
    blocks = forms.MultipleChoiceField(
        label="What waits", choices=HoldBlock.choices, widget=forms.CheckboxSelectMultiple,
        initial=[block.value for block in HoldBlock],
    )  # fmt: skip
    due_at = forms.SplitDateTimeField(
        label="Look again at", required=False, widget=UnfoldAdminSplitDateTimeWidget, help_text="UTC. May stay empty."
    )
    release_condition = forms.ChoiceField(
        label="Ends", choices=[("", "When somebody releases it"), *ReleaseCondition.choices], required=False,
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("release_condition") == ReleaseCondition.DATE and not given.get("due_at"):
            self.add_error("due_at", "Say on which date the hold ends.")
        return given


class AddressForm(MoveForm):
    """Where the order goes instead; begins with where it goes now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.instance.shipping_address
        for part in fields(AddressText):
            column = cast("CharField[str, str]", Address._meta.get_field(part.name))
            self.fields[part.name] = forms.CharField(
                label=ADDRESS_LABELS.get(part.name, part.name.capitalize()), max_length=column.max_length,
                required=part.default is MISSING, initial=getattr(now, part.name, ""),
                widget=UnfoldAdminTextInputWidget,
            )  # fmt: skip
        self.order_fields([part.name for part in fields(AddressText)])

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        text = {part.name: given.pop(part.name).strip() for part in fields(AddressText)}
        return {**given, "address": AddressText(**{**text, "country": text["country"].upper()})}


class DeliveryForm(MoveForm):
    """What the driver is asked for; begins with what is kept."""

    requires_signature = forms.BooleanField(label="Signature on delivery", required=False)
    leave_at_door = forms.BooleanField(label="May be left at the door", required=False)
    delivery_instructions = forms.CharField(
        label="For the driver", max_length=300, required=False, widget=UnfoldAdminTextInputWidget,
        help_text="A carrier prints the first 70 characters; the packing slip has all of it.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for wish in fields(DeliveryWish):
            self.fields[wish.name].initial = getattr(self.instance, wish.name)
        del self.fields["reason"]

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "wish": DeliveryWish(**{wish.name: given.pop(wish.name) for wish in fields(DeliveryWish)})}


class TagsForm(MoveForm):
    """The words on the order; begins with those it has."""

    tags = forms.CharField(
        label="Tags", required=False, max_length=400, widget=UnfoldAdminTextInputWidget,
        help_text="Several with a comma between them; the call box finds them.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].initial = ", ".join(self.instance.tags)
        del self.fields["reason"]

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "tags": given["tags"].split(",")}


class CancelForm(MoveForm):
    """Where the money goes that an order no longer costs: one, or many that are canceled at once."""

    refund_to = forms.ChoiceField(
        label="Money goes back", choices=RefundTo.choices, required=False, widget=UnfoldAdminSelectWidget,
        help_text="What is only authorized is released.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wish = cast("forms.ChoiceField", self.fields["refund_to"])
        order = self.canceled_order()
        if order is None:
            wish.choices = [("", "As each order has it"), *RefundTo.choices]
        else:
            wish.initial = order.refund_to
        if order is None or order.customer_id is None:
            wish.help_text += " Store credit needs a customer."

    def canceled_order(self) -> Order | None:
        """The order whose wish the form begins with; None for many."""
        found: Order | None = self.instance
        return found


class CancelOrderForm(CancelForm):
    """The whole order, or each of many, is called off."""

    def facts(self) -> Sequence[str]:
        """What is called off, and what becomes of its money."""
        order = self.canceled_order()
        if order is None:
            return ()
        units = [(line.ordered - line.canceled, line.name) for line in order.lines.all()]
        goods = ", ".join(f"{left} × {name}" for left, name in units if left)
        kept = order.captured_amount - order.refunded_amount
        held = max(ZERO, order.authorized_amount - order.captured_amount)
        money = [
            f"{format_money(amount, order.currency)} {becomes}"
            for amount, becomes in ((kept, "collected: given back"), (held, "reserved: let go"))
            if amount > ZERO
        ]
        told = f"{order.number}, {format_money(order.total, order.currency)}: {goods or 'no goods'}."
        return (told, f"{'; '.join(money) or 'No money was collected or reserved'}.")


class CancelUnitsForm(CancelForm):
    """How many units of each line, and how many kits, are called off. What is left of a broken kit counts by line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = list(self.instance.lines.all())
        self.kits = {key: free for key, lines in lines_by_kit(own).items() if (free := free_kits(lines))}
        for kit in self.instance.kits.filter(pk__in=self.kits):
            self._ask(
                f"kit_{kit.pk}", f"{kit.position}. {kit.name} (kit)", self.kits[kit.pk],
                f"{self.kits[kit.pk]} of {kit.quantity} kits can be canceled.",
            )  # fmt: skip
        beyond = {line: free_units(line) - self.kits.get(line.kit_id or 0, 0) * (line.per_kit or 1) for line in own}
        self.lines = [line for line, free in beyond.items() if free]
        for line in self.lines:
            words = f"{beyond[line]} of {line.ordered} can be canceled{' beside whole kits' if line.kit_id else ''}."
            self._ask(f"line_{line.pk}", f"{line.position}. {line.name}", beyond[line], words)
        every = [f"kit_{key}" for key in self.kits] + [f"line_{line.pk}" for line in self.lines]
        self.order_fields([*every, "refund_to"])

    def _ask(self, name: str, label: str, most: int, words: str) -> None:
        self.fields[name] = forms.IntegerField(
            label=label, min_value=0, max_value=most, required=False, initial=0,
            widget=UnfoldAdminIntegerFieldWidget, help_text=words,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        names = [f"line_{line.pk}" for line in self.lines] + [f"kit_{key}" for key in self.kits]
        if not any(given.get(name) for name in names):
            raise ValidationError("Choose at least one unit.")
        return given

    def arguments(self) -> dict[str, Any]:
        units = {line.pk: self.cleaned_data.get(f"line_{line.pk}") or 0 for line in self.lines}
        kits = {key: self.cleaned_data.get(f"kit_{key}") or 0 for key in self.kits}
        for key, count in units_of_kits(self.instance.lines.all(), kits).items():
            units[key] = units.get(key, 0) + count
        return {**super().arguments(), "units": {key: count for key, count in units.items() if count}}
