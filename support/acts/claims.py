"""The customer's claim: what went wrong is written down once, and goods or money are given for it, never both."""

from dataclasses import replace

from core.errors import Blocker, MoveRefused
from core.money import ZERO, format_money
from orders.intake.anew import goods_anew
from orders.intake.requests import LineRequest
from orders.services.placing import place_within
from orders.services.quoting import quote_order
from orders.statuses import RefundTo
from payments.selectors.given import free_units, given_of_lines
from payments.selectors.refundable import RefundWish, price_wish
from payments.services.destinations import check_destination
from payments.services.freezing import ensure_refunds_open
from payments.services.granting import ensure_captured
from returns.models import Claim, ClaimKind, ClaimState
from returns.selectors.claimable import claimable_units, made_good_on_the_road
from returns.services.claim_deciding import decide_claim
from returns.services.claim_placing import finish_claim_order, request_for
from returns.services.claiming import approve_claim, open_claim
from support.acts.contract import ActKind, Rows, Scene
from support.models import Act, PlaybookStep

PLACING = frozenset({"orders.place_order", "orders.override_price"})
OPEN, APPROVE, RESOLVE = "returns.open_claim", "returns.approve_claim", "returns.resolve_claim"
CAUSE = "case"


def foresee_claim(scene: Scene, step: PlaybookStep) -> Rows:
    """Raises MoveRefused for units that cannot be claimed."""
    return _claim_rows(scene)


def claim(scene: Scene, step: PlaybookStep) -> str:
    return f"Claim {claim_of(scene).number} is written down."


def foresee_reship(scene: Scene, step: PlaybookStep) -> Rows:
    """Raises what ordering them would raise, and MoveRefused for units that were made good before."""
    order, rows = scene.asked_order, _rows_unless_said(scene)
    _ensure_not_paid_back(scene)
    lines = [
        LineRequest(
            sku_code=scene.lines[key].sku.code, quantity=count, unit_price=ZERO, price_reason="Foreseen",
            tax_amount=ZERO,
        )
        for key, count in sorted(scene.units.items())
    ]  # fmt: skip
    able = replace(scene.actor, rights=scene.actor.rights | PLACING)
    promised = quote_order(goods_anew(order, lines, external_id=""), actor=able).covered.promised_on
    goods = [(f"Sent anew: {scene.lines[key].sku.code}", f"{count} ×") for key, count in sorted(scene.units.items())]
    return [
        *rows,
        *goods,
        ("New order at no price", f"promised for {promised:%Y-%m-%d}" if promised else "no day known"),
    ]


def reship(scene: Scene, step: PlaybookStep) -> str:
    """The new order is placed here and now, so that nothing is kept when it cannot be."""
    decided = decide_claim(
        claim_id=_approved(scene).pk, replace_units=scene.units, reason=scene.wish.reason, actor=scene.actor
    )
    # Whoever may make a claim good places this one order, at no price, and no other.
    able = replace(scene.actor, rights=scene.actor.rights | PLACING)
    outcome = place_within(request_for(decided), actor=able)
    finish_claim_order(claim_id=decided.pk, new_order_id=outcome.order_id or 0)
    return f"Order {outcome.number} replaces the goods of claim {decided.number}."


def foresee_refund(scene: Scene, step: PlaybookStep) -> Rows:
    """Raises what granting it would raise, and MoveRefused for units that were made good before."""
    order, rows = scene.asked_order, _rows_unless_said(scene)
    parts = price_wish(order, RefundWish(units=scene.units))
    amount = sum((part.amount for part in parts), ZERO)
    check_destination(order, scene.wish.destination)
    payments = list(order.payments.order_by("position", "pk"))
    ensure_refunds_open(payments, amount)
    ensure_captured(order, payments, amount)
    where = RefundTo(scene.wish.destination).label.lower()
    refunds = [(f"Refund, {part.label}", format_money(part.amount, order.currency)) for part in parts]
    return [*rows, *refunds, ("Refund together", f"{format_money(amount, order.currency)}, {where}")]


