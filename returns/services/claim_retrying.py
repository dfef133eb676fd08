"""A claim whose goods could not be ordered anew: once more, or the money instead."""

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.service import service
from orders.services.recording.resending import record_not_sent_anew
from payments.selectors.refundable import RefundWish
from payments.services.granting import grant_parts
from returns.aftersale_locks import lock_claim
from returns.events import ClaimDecided
from returns.models import Claim, ClaimState
from returns.services.claim_deciding import CAUSE, RIGHT, cause_of, finish_claim


def placing_blockers(claim: Claim) -> list[Blocker]:
    """Why the goods are not ordered again, or paid back instead, now; ``wrong_state`` where none are to be ordered."""
    if claim.state != ClaimState.APPROVED or not claim.replaces or claim.replacement_id is not None:
        return [Blocker("wrong_state", "there are no goods to order.")]
    if not claim.failure:
        return [Blocker("under_way", "the goods are being ordered.", fix="Look again in a moment.")]
    return []


@service
def order_again(*, claim_id: int, actor: Actor) -> Claim:
    """A worker tries once more to order the goods, after what refused it was put right.

    Raises NotPermitted, and MoveRefused where nothing was refused.
    """
    claim = _refused(claim_id, "order the goods", actor=actor)
    claim.failure = ""
    claim.save(update_fields=["failure"])
    publish(ClaimDecided(order_id=claim.order_id, claim_id=claim.pk), actor=actor)
    return claim


@service
def refund_instead(*, claim_id: int, actor: Actor, reason: str = "") -> Claim:
    """Goods that could not be ordered anew are paid back, where the customer's money was to go.

    Raises NotPermitted, MoveRefused, and what refuses a refund.
    """
    claim = _refused(claim_id, "pay the goods back", actor=actor)
    lines = list(claim.lines.all())
    anew = {line.order_line_id: line.replace_units for line in lines if line.replace_units}
    record_not_sent_anew(order_id=claim.order_id, units=anew, actor=actor)
    wish = RefundWish(units=anew)
    refund = grant_parts(
        order_id=claim.order_id, wish=wish, reason=reason.strip() or f"Claim {claim.number}", actor=actor,
        cause_kind=CAUSE, cause_reference=cause_of(claim), destination=claim.refund_to,
    )  # fmt: skip
    for line in lines:
        line.refund_units, line.replace_units = line.refund_units + line.replace_units, 0
        line.save(update_fields=["refund_units", "replace_units"])
    claim.replaces, claim.refund, claim.failure = False, claim.refund or refund, ""
    claim.save(update_fields=["replaces", "refund", "failure"])
    finish_claim(claim, actor=actor)
    return claim


def _refused(claim_id: int, what: str, *, actor: Actor) -> Claim:
    claim = lock_claim(claim_id)
    ensure_may(actor, RIGHT)
    if reasons := placing_blockers(claim):
        raise MoveRefused(what, reasons)
    return claim
