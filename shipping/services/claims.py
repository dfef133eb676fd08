"""Claims with carriers: filed once and in time, their answers written down."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.money import ensure_amount
from core.service import service
from orders.locks import lock_order
from shipping.errors import ClaimRefused
from shipping.events import ClaimAnswered, ClaimFiled
from shipping.models import CarrierClaim, ShippingLabel
from shipping.selectors.silence import claim_until
from shipping.selectors.troubles import trouble_of
from shipping.statuses import ClaimState, LabelState

RIGHT = "shipping.file_claim"


@service
def file_claim(
    *, deliveryexception_id: int, amount: Decimal, reference: str = "", actor: Actor, now: datetime | None = None
) -> CarrierClaim:
    """What we asked the carrier to pay for the parcel, in the order's currency; filed twice it is one.

    Raises NotPermitted, InvalidInput for an amount that cannot be, ClaimRefused after the carrier's deadline.
    """
    ensure_may(actor, RIGHT)
    trouble = trouble_of(deliveryexception_id)
    order = lock_order(trouble.order_id)
    filed = CarrierClaim.objects.filter(parcel_id=trouble.parcel_id).first()
    if filed is not None:
        return filed
    label = ShippingLabel.objects.filter(parcel_id=trouble.parcel_id, state=LabelState.PURCHASED).first()
    ends = trouble.claim_until or claim_until(trouble.parcel_id)
    if label is None or ends is None:
        raise ClaimRefused("The parcel did not leave with a carrier: there is nobody to claim from.")
    if ends <= (now or timezone.now()):
        raise ClaimRefused(f"{label.account.name} took claims until {ends:%Y-%m-%d %H:%M} UTC: it is too late.")
    ensure_amount(amount, order.currency)
    if amount <= 0:
        raise InvalidInput("Ask for more than nothing.", field="amount")
    claim = CarrierClaim.objects.create(
        parcel_id=trouble.parcel_id, order=order, account_id=label.account_id, amount=amount,
        currency=order.currency, reference=reference.strip()[:64], deadline_at=ends, filed_by=actor.label,
    )  # fmt: skip
    publish(ClaimFiled(order_id=order.pk, parcel_id=trouble.parcel_id), actor=actor, changes={"claim": [None, amount]})
    return claim


@service
def record_claim_paid(*, carrierclaim_id: int, amount: Decimal, actor: Actor, reason: str = "") -> CarrierClaim:
    """The carrier pays; a second answer is refused. Raises NotPermitted, InvalidInput and ClaimRefused."""
    claim = _lock_filed(carrierclaim_id, actor=actor)
    ensure_amount(amount, claim.currency)
    if amount <= 0:
        raise InvalidInput("It paid nothing: write down that it refused.", field="amount")
    claim.paid_amount = amount
    return _answer(claim, ClaimState.PAID, words=reason, actor=actor)


@service
def record_claim_refused(*, carrierclaim_id: int, reason: str, actor: Actor) -> CarrierClaim:
    """The carrier pays nothing, with its words. Raises NotPermitted and ClaimRefused."""
    return _answer(_lock_filed(carrierclaim_id, actor=actor), ClaimState.REFUSED, words=reason, actor=actor)


def _lock_filed(carrierclaim_id: int, *, actor: Actor) -> CarrierClaim:
    ensure_may(actor, RIGHT)
    claim = CarrierClaim.objects.get(pk=carrierclaim_id)
    lock_order(claim.order_id)
    claim.refresh_from_db()
    if claim.state != ClaimState.FILED:
        raise ClaimRefused(f"The claim is {claim.get_state_display().lower()} already.")
    return claim


def _answer(claim: CarrierClaim, state: ClaimState, *, words: str, actor: Actor) -> CarrierClaim:
    claim.state, claim.answer = state, words[:400]
    claim.answered_at, claim.answered_by = timezone.now(), actor.label
    claim.save(update_fields=["state", "answer", "answered_at", "answered_by", "paid_amount"])
    fact = ClaimAnswered(order_id=claim.order_id, parcel_id=claim.parcel_id)
    publish(fact, actor=actor, note=claim.answer, changes={"claim": [ClaimState.FILED, state]})
    return claim
