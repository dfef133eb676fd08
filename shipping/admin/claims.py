from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from core.money import quantize
from shipping.models import CarrierClaim
from shipping.services.claims import RIGHT, record_claim_paid, record_claim_refused
from shipping.statuses import ClaimState

TONES = {"filed": "info", "paid": "good", "refused": "bad"}


class PaidForm(MoveForm):
    """How much the carrier pays."""

    amount = forms.DecimalField(max_digits=19, decimal_places=4, min_value=0, widget=UnfoldAdminDecimalFieldWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        claim: CarrierClaim = self.instance
        self.fields["amount"].initial = quantize(claim.amount, claim.currency)
        self.fields["amount"].label = f"What it pays, in {claim.currency}"


def only_when_filed(claim: CarrierClaim) -> Iterator[Blocker]:
    if claim.state != ClaimState.FILED:
        yield Blocker(NOT_NOW, f"it is {claim.get_state_display().lower()}.")


@admin.register(CarrierClaim)
class CarrierClaimAdmin(MovesAdmin):
    """What carriers owe us for lost and damaged parcels; those that wait longest first."""

    when_empty = "No claim was filed. They are filed from trouble on the road."
    list_display = ["filed_at", "order_shown", "parcel", "account", "amount_shown", "reference", "state_shown"]
    list_filter = [fixed_filter("state", "state", ClaimState.choices)]
    list_select_related = ["order", "parcel", "account"]
    search_fields = ["parcel__number__iexact", "reference__iexact", "order__number__iexact"]
    ordering = ["id"]
    fields = [
        ("order_shown", "parcel"), ("account", "reference"), ("amount_shown", "state_shown"),
        ("deadline_at", "filed_at", "filed_by"), ("paid_shown", "answered_at", "answered_by"), "answer",
    ]  # fmt: skip
    readonly_fields = ["order_shown", "amount_shown", "state_shown", "paid_shown"]
    moves = {
        "paid": Move(
            service=record_claim_paid, label="It pays", icon="payments", form=PaidForm, is_primary=True, right=RIGHT,
            find_blockers=only_when_filed, done="Written down.",
        ),
        "refused": Move(
            service=record_claim_refused, label="It refuses", icon="block", needs_reason=True, is_danger=True,
            right=RIGHT, question="The carrier's own words.", find_blockers=only_when_filed, done="Written down.",
        ),
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="Order")
    def order_shown(self, claim: CarrierClaim) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[claim.order_id]), claim.order.number)

    @admin.display(description="Asked for", ordering="amount")
    def amount_shown(self, claim: CarrierClaim) -> SafeString:
        return money(claim.amount, claim.currency)

    @admin.display(description="Paid", empty_value="—")
    def paid_shown(self, claim: CarrierClaim) -> SafeString | None:
        return None if claim.paid_amount is None else money(claim.paid_amount, claim.currency)

    @admin.display(description="State", ordering="state")
    def state_shown(self, claim: CarrierClaim) -> SafeString:
        return state_chip(claim.state, claim.get_state_display(), TONES)
