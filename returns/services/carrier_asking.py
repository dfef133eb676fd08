"""What a customer claims is asked of the carrier, where it is the carrier's to pay."""

from collections.abc import Iterator
from decimal import Decimal

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.service import service
from returns.aftersale_locks import lock_claim
from returns.events import CarrierAsked
from returns.models import Claim, ClaimKind, ClaimState
from returns.selectors.claim_evidence import parcels_of_claim
from shipping.models import CarrierClaim
from shipping.services.claims import RIGHT, file_claim
from shipping.services.exceptions import open_exception
from shipping.statuses import ExceptionFamily, ExceptionKind

TROUBLES = {
    ClaimKind.DAMAGED: ExceptionKind.DAMAGED,
    ClaimKind.LOST: ExceptionKind.LOST,
    ClaimKind.LATE: ExceptionKind.DELAYED,
    ClaimKind.MISSING: ExceptionKind.OTHER,
}


@service
def ask_carrier(*, claim_id: int, amount: Decimal, actor: Actor, reference: str = "") -> CarrierClaim:
    """The claim with the carrier of the claimed parcel, ``amount`` in the order's currency; asked twice it is one.

    Its deadline and answers are the carrier claim's own. Raises NotPermitted, MoveRefused where no carrier is to
    blame or the parcel is not known, InvalidInput, and ClaimRefused after the carrier's deadline.
    """
    ensure_may(actor, RIGHT)
    claim = lock_claim(claim_id)
    reasons = list(asking_blockers(claim))
    if reasons:
        raise MoveRefused("ask the carrier", reasons)
    parcel = parcels_of_claim(claim)[0]
    trouble = open_exception(
        parcel_id=parcel.pk, kind=TROUBLES[ClaimKind(claim.kind)], words=f"Claim {claim.number}",
        family=ExceptionFamily.CARRIER, actor=SYSTEM,
    )  # fmt: skip
    filed = file_claim(deliveryexception_id=trouble.pk, amount=amount, reference=reference, actor=actor)
    if claim.parcel_id != parcel.pk:
        claim.parcel = parcel
        claim.save(update_fields=["parcel"])
    publish(CarrierAsked(order_id=claim.order_id, claim_id=claim.pk), actor=actor)
    return filed


def asking_blockers(claim: Claim) -> Iterator[Blocker]:
    """Why the carrier is not asked; ``wrong_state`` where there is nothing to ask."""
    if claim.state in (ClaimState.DENIED, ClaimState.CANCELED):
        yield Blocker("wrong_state", f"it is {claim.get_state_display().lower()}.")
        return
    if claim.kind not in TROUBLES:
        yield Blocker("wrong_state", "what was packed wrong is ours to make good.")
        return
    parcels = parcels_of_claim(claim)
    if len(parcels) != 1:
        yield Blocker(
            "which_parcel", f"the goods left in {len(parcels) or 'no'} parcels.",
            fix="Ask from the trouble of the parcel itself.",
        )  # fmt: skip
    elif CarrierClaim.objects.filter(parcel=parcels[0]).exists():
        yield Blocker("asked", "the carrier was asked already.", fix="Write its answer down there.")
