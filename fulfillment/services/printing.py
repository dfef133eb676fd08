"""Papers of the floor: each print is counted, so that a second label on a second box does not go unseen."""

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.service import service
from fulfillment.errors import BatchNotFound
from fulfillment.locks import lock_batch, lock_parcel
from fulfillment.models import PaperPrint, PickBatch
from fulfillment.statuses import Paper

# Whoever may see a parcel may hold its papers; the floor and the office both do.
RIGHT = "fulfillment.view_parcel"


@service
def count_batch_print(*, batch_id: int, paper: Paper, actor: Actor) -> int:
    """Which copy of the batch's ``paper`` this one is, from 1. Raises NotPermitted and BatchNotFound."""
    ensure_may(actor, RIGHT)
    if not PickBatch.objects.filter(pk=batch_id).exists():
        raise BatchNotFound(f"There is no batch with key {batch_id}.", batch_id=batch_id)
    batch = lock_batch(batch_id)
    return _count(PaperPrint(batch=batch, paper=paper, printed_by=actor.label))


@service
def count_parcel_print(*, parcel_id: int, paper: Paper, actor: Actor, reference: str = "") -> int:
    """Which copy of the parcel's ``paper`` this one is, from 1; one with another ``reference`` begins anew.

    Raises NotPermitted, ParcelNotFound, and InvalidInput for a paper that belongs to batches.
    """
    ensure_may(actor, RIGHT)
    if paper == Paper.PICK_LIST:
        raise InvalidInput("A pick list belongs to a batch, not to a parcel.", field="paper")
    parcel = lock_parcel(parcel_id)
    return _count(PaperPrint(parcel=parcel, paper=paper, reference=reference, printed_by=actor.label))


def _count(printed: PaperPrint) -> int:
    """Its row is locked: two who print at once hold the original and the first copy, not two originals."""
    before = PaperPrint.objects.filter(batch=printed.batch, parcel=printed.parcel, paper=printed.paper)
    newest = before.filter(reference=printed.reference).order_by("-copy").values_list("copy", flat=True).first()
    printed.copy = (newest or 0) + 1
    printed.save()
    return printed.copy
