"""Legal holds: what may be evidence is not erased."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused, NotFound
from core.service import service
from customers.locks import lock_customer
from customers.models import LegalHold


@service
def place_hold(
    *, customer_id: int, reason: str, actor: Actor, order_id: int | None = None, order_number: str = ""
) -> LegalHold:
    """The hold. An erasure that waits for its second person cannot be agreed to while it stands.

    Raises NotPermitted, CustomerNotFound (also for an erased one), InvalidInput without a reason.
    """
    ensure_may(actor, "customers.place_legalhold")
    if not reason.strip():
        raise InvalidInput(
            "Say what the records are needed for; it is shown to whoever wants to erase.", field="reason"
        )
    customer = lock_customer(customer_id)
    return LegalHold.objects.create(
        customer=customer, order_id=order_id, order_number=order_number, reason=reason.strip()[:400],
        placed_by=actor.label,
    )  # fmt: skip


@service
def release_hold(*, legalhold_id: int, reason: str, actor: Actor) -> LegalHold:
    """The hold, over. Raises NotFound, NotPermitted, InvalidInput without a reason, MoveRefused for a released one."""
    hold = LegalHold.objects.select_for_update(no_key=True).filter(pk=legalhold_id).first()
    if hold is None:
        raise NotFound("There is no such hold.", legalhold_id=legalhold_id)
    ensure_may(actor, "customers.release_legalhold")
    if not reason.strip():
        raise InvalidInput("Say why the records are no longer needed.", field="reason")
    if hold.released_at is not None:
        raise MoveRefused("release", [Blocker("released", "the hold was released already.")])
    hold.released_by, hold.released_at, hold.release_note = actor.label, timezone.now(), reason.strip()[:400]
    hold.save(update_fields=["released_by", "released_at", "release_note"])
    return hold
