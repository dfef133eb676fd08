"""Grant a refund from the order's page: units, charges and goodwill, seen as a preview before."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminIntegerFieldWidget

from core.actors import Actor
from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move, Preview
from core.errors import Blocker, InvalidInput
from core.money import ZERO, format_money
from orders.models import Order
from orders.statuses import OrderState
from payments.models import Payment, Refund
from payments.selectors.going_back import tenders_paid_back
from payments.selectors.limits import approval_limit, approved_alone
from payments.selectors.refundable import RefundWish, price_wish, refundable_charges, refundable_lines
from payments.services.folding import free_to_refund
from payments.services.granting import ensure_captured, ensure_goodwill, grant_parts

UNITS, CHARGE = "units_", "charge_"


class GrantForm(MoveForm):
    """What goes back, and why; the hidden key makes a second click the same refund."""

    amount = forms.DecimalField(
        min_value=Decimal("0.001"), max_digits=19, required=False, widget=UnfoldAdminDecimalFieldWidget
    )
    cause_reference = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The refund itself keeps the reason, in a shorter column than the history's.
        self.fields["reason"].max_length = 200  # type: ignore[attr-defined]
        self.fields["reason"].widget.attrs["maxlength"] = 200
        self.fields["cause_reference"].initial = uuid4().hex
        order = self.instance
        self._offer_units(order)
        self._offer_charges(order)
        free = free_money(order)
        self.fields["amount"].label = f"Goodwill in {order.currency}"
        self.fields[
            "amount"
        ].help_text = (
            f"An amount beside goods and charges. In all, up to {format_money(free, order.currency)} can go back."
        )
        chosen = [name for name in self.fields if name.startswith((UNITS, CHARGE))]
        self.order_fields([*chosen, "amount", "reason"])

    def _offer_units(self, order: Order) -> None:
        """Of every line that shipped: what is asked for a second time is answered by the service, not by the form."""
        for row in refundable_lines(order):
            if row.line.shipped:
                self.fields[f"{UNITS}{row.line.pk}"] = forms.IntegerField(
                    label=f"Units of {row.line.name}", min_value=0, required=False,
                    widget=UnfoldAdminIntegerFieldWidget,
                    help_text=f"Up to {row.units}, together worth {format_money(row.amount, order.currency)}.",
                )  # fmt: skip

    def _offer_charges(self, order: Order) -> None:
        for row in refundable_charges(order):
            self.fields[f"{CHARGE}{row.charge.pk}"] = forms.DecimalField(
                label=f"{row.charge.label} in {order.currency}", min_value=0, max_digits=19, required=False,
                widget=UnfoldAdminDecimalFieldWidget,
                help_text=f"Up to {format_money(row.amount, order.currency)}, tax within.",
            )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        wish = RefundWish(
            units={key: int(count) for key, count in self._chosen(UNITS)},
            charges=dict(self._chosen(CHARGE)),
            goodwill=said["amount"] or ZERO,
        )
        return {"reason": said["reason"], "cause_reference": said["cause_reference"], "wish": wish}

    def _chosen(self, prefix: str) -> Iterator[tuple[int, Decimal]]:
        for name, value in self.cleaned_data.items():
            if name.startswith(prefix) and value:
                yield int(name.removeprefix(prefix)), value


def free_money(order: Order) -> Decimal:
    """What may still be given back; no query where the page has fetched its payments and refunds."""
    prefetch_related_objects([order], "payments__transactions", "refunds")
    return free_to_refund(order.payments.all(), order.refunds.all())


def can_grant(order: Order) -> Iterator[Blocker]:
    if order.state == OrderState.DRAFT:
        yield Blocker(NOT_NOW, "it is a draft.")
    elif free_money(order) <= 0:
        fix = "Cancel a refund that waits, if it is the wrong one." if order.captured_amount else ""
        yield Blocker("nothing_captured", "no captured money is free to be given back.", fix=fix)


def preview_grant(order: Order, actor: Actor, given: Mapping[str, Any]) -> Preview | None:
    """Each part with its worth, where the money goes, and who has to approve it; None when it was granted already.

    Raises what granting it would raise.
    """
    if Refund.objects.filter(order=order, cause_kind=PAGE, cause_reference=given["cause_reference"]).exists():
        return None
    wish: RefundWish = given["wish"]
    parts = price_wish(order, wish)
    amount = sum((part.amount for part in parts), ZERO)
    if amount <= 0:
        raise InvalidInput("Choose units, a charge or an amount: nothing would be given back.", field="amount")
    prefetch_related_objects([order], "payments__transactions", "refunds")
    payments = list(order.payments.all())
    ensure_goodwill(order, wish.goodwill, actor=actor)
    ensure_captured(order, payments, amount)

    def shown(value: Decimal) -> str:
        return format_money(value, order.currency)

    rows = [(part.label, shown(part.amount)) for part in parts]
    tax = sum((part.tax for part in parts), ZERO)
    rows += [("Together", shown(amount)), *([("of which tax", shown(tax))] if tax else [])]
    back = tenders_paid_back(payments, order.refunds.all(), amount)
    rows += [(f"back to {payment.number}, {_described(payment)}", shown(part)) for payment, part in back]
    return Preview(rows=rows, notes=[_approval(order, actor, amount)])


def _approval(order: Order, actor: Actor, amount: Decimal) -> str:
    alone = approved_alone(order, actor.person) + amount <= approval_limit(order)
    if alone and actor.may("payments.approve_refund"):
        return "You may approve it yourself on its own page."
    return "Another person has to approve it before it is sent."


def _described(payment: Payment) -> str:
    card = f" …{payment.card_last4}" if payment.card_last4 else ""
    return f"{payment.get_kind_display().lower()}{card}"


def _granted(refund: Refund) -> str:
    return format_html(
        '{} of {} is granted. <a class="oms-link" href="{}">Approve and send it</a> on its own page.',
        refund.number, format_money(refund.amount, refund.currency),
        reverse("admin:payments_refund_change", args=[refund.pk]),
    )  # fmt: skip


PAGE = "order_page"
GRANT = Move(
    service=grant_parts, label="Grant refund", icon="currency_exchange", form=GrantForm, needs_reason=True,
    right="payments.grant_refund", find_blockers=can_grant, preview=preview_grant, told=_granted,
    arguments={"cause_kind": PAGE},
    question="Nothing leaves yet: the refund is approved and sent on its own page.",
)  # fmt: skip
