"""What a rep starts for a caller after delivery: an exchange, a claim."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from desk.admin.after_sales import reason_choices
from desk.admin.units_form import Offered, UnitsForm
from orders.models import Order, OrderLine
from orders.statuses import RefundTo
from returns.models import Claim, ClaimKind, Exchange, ExchangeMode
from returns.selectors.claimable import claimable_units
from returns.selectors.returnable import returnable_units
from returns.services.claiming import open_claim
from returns.services.exchanging import request_exchange


class AfterSaleForm(UnitsForm):
    """Units, and what the customer says of them."""

    comment = forms.CharField(
        label="In the customer's words", required=False, max_length=1000, widget=UnfoldAdminTextareaWidget
    )
    has_reason = False


class ExchangeForm(AfterSaleForm):
    """Which units come back, why, what goes out for them and when."""

    reason_code = forms.ChoiceField(label="Reason", widget=UnfoldAdminSelectWidget)
    goods_text = forms.CharField(
        label="What goes out", required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="One SKU and number of units a line, as “SKU-7 2”. Empty: the same goods, at what was paid.",
    )  # fmt: skip
    mode = forms.ChoiceField(label="It leaves", choices=ExchangeMode.choices, widget=UnfoldAdminSelectWidget)
    difference_to = forms.ChoiceField(
        label="What it costs less goes", choices=RefundTo.choices, widget=UnfoldAdminSelectWidget
    )
    override_reason = forms.CharField(
        label="Why an exception is made", required=False, max_length=400, widget=UnfoldAdminTextInputWidget,
        help_text="Only where the policy of returns does not allow it; kept with the return.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_code"].choices = reason_choices()  # type: ignore[attr-defined]

    def offered(self, order: Order) -> list[Offered]:
        units = [(line, returnable_units(line)) for line in order.lines.all()]
        return [(line, most, f"{most} of {line.ordered} can come back.") for line, most in units]

    def clean_goods_text(self) -> dict[str, int]:
        goods: dict[str, int] = {}
        for row in self.cleaned_data["goods_text"].splitlines():
            code, _, count = row.strip().rpartition(" ") if row.strip() else ("", "", "")
            if row.strip() and not (code.strip() and count.isdecimal() and len(count) <= 3 and int(count)):
                raise ValidationError(f"“{row.strip()[:60]}” is not a SKU and a number of units, as “SKU-7 2”.")
            if row.strip():
                goods[code.strip()] = goods.get(code.strip(), 0) + int(count)
        return goods

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "goods": given.pop("goods_text")}


class ClaimForm(AfterSaleForm):
    """What went wrong with which units."""

    kind = forms.ChoiceField(label="What happened", choices=ClaimKind.choices, widget=UnfoldAdminSelectWidget)
    parcel_id = forms.TypedChoiceField(
        label="Parcel", required=False, coerce=int, empty_value=None, widget=UnfoldAdminSelectWidget
    )
    attachment_ids = forms.TypedMultipleChoiceField(
        label="Photos among the order's files", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order: Order = self.instance
        files = order.attachments.filter(removed_at=None).order_by("-pk")[:50]
        works = order.fulfillments.values_list("parcels__pk", "parcels__number")
        parcels = [(key, number) for key, number in works if key is not None]
        self.fields["parcel_id"].choices = [("", "Not known"), *parcels]  # type: ignore[attr-defined]
        self.fields["attachment_ids"].choices = [(one.pk, one.name) for one in files]  # type: ignore[attr-defined]
        if not files:
            del self.fields["attachment_ids"]

    def offered(self, order: Order) -> list[Offered]:
        units = [(line, _can_be_claimed(line)) for line in order.lines.all()]
        return [(line, most, f"{most} of {line.ordered} can be claimed.") for line, most in units]


def _can_be_claimed(line: OrderLine) -> int:
    """What did not leave in time is late without having been shipped."""
    return claimable_units(line) or (line.ordered - line.canceled if line.shipped < line.ordered else 0)


def can_exchange(order: Order) -> Iterator[Blocker]:
    if not any(map(returnable_units, order.lines.all())):
        yield Blocker(NOT_NOW, "nothing can come back.")
    elif order.customer_id is None:
        yield Blocker("no_customer", "nobody has store credit here: the order has no customer.", fix="Take a return.")
    elif order.captured_amount <= order.refunded_amount:
        yield Blocker("not_paid", "no money of it was collected yet.", fix="Wait for the payment, or take a return.")


def can_claim(order: Order) -> Iterator[Blocker]:
    if not any(line.shipped for line in order.lines.all()):
        yield Blocker(NOT_NOW, "nothing has left.")
    elif not any(map(claimable_units, order.lines.all())):
        yield Blocker("all_claimed", "every unit was returned or claimed.", fix="Look at its returns and claims.")


def _told_exchange(exchange: Exchange) -> str:
    return f"Exchange {exchange.number} waits to be approved."


def _told_claim(claim: Claim) -> str:
    return f"Claim {claim.number} is open."


EXCHANGE_START = {
    "exchange": Move(
        service=request_exchange, label="Exchange", icon="swap_horiz", form=ExchangeForm,
        right="returns.request_exchange", find_blockers=can_exchange, told=_told_exchange,
    ),
    "claim": Move(
        service=open_claim, label="Claim", icon="report", form=ClaimForm, right="returns.open_claim",
        find_blockers=can_claim, told=_told_claim,
    ),
}  # fmt: skip
