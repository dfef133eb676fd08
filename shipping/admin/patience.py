from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from core.admin.base import OmsAdmin
from shipping.models import Playbook, ServicePatience
from shipping.playbooks import house_plan
from shipping.statuses import ExceptionFamily, ExceptionKind, Step


@admin.register(ServicePatience)
class ServicePatienceAdmin(OmsAdmin):
    """How long a parcel may go without a scan, and how long its carrier takes claims."""

    when_empty = (
        "Nothing is set: express 2 days without a scan, expedited 3, all others 5; claims within 30 days of shipping."
    )
    list_display = ["account_shown", "service", "silent_days", "claim_days"]
    list_select_related = ["account"]
    fields = [("account", "service"), ("silent_days", "claim_days")]

    @admin.display(description="Carrier", ordering="account", empty_value="Every carrier")
    def account_shown(self, row: ServicePatience) -> str | None:
        return str(row.account) if row.account else None


class PlaybookForm(forms.ModelForm):  # type: ignore[type-arg]
    """A playbook; its steps are ticked, so that they are buttons that exist."""

    steps = forms.MultipleChoiceField(
        choices=Step.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Buttons offered besides giving the parcel up, taking it back and closing.",
    )  # fmt: skip

    class Meta:
        model = Playbook
        fields = ["family", "kind", "text", "steps", "act_within_hours"]


@admin.register(Playbook)
class PlaybookAdmin(OmsAdmin):
    """What to do about trouble on the road; where nothing is written the house's own text holds."""

    when_empty = "The house's own texts hold. Write one here to put another in a text's place."
    form = PlaybookForm
    list_display = ["__str__", "act_within_hours"]
    fields = [("family", "kind"), "text", "steps", "act_within_hours"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The house's own plan, to be changed."""
        asked: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        family, kind = request.GET.get("family", ""), request.GET.get("kind", "")
        if family not in ExceptionFamily.values or (kind and kind not in ExceptionKind.values):
            return asked
        plan = house_plan(family, kind)
        return {"text": plan.text, "steps": list(plan.steps), "act_within_hours": plan.act_within_hours, **asked}
