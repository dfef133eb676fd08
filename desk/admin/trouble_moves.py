"""What can be done about trouble on the road, as buttons: those that its playbook names, and closing it."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from fulfillment.models import Parcel
from fulfillment.statuses import ParcelState
from returns.models import Return
from returns.services.bouncing import RIGHT as RECEIVE_RIGHT
from returns.services.bouncing import receive_bounced_parcel
from shipping.models import CarrierClaim, DeliveryException, Remedy
from shipping.playbooks import Plan
from shipping.selectors.playbooks import plan_for
from shipping.services.claims import RIGHT as CLAIM_RIGHT
from shipping.services.claims import file_claim
from shipping.services.exceptions import RIGHT, declare_lost, declare_returned, resolve_exception
from shipping.services.remedies import (
    ASK_RIGHT,
    REFUND_RIGHT,
    RESHIP_RIGHT,
    ask_for_address,
    owe_nothing,
    refund_parcel,
    remedy_blockers,
    reship_parcel,
    worth_of,
)
from shipping.services.signing import add_signature
from shipping.statuses import ExceptionKind, RemedyKind, Step

Finder = Callable[[DeliveryException], Iterator[Blocker]]
NOT_OFFERED = Blocker(NOT_NOW, "its playbook does not name it.")


class ClaimForm(MoveForm):
    """What we ask the carrier for."""

    amount = forms.DecimalField(max_digits=19, decimal_places=4, min_value=0, widget=UnfoldAdminDecimalFieldWidget)
    reference = forms.CharField(
        label="The carrier's number for it", max_length=64, required=False, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        trouble: DeliveryException = self.instance
        self.fields["amount"].label = f"Amount, in {trouble.order.currency}"
        self.fields["amount"].initial = worth_of(trouble.order, trouble.parcel_id)
        self.fields["amount"].help_text = "What the goods in the parcel were sold for."


class SignatureForm(MoveForm):
    """The proof that the carrier sent a person."""

    signed_by = forms.CharField(label="Who signed", max_length=160, widget=UnfoldAdminTextInputWidget)
    picture = forms.FileField(label="The proof, as PNG or JPEG", required=False, widget=UnfoldAdminFileFieldWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "picture": given["picture"].read() if given.get("picture") else b""}


def plan_of(trouble: DeliveryException) -> Plan:
    """Looked up once for a page."""
    if not hasattr(trouble, "_plan"):
        trouble._plan = plan_for(trouble.family, trouble.kind)  # type: ignore[attr-defined]
    plan: Plan = trouble._plan  # type: ignore[attr-defined]
    return plan


def only_when_open(trouble: DeliveryException) -> Iterator[Blocker]:
    if trouble.resolved_at is not None:
        yield Blocker(NOT_NOW, "it is resolved.")


def only_resolvable(trouble: DeliveryException) -> Iterator[Blocker]:
    yield from only_when_open(trouble)
    if trouble.kind == ExceptionKind.SIGNATURE_MISSING:
        yield Blocker(NOT_NOW, "the signature is missing.")


def only_unsigned(trouble: DeliveryException) -> Iterator[Blocker]:
    yield from only_when_open(trouble)
    if trouble.kind != ExceptionKind.SIGNATURE_MISSING:
        yield Blocker(NOT_NOW, "no signature is missing.")


def only_on_the_road(trouble: DeliveryException) -> Iterator[Blocker]:
    yield from only_when_open(trouble)
    if trouble.parcel.state != ParcelState.SHIPPED:
        yield Blocker(NOT_NOW, f"its parcel is {trouble.parcel.get_state_display().lower()}.")


def only_not_back(trouble: DeliveryException) -> Iterator[Blocker]:
    """A parcel that was given up may come back long after its trouble was closed."""
    if trouble.parcel.state != ParcelState.LOST:
        yield from only_on_the_road(trouble)


def only_unclaimed(trouble: DeliveryException) -> Iterator[Blocker]:
    if CarrierClaim.objects.filter(parcel_id=trouble.parcel_id).exists():
        yield Blocker(NOT_NOW, "a claim was filed.")


def only_not_asked(trouble: DeliveryException) -> Iterator[Blocker]:
    yield from only_when_open(trouble)
    if Remedy.objects.filter(parcel_id=trouble.parcel_id, kind=RemedyKind.ADDRESS_ASKED).exists():
        yield Blocker(NOT_NOW, "the customer was asked.")


def only_back(trouble: DeliveryException) -> Iterator[Blocker]:
    if Return.objects.filter(parcel_id=trouble.parcel_id).exists():
        yield Blocker(NOT_NOW, "it is booked in.")
    elif trouble.parcel.state != ParcelState.RETURNED_TO_SENDER:
        yield Blocker("not_back", "it is not back yet.", fix="Say that it came back first.")


def only_not_made_good(trouble: DeliveryException) -> Iterator[Blocker]:
    parcel: Parcel = trouble.parcel
    for blocker in remedy_blockers(parcel):
        hides = blocker.code == "made_good"
        yield Blocker(NOT_NOW if hides else blocker.code, blocker.sentence, fix=blocker.fix)


def only_owed(trouble: DeliveryException) -> Iterator[Blocker]:
    """Shown where something could still be made good."""
    if any(remedy_blockers(trouble.parcel)):
        yield Blocker(NOT_NOW, "nothing is to be made good.")
    elif Remedy.objects.filter(parcel_id=trouble.parcel_id, kind=RemedyKind.NOTHING).exists():
        yield Blocker(NOT_NOW, "it was said.")


def offered(step: Step, find: Finder) -> Finder:
    """The blockers of a step, which is not shown where the playbook does not name it."""

    def blockers(trouble: DeliveryException) -> Iterator[Blocker]:
        if step not in plan_of(trouble).steps:
            yield NOT_OFFERED
        yield from find(trouble)

    return blockers


TROUBLE_MOVES = {
    "ask_address": Move(
        service=ask_for_address, label="Ask for the address", icon="contact_mail", right=ASK_RIGHT,
        question="The customer gets a mail with the address as we have it, and answers by mail.",
        find_blockers=offered(Step.ASK_ADDRESS, only_not_asked), done="The mail is on its way.",
    ),
    "claim": Move(
        service=file_claim, label="File a claim", icon="request_quote", form=ClaimForm, right=CLAIM_RIGHT,
        question="File it with the carrier first; this keeps it and its deadline.",
        find_blockers=offered(Step.CLAIM, only_unclaimed), done="The claim is filed.",
    ),
    "declare_lost": Move(
        service=declare_lost, label="Give up as lost", icon="search_off", right=RIGHT, needs_reason=True,
        question="Its units count as lost; the order waits no longer.", is_danger=True,
        find_blockers=only_on_the_road, done="The parcel is lost.",
    ),
    "declare_returned": Move(
        service=declare_returned, label="It came back", icon="undo", right=RIGHT, needs_reason=True,
        question="The parcel is in our house again.", find_blockers=only_not_back, done="The parcel is back.",
    ),
    "restock": Move(
        service=receive_bounced_parcel, label="Book in what came back", icon="inventory", right=RECEIVE_RIGHT,
        question="Its goods are a return, here, and wait to be looked at before they are sold again.",
        find_blockers=offered(Step.RESTOCK, only_back),
        told=lambda ret: f"Return {ret.number} waits to be inspected.",
    ),
    "reship": Move(
        service=reship_parcel, label="Send it anew", icon="local_shipping", right=RESHIP_RIGHT, needs_reason=True,
        question="A new order at no price with the same goods to the order's address.",
        find_blockers=offered(Step.RESHIP, only_not_made_good), told=lambda new: f"Order {new.number} replaces it.",
    ),
    "refund": Move(
        service=refund_parcel, label="Give the money back", icon="currency_exchange", right=REFUND_RIGHT,
        needs_reason=True, question="The worth of the parcel's goods is owed to the customer.",
        find_blockers=offered(Step.REFUND, only_not_made_good),
        told=lambda made: f"Refund {made.number} is granted.",
    ),
    "owe_nothing": Move(
        service=owe_nothing, label="Nothing is owed", icon="money_off", right=ASK_RIGHT, needs_reason=True,
        question="The customer needs neither goods nor money: why?", find_blockers=only_owed, done="Written down.",
    ),
    "signature": Move(
        service=add_signature, label="Add the signed proof", icon="signature", form=SignatureForm, right=RIGHT,
        is_primary=True, find_blockers=only_unsigned, done="The proof is kept; the order goes on.",
    ),
    "resolve": Move(
        service=resolve_exception, label="Resolve", icon="done", right=RIGHT, needs_reason=True, is_primary=True,
        question="What was decided? The parcel stays what it is.", find_blockers=only_resolvable, done="Resolved.",
    ),
}  # fmt: skip
