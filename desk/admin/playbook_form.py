"""What a playbook asks before it is seen: which steps, which goods, how much, which words."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from core.actors import Actor
from core.admin.move_form import MoveForm
from core.money import ZERO
from fulfillment.models import Parcel
from inventory.models import BinStock
from orders.statuses import RefundTo
from returns.claim_lifecycle import WITHOUT_UNITS
from returns.models import Claim, ClaimKind
from support.acts.contract import CLAIM_OF, RunWish
from support.canned.filling import fill_for
from support.models import Act, Case, CaseKind, CasePlaybook, StepMode
from support.selectors.allowance import allowance_of

STEP, LINE = "step_", "line_"
OF_CLAIMS = {Act.CLAIM, Act.RESHIP, Act.REFUND}
OF_GOODS = {Act.CLAIM, Act.CARRIER_CLAIM, Act.RESHIP, Act.REFUND}
MOST_BINS = 50


class PlaybookForm(MoveForm):
    """Only what the playbook's steps need is asked."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, playbook: CasePlaybook, actor: Actor, **kwargs: Any) -> None:
        self.playbook, self.actor = playbook, actor
        self.steps = {step.act: step for step in playbook.steps.all()}
        super().__init__(*args, needs_reason=True, **kwargs)
        self.fields["key"].initial = uuid4().hex
        self._ask_steps()
        if self.case.order is not None:
            self._ask_of_order()
        if Act.MAIL in self.steps:
            self._ask_words()
        last = ["reason", "expected_version", "seen_seq", "key"]
        self.order_fields([name for name in self.fields if name not in last] + last)

    @property
    def case(self) -> Case:
        case: Case = self.instance
        return case

    def clean(self) -> dict[str, Any]:
        """Words are asked for where the answer is one of the chosen steps."""
        given: dict[str, Any] = super().clean() or {}
        if given.get(f"{STEP}{Act.MAIL}") and not given.get("words", "").strip():
            self.add_error("words", "Write the answer, or leave its step out.")
        return given

    def wish(self) -> RunWish:
        """What was chosen, as the playbook takes it."""
        given = self.cleaned_data
        stock = given.get("bin_id")
        parcel, claim = given.get("parcel_id"), given.get("claim_id")
        return RunWish(
            key=given["key"], reason=given["reason"],
            acts=frozenset(name.removeprefix(STEP) for name in given if name.startswith(STEP) and given[name]),
            units={int(name.removeprefix(LINE)): n for name, n in given.items() if name.startswith(LINE) and n},
            goodwill=given.get("goodwill") or ZERO, destination=given.get("destination") or RefundTo.TENDERS,
            parcel_id=parcel.pk if parcel else None, claim_id=claim.pk if claim else None,
            claim_kind=given.get("claim_kind") or ClaimKind.DAMAGED, words=given.get("words", ""),
            bin_id=stock.pk if stock else None, bin_units=given.get("bin_units") or 0,
        )  # fmt: skip

    def _ask_steps(self) -> None:
        for act, step in self.steps.items():
            if step.mode != StepMode.ALWAYS:
                self.fields[f"{STEP}{act}"] = forms.BooleanField(
                    label=step.get_act_display(), required=False, initial=step.mode == StepMode.ON
                )

    def _ask_of_order(self) -> None:
        order = self.case.order
        if order is None:
            return
        if OF_GOODS & self.steps.keys():
            for line in order.lines.select_related("sku").order_by("position"):
                if line.shipped:
                    self.fields[f"{LINE}{line.pk}"] = forms.IntegerField(
                        label=f"{line.sku.code} {line.name}, of {line.shipped} shipped", min_value=0,
                        max_value=line.shipped, required=False, widget=UnfoldAdminIntegerFieldWidget,
                    )  # fmt: skip
        if Act.CARRIER_CLAIM in self.steps:
            left = Parcel.objects.filter(fulfillment_order__order=order, shipped_at__isnull=False).order_by("-pk")
            self.fields["parcel_id"] = forms.ModelChoiceField(
                label="Which parcel the carrier answers for", queryset=left, required=False,
                empty_label="The newest", widget=UnfoldAdminSelectWidget,
            )  # fmt: skip
        if {Act.REFUND, Act.GOODWILL} & self.steps.keys():
            self.fields["destination"] = forms.ChoiceField(
                label="Money goes", choices=RefundTo.choices, widget=UnfoldAdminSelectWidget
            )
        self._ask_claim()
        self._ask_goodwill()
        self._ask_bin()

    def _ask_claim(self) -> None:
        """What went wrong, or which claim the customer opened about it already."""
        order = self.case.order
        if order is None or not OF_CLAIMS & self.steps.keys():
            return
        kinds = [(kind, label) for kind, label in ClaimKind.choices if kind not in WITHOUT_UNITS]
        self.fields["claim_kind"] = forms.ChoiceField(
            label="What went wrong", choices=kinds, widget=UnfoldAdminSelectWidget,
            initial=CLAIM_OF.get(CaseKind(self.case.kind), ClaimKind.DAMAGED),
        )  # fmt: skip
        undecided = Claim.objects.filter(order=order, ended_at=None, decided_at=None).order_by("pk")
        if undecided:
            self.fields["claim_id"] = forms.ModelChoiceField(
                label="The customer's claim", queryset=undecided, required=False, initial=undecided[0],
                empty_label="A new one", widget=UnfoldAdminSelectWidget,
            )  # fmt: skip

    def _ask_goodwill(self) -> None:
        order, step = self.case.order, self.steps.get(Act.GOODWILL)
        if order is not None and step is not None:
            self.fields["goodwill"] = forms.DecimalField(
                label=f"Goodwill, in {order.currency}", max_digits=19, decimal_places=4, min_value=Decimal(0),
                required=False, initial=step.amount, widget=UnfoldAdminDecimalFieldWidget,
                help_text=allowance_of(order, self.actor).words,
            )  # fmt: skip

    def _ask_bin(self) -> None:
        if Act.WRITE_OFF not in self.steps or self.case.order is None:
            return
        skus = self.case.order.lines.values("sku")
        nearest = BinStock.objects.filter(sku__in=skus, quantity__gt=0).order_by("location__code", "pk")
        bins = BinStock.objects.filter(pk__in=nearest.values("pk")[:MOST_BINS]).select_related("sku", "location")
        self.fields["bin_id"] = forms.ModelChoiceField(
            label="Where units are written off", queryset=bins.order_by("location__code", "pk"), required=False,
            empty_label="Nowhere", widget=UnfoldAdminSelectWidget,
        )  # fmt: skip
        self.fields["bin_units"] = forms.IntegerField(
            label="How many units", min_value=0, required=False, widget=UnfoldAdminIntegerFieldWidget
        )

    def _ask_words(self) -> None:
        step = self.steps[Act.MAIL]
        canned = step.canned if not self.is_bound else None
        filled = fill_for(self.case, canned.text, actor=self.actor) if canned else None
        self.fields["words"] = forms.CharField(
            label="The answer", max_length=8000, required=step.mode == StepMode.ALWAYS,
            initial=filled.text if filled else "", widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
        )  # fmt: skip
