"""What a person is asked before a return moves."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.admin.move_form import MoveForm
from core.errors import MoveRefused
from core.money import format_money
from core.wording import units_are
from returns.models import Disposition, FeeKind, Grade, Reception, Resolution, Return, ReturnLine
from returns.selectors.labels import unused_label
from returns.services.inspecting import Judgment
from returns.services.settlement import Settlement, bonus_on, foreseen

# What came first: the form proposes that all of it did.
ARRIVED = (
    *((value, label) for value, label in Reception.choices if value != Reception.AWAITING),
    (str(Reception.AWAITING), "Comes in another box"),
)
FATES = tuple(Disposition)


def _number(label: str, most: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, required=False, initial=initial, widget=UnfoldAdminIntegerFieldWidget
    )


class SplitForm(MoveForm):
    """Asks for every line of a return how many of its units take each way."""

    ways: tuple[tuple[str, str], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = self.lines_to_split()
        for line in self.lines:
            for nr, (way, label) in enumerate(self.ways):
                name = f"{line.order_line.position}. {line.order_line.name}: {label.lower()}"
                self.fields[self.key(line, way)] = _number(name, line.quantity, line.quantity if nr == 0 else 0)
            self.add_fields(line)
        self.order_fields([name for name in self.fields if name.startswith("line_")])

    def lines_to_split(self) -> list[ReturnLine]:
        """Every line, unless the question is about some of them."""
        return list(self.instance.lines.select_related("order_line"))

    def add_fields(self, line: ReturnLine) -> None:
        """A place for more questions about a line."""

    def key(self, line: ReturnLine, way: str) -> str:
        return f"line_{line.pk}_{way}"

    def counts(self, line: ReturnLine) -> list[tuple[str, int]]:
        counted = [(way, self.cleaned_data.get(self.key(line, way)) or 0) for way, _ in self.ways]
        return [(way, count) for way, count in counted if count]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for line in self.lines:
            named = sum(given.get(self.key(line, way)) or 0 for way, _ in self.ways)
            if named != line.quantity:
                raise ValidationError(f"{line.order_line.name}: {units_are(line.quantity)} to be told, not {named}.")
        return given


class ReceiveForm(SplitForm):
    """What was in the parcel."""

    ways = ARRIVED

    def lines_to_split(self) -> list[ReturnLine]:
        return list(self.instance.lines.filter(reception=Reception.AWAITING).select_related("order_line"))

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "parts": {line.pk: self.counts(line) for line in self.lines}}


class InspectForm(SplitForm):
    """How the units look and what becomes of them."""

    ways = tuple((fate.value, fate.label) for fate in FATES)

    def lines_to_split(self) -> list[ReturnLine]:
        waiting = self.instance.lines.filter(reception=Reception.RECEIVED, disposition="")
        return list(waiting.select_related("order_line"))

    def add_fields(self, line: ReturnLine) -> None:
        self.fields[f"line_{line.pk}_grade"] = forms.ChoiceField(
            label="Condition", choices=Grade.choices, widget=UnfoldAdminSelectWidget
        )
        self.fields[f"line_{line.pk}_notes"] = forms.CharField(
            label="What was seen", required=False, max_length=400, widget=UnfoldAdminTextInputWidget
        )

    def arguments(self) -> dict[str, Any]:
        judgments = {line.pk: [self._judgment(line, *part) for part in self.counts(line)] for line in self.lines}
        return {**super().arguments(), "judgments": judgments}

    def _judgment(self, line: ReturnLine, fate: str, count: int) -> Judgment:
        return Judgment(
            disposition=Disposition(fate),
            quantity=count,
            grade=Grade(self.cleaned_data[f"line_{line.pk}_grade"]),
            notes=self.cleaned_data[f"line_{line.pk}_notes"],
        )


class SentForm(MoveForm):
    """How the goods travel back."""

    carrier = forms.CharField(required=False, max_length=40, widget=UnfoldAdminTextInputWidget)
    tracking_number = forms.CharField(required=False, max_length=64, widget=UnfoldAdminTextInputWidget)


class SettleForm(MoveForm):
    """What the customer gets, and what is let pass."""

    resolution = forms.ChoiceField(
        label="The customer gets", choices=Resolution.choices, widget=UnfoldAdminSelectWidget,
        help_text="As it was asked for; the customer may choose otherwise until now.",
    )  # fmt: skip
    override_reason = forms.CharField(
        label="Why an exception is made",
        required=False,
        max_length=400,
        widget=UnfoldAdminTextInputWidget,
    )
    waive_fees_reason = forms.CharField(
        label="Why no fees are taken", required=False, max_length=400, widget=UnfoldAdminTextInputWidget,
        help_text="Left empty the fees of the policy are taken off.",
    )  # fmt: skip
    field_order = ["resolution", "waive_fees_reason", "override_reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ret: Return = self.instance
        del self.fields["reason"]
        self.fields["resolution"].initial = ret.resolution
        self._tell_sums(ret)
        broken = [finding.sentence for finding in ret.findings.filter(overridden_at=None)]
        if broken:
            self.fields["override_reason"].help_text = " ".join(broken)
        else:
            del self.fields["override_reason"]

    def _tell_sums(self, ret: Return) -> None:
        """What is given back and what is taken off, to the cent, before it is decided."""
        if ret.blockers("resolve"):
            return
        try:
            settlement = foreseen(ret)
        except MoveRefused:
            return  # settling says why
        self.fields["resolution"].help_text = format_html(
            "The goods are worth {}. {} As it was asked for; the customer may choose otherwise until now.",
            format_money(settlement.goods, ret.order.currency), _ways(ret, settlement),
        )  # fmt: skip
        self.fields["waive_fees_reason"].help_text = _fees_told(ret, settlement)


def _ways(ret: Return, settlement: Settlement) -> SafeString:
    """What the customer gets by each way it can end in; credit and other goods are somebody's."""
    currency, credited = ret.order.currency, settlement.credited
    ways = [("Money back: ", format_money(credited, currency), "")]
    if ret.order.customer_id is not None:
        bonus = bonus_on(ret, credited)
        with_bonus = f", {format_money(bonus, currency)} of it the policy's bonus" if bonus else ""
        ways += [
            ("Store credit: ", format_money(credited + bonus, currency), with_bonus),
            ("Exchange: ", format_money(credited, currency), " towards the new goods"),
        ]
    ways.append(("Repair: ", "the goods", ""))
    return format_html_join(" ", "{}<strong>{}</strong>{}.", ways)


def _fees_told(ret: Return, settlement: Settlement) -> str:
    """What is taken off, and that the way back may not have been on us where its label was never used."""
    currency = ret.order.currency
    fees = ", ".join(
        f"{format_money(fee.amount, currency)} for {fee.get_kind_display().lower()}" for fee in settlement.fees
    )
    if not fees:
        return "The policy takes no fees of it."
    told = f"Left empty these are taken off: {fees}."
    takes_way_back = any(fee.kind == FeeKind.RETURN_SHIPPING for fee in settlement.fees)
    label = unused_label(ret.number) if takes_way_back else None
    if label is None:
        return told
    seen = label.get_tracking_status_display().lower()
    return (
        f"{told} The label {label.tracking_number} was bought for the way back, but its carrier has not seen it"
        f" ({seen}). If the goods came another way, write that here: then no fees are taken."
    )


class PhotoForm(MoveForm):
    """A picture of what came."""

    photo = forms.FileField(label="Picture", help_text="JPEG, PNG or WebP.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]

    def arguments(self) -> dict[str, Any]:
        photo = self.cleaned_data["photo"]
        return {**super().arguments(), "name": photo.name, "content": photo.read()}
