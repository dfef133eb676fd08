"""What a customer gets for a claim: money, goods, or some of both; each unit once, and nothing comes back."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.money import ZERO
from core.service import service
from core.wording import units_said
from fulfillment.models import Parcel
from fulfillment.statuses import ParcelState
from orders.locks import lock_lines
from orders.services.recording.claiming import record_unclaimed
from orders.services.recording.resending import record_sent_anew
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
from shipping.selectors.contents import units_in
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
    once they are. Units of neither can be returned again. Decided twice it stays as decided first; a claim that came
    back because its refund was canceled is decided anew, about what it did not get.

    Raises NotPermitted (also without the right to grant a refund), MoveRefused before it is approved, InvalidInput,
    NotClaimable for more than is claimed or what was given before, and what refuses a refund.
    """
    claim = lock_claim(claim_id)
    ensure_may(actor, RIGHT)
    if claim.decided_at is not None:
        return claim
    if claim.state != ClaimState.APPROVED:
        raise MoveRefused("decide", [Blocker("wrong_state", f"it is {claim.get_state_display().lower()}.")])
    back, anew = ({key: n for key, n in (units or {}).items() if n} for units in (refund_units, replace_units))
    lines = _share(claim, back, anew)
    if not goodwill and not any(line.refund_units or line.replace_units for line in lines):
        raise InvalidInput("Choose what the customer gets, or deny the claim with a reason.", field="units")
    granted = _grant(
        claim, RefundWish(units=back, goodwill=goodwill), destination=refund_to, reason=reason, actor=actor
    )
    _write_down(
        claim, granted, goodwill=goodwill, refund_to=refund_to, goods_at=goods_at, reason=reason, anew=bool(anew)
    )
    if anew:
        record_sent_anew(order_id=claim.order_id, units=anew, actor=actor)
    _free_the_rest(claim, lines, actor=actor)
    _book_as_lost(claim, lines)
    changes = {f"{claim.number} units": [None, _words(lines)]}
    fact = ClaimDecided(order_id=claim.order_id, claim_id=claim.pk)
    publish(fact, actor=actor, changes=changes, note=reason)
    finish_claim(claim, actor=actor)
    return claim


def _write_down(
    claim: Claim, granted: Refund | None, *, goodwill: Decimal, refund_to: str, goods_at: str, reason: str, anew: bool
) -> None:
    """What was decided, beside what a claim that came back had got before."""
    claim.replaces, claim.refund = claim.replaces or anew, claim.refund or granted
    claim.goodwill_amount, claim.refund_to = claim.goodwill_amount + goodwill, refund_to
    claim.decision_note, claim.decided_at = reason.strip()[:400], timezone.now()
    claim.goods_at, claim.failure = goods_at or claim.goods_at, ""
    claim.save(
        update_fields=[
            "replaces", "refund", "goodwill_amount", "refund_to", "decision_note", "decided_at", "goods_at", "failure",
        ]
    )  # fmt: skip


def finish_claim(claim: Claim, *, actor: Actor) -> None:
    """Resolve it once all that was decided is done, and nothing is to be decided; the caller holds its lock."""
    if claim.decided_at is None or (claim.replaces and claim.replacement_id is None):
        return
    able = SYSTEM if actor.may(RIGHT) else actor
    move_claim(claim, "resolve", fact=ClaimResolved, actor=able, fields=("resolved_at", "ended_at"), now=timezone.now())
    recount_open_claims(claim.order_id, actor=actor)


def _share(claim: Claim, refund: Mapping[int, int], replace: Mapping[int, int]) -> list[ClaimLine]:
    """The claim's lines with their units shared out and saved."""
    if replace and claim.replaces:
        sentence = (
            "Goods of this claim went out before. Pay these back, or let them go and open another claim for them."
        )
        raise InvalidInput(sentence, field="units")
    lines = {line.order_line_id: line for line in claim.lines.select_related("order_line")}
    rows = lock_lines(claim.order)
    given = given_of_lines(claim.order, rows.values())
    for key in sorted({*refund, *replace}):
        back, anew = refund.get(key, 0), replace.get(key, 0)
        line = lines.get(key)
        most = 0 if line is None or not claim.takes_units else min(line.open_units, free_units(rows[key], given[key]))
        if line is None or min(back, anew) < 0 or back + anew > most:
            name = line.order_line.name if line is not None else "this line"
            raise NotClaimable(
                f"{units_said(back + anew)} of {name} cannot be made good: {most} are claimed and not made good yet.",
                field="units", line_id=key, left=most,
            )  # fmt: skip
        line.refund_units, line.replace_units = line.refund_units + back, line.replace_units + anew
        line.save(update_fields=["refund_units", "replace_units"])
    return list(lines.values())


def _grant(claim: Claim, wish: RefundWish, *, destination: str, reason: str, actor: Actor) -> Refund | None:
    if not wish.goodwill and not any(wish.units.values()):
        return None
    return grant_parts(
        order_id=claim.order_id, wish=wish, reason=reason.strip() or f"Claim {claim.number}", actor=actor,
        cause_kind=CAUSE, cause_reference=cause_of(claim), destination=destination,
    )  # fmt: skip


def cause_of(claim: Claim) -> str:
    """What the next refund of the locked claim is for: one that was canceled before is not asked for again."""
    made = refunds_of(claim).count()
    return f"{claim.number} {made + 1}" if made else claim.number


def refunds_of(claim: Claim) -> QuerySet[Refund]:
    """Every refund that the claim granted, canceled ones too."""
    named = Q(cause_reference=claim.number) | Q(cause_reference__startswith=f"{claim.number} ")
    return Refund.objects.filter(named, order_id=claim.order_id, cause_kind=CAUSE).order_by("pk")


def _free_the_rest(claim: Claim, lines: list[ClaimLine], *, actor: Actor) -> None:
    rest = {line.order_line_id: line.open_units for line in lines if line.open_units}
    if not claim.takes_units or not rest:
        return
    record_unclaimed(order_id=claim.order_id, units=rest, actor=actor)
    for line in lines:
        line.freed_units += line.open_units
        line.save(update_fields=["freed_units"])


def _book_as_lost(claim: Claim, lines: Iterable[ClaimLine]) -> None:
    """What never arrived is lost in our books, too: the order waits for it no longer, and nothing returns to stock.

    Only where all of the parcel is made good: of a part the rest may arrive.
    """
    if claim.kind != ClaimKind.LOST or claim.parcel_id is None:
        return
    made_good = {line.order_line_id: line.refund_units + line.replace_units for line in lines}
    if any(made_good.get(key, 0) < count for key, count in units_in(claim.parcel_id).items()):
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
