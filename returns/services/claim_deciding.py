"""What a customer gets for a claim: money, goods, or some of both; each unit once, and nothing comes back."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.money import ZERO
from core.service import service
from fulfillment.models import Parcel
from fulfillment.statuses import ParcelState
from orders.locks import lock_lines
from orders.services.recording.claiming import record_unclaimed
from orders.statuses import RefundTo
from payments.models import Refund
from payments.selectors.given import free_units, given_of_lines
from payments.selectors.refundable import RefundWish
from payments.services.granting import grant_parts
from returns.aftersale_locks import lock_claim
from returns.errors import NotClaimable
from returns.events import ClaimDecided, ClaimResolved
from returns.models import Claim, ClaimKind, ClaimLine, ClaimState, GoodsAt
from returns.services.claiming import move_claim, recount_open_claims
from shipping.services.exceptions import declare_lost, open_exception
from shipping.statuses import ExceptionFamily, ExceptionKind

RIGHT = "returns.resolve_claim"
CAUSE = "claim"


@service
def decide_claim(
    *,
    claim_id: int,
    actor: Actor,
    refund_units: Mapping[int, int] | None = None,
    replace_units: Mapping[int, int] | None = None,
    goodwill: Decimal = ZERO,
    refund_to: str = RefundTo.TENDERS,
    goods_at: str = "",
    reason: str = "",
) -> Claim:
    """Make an approved claim good: by order line key, units paid back and units sent anew; ``goodwill`` beside them.

    A refund is granted, and paid as every other; goods are ordered by a worker at no price, and the claim is resolved
    once they are. Units of neither can be returned again. Decided twice it stays as decided first.

    Raises NotPermitted (also without the right to grant a refund), MoveRefused before it is approved, InvalidInput,
    NotClaimable for more than is claimed or what was given before, and what refuses a refund.
    """
    claim = lock_claim(claim_id)
    ensure_may(actor, RIGHT)
    if claim.decided_at is not None:
        return claim
    if claim.state != ClaimState.APPROVED:
        raise MoveRefused("decide", [Blocker("wrong_state", f"it is {claim.get_state_display().lower()}.")])
    lines = _share(claim, refund_units or {}, replace_units or {})
    if not goodwill and not any(line.refund_units or line.replace_units for line in lines):
        raise InvalidInput("Choose what the customer gets, or deny the claim with a reason.", field="units")
    wish = RefundWish(units={line.order_line_id: line.refund_units for line in lines}, goodwill=goodwill)
    claim.replaces = any(line.replace_units for line in lines)
    claim.refund = _grant(claim, wish, destination=refund_to, reason=reason, actor=actor)
    claim.goodwill_amount, claim.decision_note, claim.decided_at = goodwill, reason.strip()[:400], timezone.now()
    claim.goods_at = goods_at or claim.goods_at
    claim.save(update_fields=["replaces", "refund", "goodwill_amount", "decision_note", "decided_at", "goods_at"])
    _free_the_rest(claim, lines, actor=actor)
    _book_as_lost(claim)
    changes = {f"{claim.number} units": [None, _words(lines)]}
    fact = ClaimDecided(order_id=claim.order_id, claim_id=claim.pk)
    publish(fact, actor=actor, changes=changes, note=reason)
    if not claim.replaces:
        finish_claim(claim, actor=actor)
    return claim


def finish_claim(claim: Claim, *, actor: Actor) -> None:
    """What was decided is done; the caller holds the claim's lock."""
    able = SYSTEM if actor.may(RIGHT) else actor
    move_claim(claim, "resolve", fact=ClaimResolved, actor=able, fields=("resolved_at", "ended_at"), now=timezone.now())
    recount_open_claims(claim.order_id, actor=actor)


def _share(claim: Claim, refund: Mapping[int, int], replace: Mapping[int, int]) -> list[ClaimLine]:
    """The claim's lines with their units shared out and saved."""
    lines = {line.order_line_id: line for line in claim.lines.select_related("order_line")}
    rows = lock_lines(claim.order)
    given = given_of_lines(claim.order, rows.values())
    for key in sorted({*refund, *replace}):
        back, anew = refund.get(key, 0), replace.get(key, 0)
        if not back and not anew:
            continue
        line = lines.get(key)
        most = 0 if line is None or not claim.takes_units else min(line.quantity, free_units(rows[key], given[key]))
        if line is None or min(back, anew) < 0 or back + anew > most:
            name = line.order_line.name if line is not None else "this line"
            raise NotClaimable(
                f"{back + anew} units of {name} cannot be made good: {most} are claimed and not paid back.",
                field="units", line_id=key, left=most,
            )  # fmt: skip
        line.refund_units, line.replace_units = back, anew
        line.save(update_fields=["refund_units", "replace_units"])
    return list(lines.values())


def _grant(claim: Claim, wish: RefundWish, *, destination: str, reason: str, actor: Actor) -> Refund | None:
    if not wish.goodwill and not any(wish.units.values()):
        return None
    return grant_parts(
        order_id=claim.order_id, wish=wish, reason=reason.strip() or f"Claim {claim.number}", actor=actor,
        cause_kind=CAUSE, cause_reference=claim.number, destination=destination,
    )  # fmt: skip


def _free_the_rest(claim: Claim, lines: list[ClaimLine], *, actor: Actor) -> None:
    rest = {line.order_line_id: line.quantity - line.refund_units - line.replace_units for line in lines}
    rest = {key: count for key, count in rest.items() if count}
    if claim.takes_units and rest:
        record_unclaimed(order_id=claim.order_id, units=rest, actor=actor)


def _book_as_lost(claim: Claim) -> None:
    """What never arrived is lost in our books, too: the order waits for it no longer, and nothing returns to stock."""
    if claim.kind != ClaimKind.LOST or claim.parcel_id is None:
        return
    parcel = Parcel.objects.get(pk=claim.parcel_id)
    if parcel.state == ParcelState.SHIPPED:
        words = f"Claim {claim.number}"
        trouble = open_exception(
            parcel_id=parcel.pk, kind=ExceptionKind.LOST, words=words, family=ExceptionFamily.CARRIER
        )
        declare_lost(deliveryexception_id=trouble.pk, reason=words, actor=SYSTEM)
        claim.goods_at = GoodsAt.CARRIER
        claim.save(update_fields=["goods_at"])


def _words(lines: list[ClaimLine]) -> str:
    back, anew = sum(line.refund_units for line in lines), sum(line.replace_units for line in lines)
    return f"{back} paid back, {anew} sent anew"


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
    """Goods that could not be ordered anew are paid back. Raises NotPermitted, MoveRefused, what refuses a refund."""
    claim = _refused(claim_id, "pay the goods back", actor=actor)
    lines = list(claim.lines.all())
    wish = RefundWish(units={line.order_line_id: line.replace_units for line in lines})
    refund = grant_parts(
        order_id=claim.order_id, wish=wish, reason=reason.strip() or f"Claim {claim.number}", actor=actor,
        cause_kind=CAUSE, cause_reference=f"{claim.number} instead",
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
