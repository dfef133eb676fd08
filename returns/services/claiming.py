"""Opening a customer's claim, and what every move of one does."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.fsm import perform
from core.numbers import next_number
from core.service import service
from fulfillment.models import Parcel
from orders.locks import lock_lines, lock_order
from orders.models import Attachment, Order, OrderLine
from orders.services.recording.claiming import record_claimed, record_unclaimed
from orders.services.recording.counts import record_open
from returns.aftersale_locks import lock_claim
from returns.claim_lifecycle import WITHOUT_UNITS
from returns.errors import NotClaimable
from returns.events import ClaimApproved, ClaimCanceled, ClaimDenied, ClaimFact, ClaimOpened
from returns.models import Claim, ClaimKind, ClaimLine, ClaimPhoto, GoodsAt
from returns.selectors.claimable import claimable_units, made_good_on_the_road

MOST_PHOTOS = 10


@service
def open_claim(
    *,
    order_id: int,
    kind: str,
    units: Mapping[int, int],
    actor: Actor,
    comment: str = "",
    attachment_ids: Collection[int] = (),
    parcel_id: int | None = None,
    goods_at: str = GoodsAt.UNKNOWN,
    cause_kind: str = "",
    cause_reference: str = "",
    request_key: str | None = None,
    now: datetime | None = None,
) -> Claim:
    """What went wrong with ``units`` by order line key: damaged, missing, wrong, late or lost.

    The photos are files of the order (``attach_to_order``). A claimed unit can no longer be returned, one that was
    returned not claimed; what came late can be both. The same ``request_key`` again gives the claim made then.
    Raises NotPermitted, NotClaimable, and InvalidInput for an unknown kind, photo or parcel.
    """
    order = lock_order(order_id)
    ensure_may(actor, "returns.open_claim")
    if request_key:
        repeated = Claim.objects.filter(request_key=request_key, order=order).first()
        if repeated is not None:
            return repeated
    if kind not in ClaimKind.values:
        raise InvalidInput(f"“{kind}” is not one of {', '.join(ClaimKind.values)}.", field="kind")
    wanted = _checked_units(order, kind, units)
    _check_parcel(order, parcel_id)
    photos = _photos_of(order, attachment_ids)
    claim = Claim.objects.create(
        number=next_number("claim"), order=order, kind=kind, parcel_id=parcel_id, comment=comment.strip()[:2000],
        goods_at=goods_at, cause_kind=cause_kind, cause_reference=cause_reference, request_key=request_key or None,
        opened_by=actor.label, opened_at=now or timezone.now(),
    )  # fmt: skip
    ClaimLine.objects.bulk_create(ClaimLine(claim=claim, order_line_id=key, quantity=n) for key, n in wanted.items())
    ClaimPhoto.objects.bulk_create(ClaimPhoto(claim=claim, attachment_id=key) for key in photos)
    if claim.takes_units:
        record_claimed(order_id=order_id, units=wanted, actor=actor)
    fact = ClaimOpened(order_id=order_id, claim_id=claim.pk)
    publish(fact, actor=actor, changes={claim.number: [None, claim.state]})
    recount_open_claims(order_id, actor=actor)
    return claim


@service
def approve_claim(*, claim_id: int, actor: Actor) -> Claim:
    """It is as the customer says. Raises NotPermitted and MoveRefused."""
    claim = lock_claim(claim_id)
    move_claim(claim, "approve", fact=ClaimApproved, actor=actor, fields=("approved_at",), now=timezone.now())
    return claim


@service
def deny_claim(*, claim_id: int, reason: str, actor: Actor) -> Claim:
    """It is not made good; ``reason`` is told to the customer. Raises NotPermitted, MoveRefused and InvalidInput."""
    if not reason.strip():
        raise InvalidInput("Say why; it is told to the customer.", field="reason")
    return _end(claim_id, "deny", fact=ClaimDenied, reason=reason, actor=actor)


@service
def cancel_claim(*, claim_id: int, actor: Actor, reason: str = "") -> Claim:
    """The customer asks for nothing any more. Raises NotPermitted and MoveRefused."""
    return _end(claim_id, "cancel", fact=ClaimCanceled, reason=reason, actor=actor)


def _end(claim_id: int, move: str, *, fact: type[ClaimFact], reason: str, actor: Actor) -> Claim:
    claim = lock_claim(claim_id)
    claim.decision_note = reason.strip()[:400]
    move_claim(
        claim, move, fact=fact, actor=actor, fields=("ended_at", "decision_note"), note=reason, now=timezone.now()
    )
    if claim.takes_units:
        units = {line.order_line_id: line.quantity for line in claim.lines.all()}
        record_unclaimed(order_id=claim.order_id, units=units, actor=actor)
    recount_open_claims(claim.order_id, actor=actor)
    return claim


def _checked_units(order: Order, kind: str, units: Mapping[int, int]) -> dict[int, int]:
    lines = lock_lines(order)
    wanted = {key: count for key, count in units.items() if count}
    if not wanted:
        raise InvalidInput("Choose at least one unit.", field="units")
    made_good = {} if kind in WITHOUT_UNITS else made_good_on_the_road(order.pk)
    for key, count in wanted.items():
        line = lines.get(key)
        if line is None:
            raise InvalidInput("One of the lines belongs to another order.", field="units")
        free = max(0, claimable_units(line) - made_good.get(key, 0))
        _ensure_left(line, count, line.ordered - line.canceled if kind in WITHOUT_UNITS else free)
    return wanted


def _ensure_left(line: OrderLine, count: int, left: int) -> None:
    if not 0 < count <= left:
        raise NotClaimable(
            f"{count} of {line.name} cannot be claimed: {left} can; the others did not leave, were returned, claimed"
            " or made good.",
            field="units", line_id=line.pk, left=left,
        )  # fmt: skip


def _check_parcel(order: Order, parcel_id: int | None) -> None:
    if parcel_id is not None and not Parcel.objects.filter(pk=parcel_id, fulfillment_order__order=order).exists():
        raise InvalidInput("This parcel belongs to another order.", field="parcel")


def _photos_of(order: Order, attachment_ids: Collection[int]) -> list[int]:
    wanted = sorted(set(attachment_ids))
    if len(wanted) > MOST_PHOTOS:
        raise InvalidInput(f"A claim shows at most {MOST_PHOTOS} photos.", field="photos")
    known = Attachment.objects.filter(pk__in=wanted, order=order, removed_at=None).count()
    if known < len(wanted):
        raise InvalidInput("One of the photos is not a file of this order.", field="photos")
    return wanted


def move_claim(
    claim: Claim, move: str, *, fact: type[ClaimFact], actor: Actor, fields: Iterable[str] = (), note: str = "",
    **arguments: Any,
) -> None:  # fmt: skip
    """Make the move of a locked claim and tell it. Raises NotPermitted or MoveRefused."""
    before, after = perform(claim, move, actor=actor, **arguments)
    claim.save(update_fields=["state", *fields])
    publish(
        fact(order_id=claim.order_id, claim_id=claim.pk), actor=actor, changes={claim.number: [before, after]},
        note=note,
    )  # fmt: skip


def recount_open_claims(order_id: int, *, actor: Actor) -> None:
    """Tell the order how many of its claims are open."""
    count = Claim.objects.filter(order_id=order_id, ended_at=None).count()
    record_open(order_id=order_id, claims=count, actor=actor)