def refund(scene: Scene, step: PlaybookStep) -> str:
    decided = decide_claim(
        claim_id=_approved(scene).pk, refund_units=scene.units, refund_to=scene.wish.destination,
        reason=scene.wish.reason, actor=scene.actor,
    )  # fmt: skip
    granted = decided.refund
    if granted is None:
        return f"Claim {decided.number} is settled."
    paid = format_money(granted.amount, granted.currency)
    return f"Refund {granted.number} of {paid} is granted for claim {decided.number}."


def claim_of(scene: Scene) -> Claim:
    """The claim of this run: the customer's own where one was chosen, else one opened now."""
    if scene.claim is None:
        scene.claim = _chosen(scene) or open_claim(
            order_id=scene.asked_order.pk, kind=scene.wish.claim_kind, units=scene.units, actor=scene.actor,
            comment=scene.case.subject, parcel_id=scene.wish.parcel_id, cause_kind=CAUSE,
            cause_reference=scene.case.number, request_key=f"run-{scene.wish.key}"[:64],
        )  # fmt: skip
    return scene.claim


def _approved(scene: Scene) -> Claim:
    found = claim_of(scene)
    if found.state == ClaimState.OPEN:
        scene.claim = approve_claim(claim_id=found.pk, actor=scene.actor)
    return scene.claim or found


def _chosen(scene: Scene) -> Claim | None:
    """Raises MoveRefused when it is not an undecided one of the order any more."""
    if scene.wish.claim_id is None:
        return None
    found = Claim.objects.filter(
        pk=scene.wish.claim_id, order=scene.asked_order, ended_at=None, decided_at=None
    ).first()
    if found is None:
        gone = Blocker("no_claim", "the claim was decided meanwhile.", fix="Choose another, or a new one.")
        raise MoveRefused("make it good", [gone])
    return found


def _rows_unless_said(scene: Scene) -> list[tuple[str, str]]:
    rows = _claim_rows(scene)
    return [] if Act.CLAIM in scene.chosen else rows


def _claim_rows(scene: Scene) -> list[tuple[str, str]]:
    chosen = _chosen(scene)
    if chosen is not None:
        left = {line.order_line_id: line.open_units for line in chosen.lines.all()}
        _ensure_left(scene, left, "are claimed")
        return [(f"Claim {chosen.number}", "is made good")]
    gone = made_good_on_the_road(scene.asked_order.pk)
    left = {key: claimable_units(line) - gone.get(key, 0) for key, line in scene.lines.items()}
    _ensure_left(scene, left, "can still be claimed")
    kind = ClaimKind(scene.wish.claim_kind)
    return [(f"Claim: {kind.label.lower()}", f"{sum(scene.units.values())} × of {scene.asked_order.number}")]


def _ensure_not_paid_back(scene: Scene) -> None:
    given = given_of_lines(scene.asked_order, scene.lines.values())
    left = {key: free_units(line, given[key]) for key, line in scene.lines.items()}
    _ensure_left(scene, left, "were not paid back already: goods or money, never both")


def _ensure_left(scene: Scene, left: dict[int, int], words: str) -> None:
    for key, count in scene.units.items():
        most = max(0, left.get(key, 0))
        if count > most:
            sentence = f"of {scene.lines[key].sku.code} only {most} {words}."
            raise MoveRefused("make it good", [Blocker("made_good", sentence, fix="Choose fewer units.")])


CLAIM = ActKind(act=Act.CLAIM, rights=(OPEN,), foresee=foresee_claim, do=claim, needs_goods=True)
RESHIP = ActKind(
    act=Act.RESHIP, rights=(OPEN, APPROVE, RESOLVE), foresee=foresee_reship, do=reship, needs_goods=True
)  # fmt: skip
REFUND = ActKind(
    act=Act.REFUND, rights=(OPEN, APPROVE, RESOLVE, "payments.grant_refund"), foresee=foresee_refund, do=refund,
    needs_goods=True,
)  # fmt: skip
