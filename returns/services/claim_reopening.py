"""A claim comes back to a person: its refund was canceled, or the order with its goods ended."""

from collections import Counter
from decimal import Decimal

from core.actors import SYSTEM
from core.events import publish
from core.money import ZERO
from core.service import service
from orders.intake.anew import is_numbered_by
from orders.locks import lock_order
from orders.models import Order
from orders.statuses import ENDED, LIVING
from payments.models import Refund, RefundKind, RefundLine
from payments.statuses import RefundState
from returns.aftersale_locks import lock_claim
from returns.events import ClaimReopened
from returns.models import Claim, ClaimState
from returns.services.claim_deciding import CAUSE, refunds_of
from returns.services.claim_placing import EXTERNAL, finish_claim_order
from returns.services.claiming import move_claim, recount_open_claims


@service
def follow_claim_refund(*, claim_id: int, refund_id: int) -> bool:
    """What a canceled refund was to pay of the claim is undecided again; tells whether anything was. A repeat is not.

    The goods of the claim, if any, stay as they were decided.
    """
    claim = lock_claim(claim_id)
    refund = Refund.objects.get(pk=refund_id)
    live = list(refunds_of(claim).exclude(state=RefundState.CANCELED))
    if not _take_back(claim, live):
        return False
    claim.decided_at, claim.refund = None, live[0] if live else None
    claim.save(update_fields=["decided_at", "refund", "goodwill_amount"])
    why = f"Refund {refund.number} was canceled. Decide what the customer gets, or deny the claim."
    _reopen(claim, why, says_so=not claim.replaces or claim.replacement_id is not None)
    return True


@service
def follow_claim_order(*, claim_id: int) -> bool:
    """Goods whose order ended before they left are to be ordered again, or paid back; tells whether it was so."""
    claim = lock_claim(claim_id)
    new = lock_order(claim.replacement_id) if claim.replacement_id is not None else None
    if new is None or new.state not in ENDED:
        return False
    claim.replacement = None
    claim.save(update_fields=["replacement"])
    why = f"Order {new.number} with its goods is {new.get_state_display().lower()}. Order them again, or pay them back."
    _reopen(claim, why, says_so=True)
    return True


def follow_reinstatement(*, order_id: int) -> None:
    """An order of claimed goods lives again: it is its claim's as before, or ends once more if that was made good."""
    new = Order.objects.filter(pk=order_id, state__in=LIVING, external_id__startswith=EXTERNAL).first()
    if new is None or new.original_order_id is None:
        return
    for claim in Claim.objects.filter(order_id=new.original_order_id).exclude(replacement=new):
        if is_numbered_by(new.external_id or "", f"{EXTERNAL}{claim.number}"):
            finish_claim_order(claim_id=claim.pk, new_order_id=new.pk)


def claims_of_refund(refund: Refund) -> list[int]:
    """The claim that granted the refund, if one did."""
    number = refund.cause_reference.partition(" ")[0] if refund.cause_kind == CAUSE else ""
    return list(Claim.objects.filter(order_id=refund.order_id, number=number).values_list("pk", flat=True))


def _take_back(claim: Claim, live: list[Refund]) -> bool:
    """Count what the claim pays back anew, by the refunds that live; tells whether it is less."""
    paid: Counter[int] = Counter()
    goodwill: Decimal = ZERO
    for part in RefundLine.objects.filter(refund__in=live):
        paid[part.order_line_id or 0] += part.units
        goodwill += part.amount if part.kind == RefundKind.GOODWILL else ZERO
    is_less = goodwill < claim.goodwill_amount
    claim.goodwill_amount = goodwill
    for line in claim.lines.all():
        if line.refund_units != paid[line.order_line_id]:
            line.refund_units, is_less = paid[line.order_line_id], True
            line.save(update_fields=["refund_units"])
    return is_less


def _reopen(claim: Claim, why: str, *, says_so: bool) -> None:
    """``says_so``: the reason stands on the claim; not beside goods that a worker is ordering still."""
    if says_so:
        claim.failure = why[:400]
        claim.save(update_fields=["failure"])
    if claim.state == ClaimState.RESOLVED:
        move_claim(
            claim, "reopen", fact=ClaimReopened, actor=SYSTEM, fields=("resolved_at", "ended_at"), note=why
        )  # fmt: skip
        recount_open_claims(claim.order_id, actor=SYSTEM)
    else:
        publish(ClaimReopened(order_id=claim.order_id, claim_id=claim.pk), actor=SYSTEM, note=why)
